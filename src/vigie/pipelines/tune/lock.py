"""A lock between processes that ends with whoever holds it, however it ends."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HAS_LOCKS = importlib.util.find_spec("fcntl") is not None  # Windows has none


@contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold the lock file `path` for the length of the block; gives whether it is held.

    Parameters
    ----------
    wait
        For whoever holds it; otherwise the block is entered with False at once. Where the platform has no such locks
        the block is entered with True, and whoever uses it must bear a second one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        yield _take(descriptor, wait)
    finally:
        os.close(descriptor)  # which lets go of the lock


def _take(descriptor: int, wait: bool) -> bool:
    if not _HAS_LOCKS:
        return True
    import fcntl  # see above

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True
