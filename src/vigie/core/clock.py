"""The time as Vigie reads it, in one place: the machine's own or, in a rehearsal, one that runs faster."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

time_ns: Callable[[], int] = time.time_ns
"""Nanoseconds since the epoch, UTC. To be read as `clock.time_ns()`: the name alone, imported, stays what it was."""


@contextmanager
def told_by(read: Callable[[], int]) -> Iterator[None]:
    """Let this whole process read the time from `read` while the block lasts. For rehearsals (ADR 0168).

    What waits, waits by the real clock all the same, and what other programs write down has their time.

    Examples
    --------
    >>> from vigie.core import clock
    >>> with clock.told_by(lambda: 5_000):
    ...     clock.time_ns()
    5000
    """
    global time_ns
    former, time_ns = time_ns, read
    try:
        yield
    finally:
        time_ns = former
