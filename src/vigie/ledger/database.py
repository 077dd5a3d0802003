"""What the ledger asks of a database: reads, writes that take turns, one very quick insert, errors in plain words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import ClassVar, NamedTuple

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from vigie.core.errors import LedgerError, LedgerRefusedError, LedgerUnavailableError


class PredictionRow(NamedTuple):
    """One answered prediction, in the order of the table's columns, so that it goes to the database as it is."""

    id: str
    at: int
    """Microseconds since the epoch, UTC."""
    model_version: str
    features: str
    """The cleaned row, as JSON."""
    label: str
    confidence: float
    """Probability of `label`."""
    probabilities: str
    """Class name → probability, as JSON."""
    source: str | None = None
    """Who asked, where the caller said so."""
    key_id: str | None = None
    """The key that was asked with, where keys are on."""


class Database(ABC):
    """One database. Safe to share between threads; each write is one transaction, on disk when the call returns."""

    engine: Engine
    driver_errors: ClassVar[tuple[type[Exception], ...]]
    writes_fail = False
    """Whether the last write did not come about. A database may be read while its disk is full or somebody locks it."""

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection to read with. Raises LedgerUnavailableError when there is none."""
        with self.plain_errors():
            self.check()
            with self.engine.connect() as connection:
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection whose writes take effect together, when the block ends without an error.

        Writers take turns, over all processes: what one reads inside the block cannot change before it commits.
        """
        with self._noted(), self.plain_errors(), self.turn():
            self.check()
            with self.engine.connect() as connection:
                self.take_turn(connection)
                yield connection
                connection.commit()

    @contextmanager
    def erase(self) -> Iterator[Connection]:
        """Give a connection as `write` does, what is deleted with which is not left in the file."""
        with self.write() as connection:
            yield connection

    def leave_no_trace(self) -> None:  # noqa: B027 - a server takes care of its files
        """Take what was erased out of the database's own journal too, where that is a file of ours."""

    def insert_predictions(self, rows: Sequence[PredictionRow]) -> None:
        """Write all rows in one transaction, or none."""
        with self._noted(), self.plain_errors(), self.turn():
            self.check()
            pooled = self.engine.raw_connection()
            try:
                self.insert(pooled.driver_connection, rows)
            finally:
                pooled.close()  # rolls back whatever was not committed

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _noted(self) -> Iterator[None]:
        try:
            yield
        except LedgerUnavailableError:
            self.writes_fail = True
            raise
        self.writes_fail = False

    @contextmanager
    def plain_errors(self) -> Iterator[None]:
        """Turn whatever the driver raises into a LedgerError."""
        try:
            yield
        except PoolTimeoutError as err:
            raise LedgerUnavailableError("all its connections are busy") from err
        except DBAPIError as err:
            raise self._translate(err.orig) from err
        except self.driver_errors as err:
            raise self._translate(err) from err

    def _translate(self, err: BaseException | None) -> LedgerError:
        if self.is_refusal(err):
            return LedgerRefusedError(type(err).__name__)
        return LedgerUnavailableError(self.reason(err))

    def check(self) -> None:  # noqa: B027 - most databases need none
        """Raise LedgerUnavailableError where a connection would not notice that the database is gone."""

    @abstractmethod
    def turn(self) -> AbstractContextManager[None]:
        """Wait for the other writers of this process."""

    @abstractmethod
    def take_turn(self, connection: Connection) -> None:
        """Begin a transaction that no other writer's overlaps."""

    @abstractmethod
    def insert(self, connection: object, rows: Sequence[PredictionRow]) -> None:
        """Insert and commit through the driver's own connection."""

    @abstractmethod
    def is_refusal(self, err: BaseException | None) -> bool:
        """Say whether the database refused the data, which trying again would not change."""

    @abstractmethod
    def reason(self, err: BaseException | None) -> str:
        """Return in plain words, without names or addresses, why the database is unavailable."""
