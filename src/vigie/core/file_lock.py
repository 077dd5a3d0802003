"""A lock between processes, on a file, that the system gives back when its holder ends, however it ends."""

from __future__ import annotations

import importlib.util
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HAS_LOCKS = importlib.util.find_spec("fcntl") is not None
"""Windows has none: there everybody has it, and whoever uses it must bear a second one."""
_FIRST_PAUSE_S = 0.0002
_LONGEST_PAUSE_S = 0.001


class FileLock:
    """The lock, to be taken again and again. For one thread at a time.

    Parameters
    ----------
    path
        Made when it is first taken; its folder must be there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(self, until: float | None = None) -> bool:
        """Wait for it, and return whether it is held.

        Parameters
        ----------
        until
            A moment of the monotonic clock after which nobody waits; None: as long as it takes.

        Raises
        ------
        OSError
            If the file cannot be made.
        """
        if not _HAS_LOCKS:
            return True
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        if until is None:
            return _lock(self._file, wait=True)
        pause = _FIRST_PAUSE_S
        while not _lock(self._file, wait=False):
            if time.monotonic() >= until:
                return False
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)
        return True

    def give(self) -> None:
        """Let the next one have it; nothing if it was not ours."""
        if self._file is not None:
            import fcntl  # see above

            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the file, and of the lock with it; the next turn opens it again."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


@contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold the lock file `path` for the length of the block; gives whether it is held.

    Parameters
    ----------
    wait
        For whoever holds it; otherwise the block is entered with False at once.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        yield lock.take(None if wait else 0.0)
    finally:
        lock.close()


def _lock(file: int, *, wait: bool) -> bool:
    import fcntl  # see above

    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True
