"""Answers first, commits after: at once, kept while the ledger is away, bounded, and written at the end."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest

from vigie.core.errors import LedgerUnavailableError
from vigie.ledger import Ledger, PredictionRow, RelaxedCommit, open_ledger

MakeRow = Callable[..., PredictionRow]
Work = Callable[[RelaxedCommit], Coroutine[object, object, None]]


def _with_relaxed(ledger: Ledger, work: Work, **options: float) -> RelaxedCommit:
    async def run() -> RelaxedCommit:
        relaxed = RelaxedCommit(ledger, **options)  # type: ignore[arg-type]  # whole where it must be
        await work(relaxed)
        await relaxed.close()
        return relaxed

    return asyncio.run(run())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def lost_and_found(path: Path) -> Callable[[], Callable[[], object]]:
    """Take the file away; what this returns brings it back."""

    def take() -> Callable[[], object]:
        elsewhere = path.rename(path.with_name("elsewhere.db"))
        return lambda: elsewhere.rename(path)

    return take


@pytest.fixture
def sqlite_ledger(path: Path) -> Ledger:
    return open_ledger(f"sqlite:///{path}", wait_s=0.1)


def test_rows_are_taken_at_once_and_on_disk_after_the_end(ledger: Ledger, make_row: MakeRow) -> None:
    rows = [make_row() for _ in range(200)]

    async def work(relaxed: RelaxedCommit) -> None:
        for row in rows:
            assert relaxed.submit([row]).done()
        assert relaxed.pending == 200

    assert _with_relaxed(ledger, work).lost == 0
    assert ledger.count_predictions() == 200


def test_rows_are_kept_while_the_ledger_is_away_and_written_when_it_is_back(
    sqlite_ledger: Ledger, make_row: MakeRow, lost_and_found: Callable[[], Callable[[], object]]
) -> None:
    sqlite_ledger.close()  # all of it is in the one file then
    bring_back = lost_and_found()

    async def work(relaxed: RelaxedCommit) -> None:
        for _ in range(5):
            relaxed.submit([make_row(), make_row()])
            await asyncio.sleep(0.02)
        assert relaxed.pending == 10
        bring_back()
        while relaxed.pending:
            await asyncio.sleep(0.01)

    assert _with_relaxed(sqlite_ledger, work).lost == 0
    assert sqlite_ledger.count_predictions() == 10


@pytest.mark.parametrize(("bounds", "taken"), [({"max_pending": 3}, 3), ({"max_characters": 250}, 2)])
def test_no_more_is_kept_than_may_be(
    sqlite_ledger: Ledger, path: Path, make_row: MakeRow, bounds: dict[str, float], taken: int
) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def work(relaxed: RelaxedCommit) -> None:
        for _ in range(taken):
            assert relaxed.has_room(1, 100)
            relaxed.submit([make_row(features="x" * 100)])
        for _ in range(2):  # while they are being written, and when that has failed
            with pytest.raises(LedgerUnavailableError, match="waiting to be written already"):
                relaxed.submit([make_row(features="x" * 100)])
            await asyncio.sleep(0.2)
        other.execute("ROLLBACK")
        while relaxed.pending:
            await asyncio.sleep(0.01)

    _with_relaxed(sqlite_ledger, work, **bounds)
    other.close()
    assert sqlite_ledger.count_predictions() == taken


def test_what_could_not_be_written_at_the_end_is_counted_and_said(
    sqlite_ledger: Ledger,
    make_row: MakeRow,
    lost_and_found: Callable[[], Callable[[], object]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    sqlite_ledger.close()
    lost_and_found()

    async def work(relaxed: RelaxedCommit) -> None:
        relaxed.submit([make_row(), make_row()])

    with caplog.at_level(logging.ERROR):
        assert _with_relaxed(sqlite_ledger, work, patience_s=0.2).lost == 2
    assert "2 answered predictions could not be written and are lost" in caplog.text


def test_rows_that_the_database_refuses_are_counted_and_do_not_stop_the_others(
    ledger: Ledger, make_row: MakeRow, caplog: pytest.LogCaptureFixture
) -> None:
    good, twice = make_row(), make_row()
    ledger.record_predictions([twice])

    async def work(relaxed: RelaxedCommit) -> None:
        relaxed.submit([twice])
        relaxed.submit([good])

    assert _with_relaxed(ledger, work).lost == 1
    assert ledger.prediction(good.id) == good
    assert "were refused and are lost" in caplog.text
