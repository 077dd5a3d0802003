"""The shared ledger: a PostgreSQL database, for services on several machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, cast

from sqlalchemy import URL, Connection, create_engine, event

from vigie.core.errors import MissingPartError
from vigie.ledger.database import Database, PredictionRow

try:
    import psycopg
except ImportError as err:  # the driver is an extra of the service
    raise MissingPartError("psycopg", "pip install 'vigie[postgres]'") from err

_TURN = 0x7667_6965  # any constant: the name of the ledger's advisory lock
_COLUMNS = ", ".join(PredictionRow._fields)
_INSERT = f"INSERT INTO predictions ({_COLUMNS}) VALUES ({', '.join(['%s'] * len(PredictionRow._fields))})"  # noqa: S608 - column names only
_COPY = f"COPY predictions ({_COLUMNS}) FROM STDIN"
_REASONS = {
    "53100": "the disk of the database server is full",
    "53300": "the database server has no connection left",
    "55P03": "another program holds it locked",
    "57": "the database server is shutting down or starting",
    "42501": "the database user may not do this",
    "42P01": "its tables are missing",
    "25006": "the database server only allows reading",
}


class PostgresDatabase(Database):
    """A ledger on a server. Connections are tested before use, so a restarted server is noticed and survived."""

    driver_errors: ClassVar = (psycopg.Error, UnicodeError, OverflowError)

    def __init__(self, url: URL, *, wait_s: float) -> None:
        # libpq takes no less than 2 seconds
        connect_args = {} if "connect_timeout" in url.query else {"connect_timeout": max(2, round(wait_s))}
        self.engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_size=4,
            max_overflow=6,
            pool_timeout=wait_s,
            pool_pre_ping=True,
            isolation_level="READ COMMITTED",  # after waiting for its turn, a writer must see what the others wrote
            connect_args=connect_args,
        )
        event.listen(self.engine, "connect", _settings(wait_s))

    @contextmanager
    def turn(self) -> Iterator[None]:
        yield  # inserts do not hinder one another; the others wait on the server

    def take_turn(self, connection: Connection) -> None:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")

    def insert(self, connection: object, rows: Sequence[PredictionRow]) -> None:
        driver = cast("psycopg.Connection[tuple[object, ...]]", connection)
        with driver.cursor() as cursor:
            if len(rows) == 1:
                cursor.execute(_INSERT, rows[0])
            else:
                with cursor.copy(_COPY) as copy:
                    for row in rows:
                        copy.write_row(row)
        driver.commit()

    def is_refusal(self, err: BaseException | None) -> bool:
        if isinstance(err, psycopg.Error):
            state = err.sqlstate or ""
            return state[:2] in ("22", "23") or (
                isinstance(err, psycopg.ProgrammingError | psycopg.DataError) and not state
            )
        return isinstance(err, UnicodeError | OverflowError)

    def reason(self, err: BaseException | None) -> str:
        state = str(getattr(err, "sqlstate", None) or "")
        for prefix, words in _REASONS.items():
            if state.startswith(prefix):
                return words
        return (
            f"the database server failed (SQLSTATE {state})"
            if state
            else "the database server cannot be reached or refuses the connection"
        )


def _settings(wait_s: float) -> Any:
    def set_up(connection: Any, _record: object) -> None:
        # A server set to answer before a commit is on disk would break the ledger's promise; stronger settings stay.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('lock_timeout', %s, false), CASE WHEN current_setting('synchronous_commit') = 'off'"
                " THEN set_config('synchronous_commit', 'on', false) END",
                (f"{round(wait_s * 1000)}ms",),
            )
        connection.commit()

    return set_up
