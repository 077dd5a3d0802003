"""Turns among the processes that write into one SQLite file."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

if sys.platform != "win32":  # there, SQLite's own waiting is all there is
    import fcntl

_FIRST_PAUSE_S = 0.0002
_LONGEST_PAUSE_S = 0.001


class FileTurn:
    """A lock on a file beside the ledger's, which the system gives back when a process dies. For one thread at a time.

    Courtesy among Vigie's own processes, never a guard: whoever does not get it in time goes on, for SQLite's own lock
    decides.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(self, until: float) -> None:
        """Wait for the turn, at most until a moment of the monotonic clock."""
        if sys.platform == "win32":
            return
        with suppress(OSError):  # a folder that takes no file: as if there were none
            if self._file is None:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            pause = _FIRST_PAUSE_S
            while not self._taken(self._file) and time.monotonic() < until:
                time.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_S)

    def give(self) -> None:
        """Let the next one have it; nothing if it was not ours."""
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the file; the next turn opens it again."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    @staticmethod
    def _taken(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
