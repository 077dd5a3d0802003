"""The embedded ledger: one SQLite file, durable with every commit."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from itertools import chain
from pathlib import Path
from typing import ClassVar, cast

from sqlalchemy import Connection, QueuePool, create_engine

from vigie.core.errors import LedgerUnavailableError
from vigie.core.file_lock import FileLock
from vigie.ledger.database import Database, PredictionRow

_ONE_ROW = f"({', '.join('?' * len(PredictionRow._fields))})"
_MOST_ROWS = 64
"""Of a statement. A service's transactions are seldom larger, and every size is prepared once and kept."""

_REASONS = {
    "SQLITE_BUSY": "another program holds its file locked",
    "SQLITE_LOCKED": "another program holds its file locked",
    "SQLITE_FULL": "the disk is full",
    "SQLITE_READONLY": "its file cannot be written",
    "SQLITE_CANTOPEN": "its file cannot be opened",
    "SQLITE_CORRUPT": "its file is damaged",
    "SQLITE_NOTADB": "its file is no SQLite database",
    "SQLITE_IOERR": "the disk failed",
}


@cache
def _insert(rows: int) -> str:
    """Return the statement that inserts so many predictions."""
    columns = ", ".join(PredictionRow._fields)
    return f"INSERT INTO predictions ({columns}) VALUES {', '.join([_ONE_ROW] * rows)}"  # noqa: S608 - column names only


class SqliteDatabase(Database):
    """A ledger in one file, for one machine; any number of its processes may share it."""

    driver_errors: ClassVar = (sqlite3.Error, UnicodeError, OverflowError)

    def __init__(self, path: Path, *, wait_s: float) -> None:
        self.path = path
        self._wait_s = wait_s
        self._lock = threading.Lock()
        self._turns = FileLock(path.with_name(f"{path.name}-turn"))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(exist_ok=True)
            self._inode = path.stat().st_ino
        except OSError as err:
            raise LedgerUnavailableError("its file cannot be opened") from err
        self.engine = create_engine(
            "sqlite://", creator=self._connect, poolclass=QueuePool, pool_size=4, max_overflow=12, pool_timeout=wait_s
        )

    def _connect(self) -> sqlite3.Connection:
        # mode=rw: a file that was taken away must not come back empty.
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=self._wait_s,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def check(self) -> None:
        """Notice a file that was removed or replaced: open connections would go on writing to the lost one."""
        try:
            inode = self.path.stat().st_ino
        except OSError as err:
            raise LedgerUnavailableError("its file is gone") from err
        if inode != self._inode:
            self.engine.dispose()
            self._inode = inode

    @contextmanager
    def turn(self) -> Iterator[None]:
        # SQLite's own waiting sleeps long and is unfair; among the threads of one process a lock is neither, and among
        # the processes of one service a lock on a file of its own is looked at again within a millisecond.
        until = time.monotonic() + self._wait_s
        if not self._lock.acquire(timeout=self._wait_s):
            raise LedgerUnavailableError(_REASONS["SQLITE_BUSY"])
        try:
            # Courtesy and never a guard: whoever does not get it in time, or where no file can be made, goes on, for
            # SQLite's own lock decides.
            with suppress(OSError):
                self._turns.take(until)
            yield
        finally:
            self._turns.give()
            self._lock.release()

    def take_turn(self, connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def close(self) -> None:
        super().close()
        with self._lock:
            self._turns.close()

    @contextmanager
    def erase(self) -> Iterator[Connection]:
        with self.write() as connection:
            connection.exec_driver_sql("PRAGMA secure_delete = ON")  # what is deleted is overwritten with zeros
            try:
                yield connection
            finally:
                connection.exec_driver_sql("PRAGMA secure_delete = OFF")

    def leave_no_trace(self) -> None:
        with self.plain_errors(), self.turn(), self.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def insert(self, connection: object, rows: Sequence[PredictionRow]) -> None:
        # As few statements as can be, and no BEGIN and COMMIT where one is enough, for it is a transaction by itself:
        # the driver lets go of the interpreter at each, and under load has to fight for it with the event loop.
        execute = cast("sqlite3.Connection", connection).execute
        if len(rows) <= _MOST_ROWS:
            execute(_insert(len(rows)), tuple(chain.from_iterable(rows)))
            return
        execute("BEGIN IMMEDIATE")
        for start in range(0, len(rows), _MOST_ROWS):
            part = rows[start : start + _MOST_ROWS]
            execute(_insert(len(part)), tuple(chain.from_iterable(part)))
        execute("COMMIT")

    def is_refusal(self, err: BaseException | None) -> bool:
        refusals = (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.InterfaceError, sqlite3.ProgrammingError)
        return isinstance(err, (*refusals, UnicodeError, OverflowError))

    def reason(self, err: BaseException | None) -> str:
        name = str(getattr(err, "sqlite_errorname", ""))
        for prefix, words in _REASONS.items():
            if name.startswith(prefix):
                return words
        return f"SQLite failed ({name or type(err).__name__})"
