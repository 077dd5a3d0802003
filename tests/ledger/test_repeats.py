"""Requests that come again, in both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from vigie.core.errors import LedgerRefusedError, LedgerUnavailableError, RequestConflictError
from vigie.ledger import Entry, Ledger, PredictionRow, RepeatCommit, Request, open_ledger, repeat_commit

MakeRow = Callable[..., PredictionRow]


def test_record_each_once_again_gives_the_first_answer_and_no_second_row(ledger: Ledger, make_row: MakeRow) -> None:
    request = Request("a", "print")
    assert ledger.record_each_once([Entry(request, [make_row(), make_row()], "first")]) == [("first", True)]
    again = [Entry(request, [make_row()], "second"), Entry(Request("b", "print"), [make_row()], "other")]
    assert ledger.record_each_once(again) == [("first", False), ("other", True)]
    assert ledger.count_predictions() == 3


def test_record_each_once_twice_in_one_transaction_is_one(ledger: Ledger, make_row: MakeRow) -> None:
    prints = ("print", "print", "other print")
    entries = [Entry(Request("a", sent), [make_row()], str(number)) for number, sent in enumerate(prints)]
    assert ledger.record_each_once(entries) == [("0", True), ("0", False), None]
    assert ledger.count_predictions() == 1


def test_record_each_once_lets_go_of_what_is_too_old(
    ledger: Ledger, make_row: MakeRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.record_each_once([Entry(Request(f"old {number}", "print"), [make_row()], "") for number in range(3)])
    monkeypatch.setattr("vigie.ledger.requests.KEPT_S", -1.0)
    ledger.record_each_once([Entry(Request("a", "print"), [make_row()], ""), Entry(Request("b", "print"), [], "")])
    with ledger.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM requests").scalar() == 2


def test_record_verdict_again_has_the_receipt_that_it_had(ledger: Ledger, predict: Callable[[], str]) -> None:
    request, key = Request("a", "print"), predict()
    first = ledger.record_verdict(key, "rejected", request=request)
    again = ledger.record_verdict(key, "rejected", request=request)
    assert (first.stored, again.stored, again.again) == (True, True, True)
    assert not ledger.record_verdict(key, "rejected").stored
    assert len(ledger.latest_verdicts()) == 1


def test_repeat_commit_of_many_at_once_writes_each_once(ledger: Ledger, make_row: MakeRow) -> None:
    async def write_all() -> list[Any]:
        repeats = RepeatCommit(ledger)
        entries = [Entry(Request(str(number % 100), "print"), [make_row()], str(number)) for number in range(300)]
        done = await asyncio.gather(*(repeats.write(entry) for entry in entries))
        await repeats.close()
        return done

    done = asyncio.run(write_all())
    assert [one.answer for one in done] == [str(number % 100) for number in range(300)]
    assert sum(one.is_new for one in done) == ledger.count_predictions() == 100


def test_repeat_commit_tells_each_of_its_own_fault(ledger: Ledger, make_row: MakeRow) -> None:
    async def write_all() -> list[Any]:
        repeats = RepeatCommit(ledger)
        entries = [
            Entry(Request("a", "print"), [make_row()], "a"),
            Entry(Request("b", "print"), [make_row(label=None)], "b"),
            Entry(Request("a", "other print"), [make_row()], "c"),
            Entry(Request("d", "print"), [make_row()], "d"),
        ]
        return await asyncio.gather(*(repeats.write(entry) for entry in entries), return_exceptions=True)

    first, refused, conflict, last = asyncio.run(write_all())
    assert (first, last) == (("a", True), ("d", True))
    assert isinstance(refused, LedgerRefusedError)
    assert isinstance(conflict, RequestConflictError)
    assert ledger.count_predictions() == 2


@pytest.mark.parametrize("bound", ["MOST_WAITING", "MOST_CHARACTERS"])
def test_repeat_commit_without_its_database_says_so_and_goes_on_after(
    sqlite_url: str, make_row: MakeRow, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    ledger = open_ledger(sqlite_url)
    path = ledger.database.path  # type: ignore[attr-defined]  # of SQLite
    monkeypatch.setattr(repeat_commit, bound, 1)

    async def write_all() -> None:
        repeats = RepeatCommit(ledger)
        away = path.rename(path.with_suffix(".away"))
        with pytest.raises(LedgerUnavailableError, match="gone"):
            await repeats.write(Entry(Request("a", "print"), [make_row()], "a"))
        away.rename(path)
        waiting = asyncio.create_task(repeats.write(Entry(Request("a", "print"), [make_row()], "a")))
        await asyncio.sleep(0)
        with pytest.raises(LedgerUnavailableError, match="waiting"):
            await repeats.write(Entry(Request("b", "print"), [make_row()], "b"))
        assert await waiting == ("a", True)

    asyncio.run(write_all())
    ledger.close()
