"""The database locked, full, gone or down: said in plain words, nothing half-written, and well again by itself."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from vigie.core.errors import LedgerUnavailableError
from vigie.ledger import GroupCommit, Ledger, PredictionRow, open_ledger

MakeRow = Callable[..., PredictionRow]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def sqlite_ledger(path: Path) -> Iterator[Ledger]:
    opened = open_ledger(f"sqlite:///{path}", wait_s=0.2)
    yield opened
    opened.close()


def _write(ledger: Ledger, rows: list[PredictionRow]) -> list[BaseException | None]:
    async def run() -> list[BaseException | None]:
        group = GroupCommit(ledger)
        outcomes = await asyncio.gather(*(group.write([row]) for row in rows), return_exceptions=True)
        assert group.pending == 0
        await group.close()
        return outcomes

    return asyncio.run(run())


def _refusals(outcomes: list[BaseException | None]) -> set[str]:
    assert all(isinstance(outcome, LedgerUnavailableError) for outcome in outcomes)
    return {outcome.reason for outcome in outcomes if isinstance(outcome, LedgerUnavailableError)}


def test_sqlite_writes_where_no_file_for_turns_can_be_made(tmp_path: Path, make_row: MakeRow) -> None:
    (tmp_path / "ledger.db-turn").mkdir()
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    assert _write(ledger, [make_row()]) == [None]
    ledger.close()


def test_sqlite_locked_by_another_program_fails_all_waiters_then_recovers(
    sqlite_ledger: Ledger, path: Path, make_row: MakeRow
) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    outcomes = _write(sqlite_ledger, [make_row() for _ in range(20)])
    assert _refusals(outcomes) == {"another program holds its file locked"}
    with pytest.raises(LedgerUnavailableError, match="locked"):
        sqlite_ledger.record_verdict("any", "confirmed")
    assert sqlite_ledger.count_predictions() == 0  # reading goes on meanwhile
    other.execute("ROLLBACK")
    other.close()
    assert _write(sqlite_ledger, [make_row()]) == [None]
    assert sqlite_ledger.count_predictions() == 1


def test_sqlite_on_a_full_disk_writes_nothing_then_recovers(
    sqlite_ledger: Ledger, path: Path, make_row: MakeRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_ledger.database.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    connect = sqlite3.connect

    def full(*arguments: object, **options: object) -> sqlite3.Connection:
        made = connect(*arguments, **options)  # type: ignore[call-overload]  # passed on as they are
        made.execute(f"PRAGMA max_page_count = {pages + 2}")
        return made  # type: ignore[no-any-return]  # the overload is unknown

    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", full)
        sqlite_ledger.database.close()  # so that connections are made anew, on a disk with two pages left
        rows = [make_row(features="x" * 3_000) for _ in range(10)]
        assert _refusals(_write(sqlite_ledger, rows)) == {"the disk is full"}
        assert sqlite_ledger.count_predictions() == 0
        with pytest.raises(LedgerUnavailableError, match="the disk is full"):
            sqlite_ledger.ping()  # though it can be read
    sqlite_ledger.database.close()
    sqlite_ledger.ping()
    assert sqlite_ledger.count_predictions() == 0
    assert _write(sqlite_ledger, rows) == [None] * 10
    assert sqlite_ledger.count_predictions() == 10


def test_sqlite_file_taken_away_is_noticed_and_its_return_too(
    sqlite_ledger: Ledger, path: Path, make_row: MakeRow, tmp_path: Path
) -> None:
    sqlite_ledger.record_predictions([make_row()])
    sqlite_ledger.close()  # so that all of it is in the one file
    elsewhere = path.rename(tmp_path / "elsewhere.db")
    assert _refusals(_write(sqlite_ledger, [make_row(), make_row()])) == {"its file is gone"}
    with pytest.raises(LedgerUnavailableError, match="its file is gone"):
        sqlite_ledger.ping()
    assert not path.exists()
    elsewhere.rename(path)
    sqlite_ledger.ping()
    assert _write(sqlite_ledger, [make_row()]) == [None]
    assert sqlite_ledger.count_predictions() == 2


def test_sqlite_file_replaced_is_used_from_then_on(sqlite_ledger: Ledger, path: Path, make_row: MakeRow) -> None:
    sqlite_ledger.record_predictions([make_row()])
    for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        name.unlink(missing_ok=True)
    open_ledger(f"sqlite:///{path}").close()
    row = make_row()
    sqlite_ledger.record_predictions([row])
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT id FROM predictions").fetchall() == [(row.id,)]
    other.close()


def test_sqlite_is_durable_with_every_commit(sqlite_ledger: Ledger) -> None:
    with sqlite_ledger.database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2


@pytest.mark.service
def test_postgres_set_to_lose_commits_is_made_durable(postgres_url: str) -> None:
    ledger = open_ledger(f"{postgres_url}?options=-csynchronous_commit%3Doff")
    with ledger.database.read() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"
    ledger.close()


@pytest.mark.service
def test_postgres_killed_fails_all_waiters_then_recovers(
    restartable_postgres: tuple[str, Callable[[], AbstractContextManager[None]]], make_row: MakeRow
) -> None:
    url, stopped = restartable_postgres
    ledger = open_ledger(url)
    assert _write(ledger, [make_row()]) == [None]
    with stopped():
        assert _refusals(_write(ledger, [make_row() for _ in range(20)])) == {
            "the database server cannot be reached or refuses the connection"
        }
        with pytest.raises(LedgerUnavailableError):
            ledger.ping()
        with pytest.raises(LedgerUnavailableError):
            ledger.record_verdict("any", "confirmed")
        with pytest.raises(LedgerUnavailableError):
            open_ledger(url)
    assert _write(ledger, [make_row(), make_row()]) == [None, None]
    assert ledger.count_predictions() == 3
    ledger.close()


@pytest.mark.service
def test_postgres_locked_by_another_program_is_unavailable_in_time(postgres_url: str, make_row: MakeRow) -> None:
    ledger = open_ledger(postgres_url, wait_s=0.2)
    with ledger.database.write() as connection:
        connection.exec_driver_sql("LOCK TABLE predictions IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(LedgerUnavailableError, match="another program holds it locked"):
            ledger.record_predictions([make_row()])
        with pytest.raises(LedgerUnavailableError, match="another program holds it locked"):
            ledger.record_verdict("any", "confirmed")
    ledger.record_predictions([make_row()])
    ledger.close()


@pytest.mark.service
def test_postgres_without_the_database_or_the_tables_says_so(postgres_url: str, make_row: MakeRow) -> None:
    with pytest.raises(LedgerUnavailableError, match="refuses the connection"):
        open_ledger(f"{postgres_url}_not_there")
    ledger = open_ledger(postgres_url)
    with ledger.database.write() as connection:
        connection.exec_driver_sql("DROP TABLE predictions CASCADE")
    with pytest.raises(LedgerUnavailableError, match="its tables are missing"):
        ledger.record_predictions([make_row()])
    ledger.close()
