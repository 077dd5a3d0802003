"""Identifiers that sort by the time they were made."""

from __future__ import annotations

import os
import struct
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from os import urandom

from vigie.core import clock

_VARIANT = 0x8000_0000_0000_0000
_RANDOM_BITS = 0x3FFF_FFFF_FFFF_FFFF

# Asking the operating system costs more than all the rest of an id, so it is asked for many numbers at once.
_BLOCK = struct.Struct("=512Q")
_ends: deque[str] = deque()
"""Of ids to be: what stands after the time."""
_source: Callable[[int], bytes] = urandom
if hasattr(os, "register_at_fork"):  # not on Windows, which cannot fork
    os.register_at_fork(after_in_child=_ends.clear)  # or parent and child would go on with the same ones


def new_id() -> str:
    """Return a version 7 UUID: 48 bits of milliseconds, 12 bits of what is left of them, 62 random bits.

    About 1 µs. Ids made by one process sort in the order of its clock (steps of 244 ns), so new rows land at the end
    of the index; the random bits come from the operating system, so an id cannot be guessed from another one.

    Examples
    --------
    >>> first, second = new_id(), new_id()
    >>> len(first), first[14], first[:13] <= second[:13]
    (36, '7', True)

    References
    ----------
    RFC 9562, sections 5.7 and 6.2 (method 3).
    """
    return _begin() + _end()


def new_ids(count: int) -> list[str]:
    """Return several ids of one moment, each for a quarter of the price.

    Examples
    --------
    >>> len(set(new_ids(3)))
    3
    """
    begin = _begin()
    return [begin + _end() for _ in range(count)]


new_prediction_id, new_prediction_ids = new_id, new_ids


def _begin() -> str:
    milliseconds, rest = divmod(clock.time_ns(), 1_000_000)
    return f"{milliseconds >> 16:08x}-{milliseconds & 0xFFFF:04x}-7{rest * 4096 // 1_000_000:03x}-"


def _end() -> str:
    """Return what 62 random bits come to; safe to call from any thread, and nothing is given twice."""
    while True:
        try:
            return _ends.popleft()
        except IndexError:
            numbers = _BLOCK.unpack(_source(_BLOCK.size))
            digits = [f"{number & _RANDOM_BITS | _VARIANT:x}" for number in numbers]
            _ends.extend([f"{of[:4]}-{of[4:]}" for of in digits])


@contextmanager
def drawn_from(source: Callable[[int], bytes]) -> Iterator[None]:
    """Draw the ids of this whole process from `source(bytes wanted)` while the block lasts, so that they come again.

    For rehearsals only (ADR 0168): such ids can be guessed.
    """
    global _source
    former, _source = _source, source
    _ends.clear()
    try:
        yield
    finally:
        _source = former
        _ends.clear()
