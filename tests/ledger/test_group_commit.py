"""Group commit: what was awaited is on disk, whatever happens, and nobody waits for ever."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Sequence

import pytest

from vigie.core.errors import LedgerError, LedgerRefusedError, LedgerUnavailableError
from vigie.ledger import GroupCommit, Ledger, PredictionRow, open_ledger

MakeRow = Callable[..., PredictionRow]


def _with_group(
    ledger: Ledger, work: Callable[[GroupCommit], Coroutine[object, object, None]], max_pending: int = 10_000
) -> None:
    async def run() -> None:
        group = GroupCommit(ledger, max_pending)
        await work(group)
        await group.close()

    asyncio.run(run())


async def _outcomes(group: GroupCommit, batches: Sequence[Sequence[PredictionRow]]) -> list[LedgerError | None]:
    results = await asyncio.gather(*(group.write(rows) for rows in batches), return_exceptions=True)
    assert all(result is None or isinstance(result, LedgerError) for result in results)
    return results  # type: ignore[return-value]  # just asserted


def test_write_returns_after_its_rows_can_be_read(ledger: Ledger, make_row: MakeRow) -> None:
    async def work(group: GroupCommit) -> None:
        for _ in range(3):
            row = make_row()
            await group.write([row])
            assert ledger.prediction(row.id) == row

    _with_group(ledger, work)


def test_writers_at_once_share_few_transactions(
    ledger: Ledger, make_row: MakeRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    record = ledger.record_predictions

    def counted(rows: Sequence[PredictionRow]) -> None:
        sizes.append(len(rows))
        record(rows)

    monkeypatch.setattr(ledger, "record_predictions", counted)

    async def work(group: GroupCommit) -> None:
        assert await _outcomes(group, [[make_row(), make_row()] for _ in range(100)]) == [None] * 100
        assert group.pending == 0

    _with_group(ledger, work)
    assert sizes == [200]
    assert ledger.count_predictions() == 200


def test_write_of_no_rows_returns(ledger: Ledger) -> None:
    _with_group(ledger, lambda group: group.write([]))


def test_refused_rows_do_not_harm_the_others(ledger: Ledger, make_row: MakeRow) -> None:
    known = make_row()
    ledger.record_predictions([known])

    async def work(group: GroupCommit) -> None:
        outcomes = await _outcomes(
            group, [[make_row()], [make_row(), known], [make_row()], [make_row(features="\ud800")]]
        )
        assert [type(outcome) for outcome in outcomes] == [
            type(None), LedgerRefusedError, type(None), LedgerRefusedError,
        ]  # fmt: skip

    _with_group(ledger, work)
    assert ledger.count_predictions() == 3


def test_cancelled_writer_does_not_harm_the_others(ledger: Ledger, make_row: MakeRow) -> None:
    async def work(group: GroupCommit) -> None:
        writers = [asyncio.create_task(group.write([make_row()])) for _ in range(3)]
        await asyncio.sleep(0)
        writers[1].cancel()
        results = await asyncio.gather(*writers, return_exceptions=True)
        assert [type(result) for result in results] == [type(None), asyncio.CancelledError, type(None)]

    _with_group(ledger, work)


def test_too_many_waiting_are_refused_and_the_rest_is_written(ledger: Ledger, make_row: MakeRow) -> None:
    async def work(group: GroupCommit) -> None:
        outcomes = await _outcomes(group, [[make_row()] for _ in range(15)])
        assert [type(outcome) for outcome in outcomes] == [type(None)] * 10 + [LedgerUnavailableError] * 5
        assert "10 predictions are waiting" in str(outcomes[-1])
        await group.write([make_row() for _ in range(20)])  # one request alone may be larger than the bound

    _with_group(ledger, work, max_pending=10)
    assert ledger.count_predictions() == 30


def test_close_writes_what_waits_and_refuses_what_comes_later(ledger: Ledger, make_row: MakeRow) -> None:
    async def run() -> None:
        group = GroupCommit(ledger)
        waiting = [group.submit([make_row()]) for _ in range(5)]
        await group.close()
        assert all(future.done() for future in waiting)
        with pytest.raises(LedgerUnavailableError, match="stopping"):
            await group.write([make_row()])
        await group.close()

    asyncio.run(run())
    assert ledger.count_predictions() == 5


def test_unexpected_error_reaches_the_writers_and_the_next_are_written(
    ledger: Ledger, make_row: MakeRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(rows: Sequence[PredictionRow]) -> None:
        raise ZeroDivisionError

    async def work(group: GroupCommit) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(ledger, "record_predictions", broken)
            outcomes = await _outcomes(group, [[make_row()], [make_row()]])
        assert [str(outcome) for outcome in outcomes] == [
            "The ledger is unavailable: writing failed (ZeroDivisionError). Nothing was written. Try again shortly."
        ] * 2
        await group.write([make_row()])

    _with_group(ledger, work)


_WRITER = """
import asyncio, json, sys
from vigie.ledger import GroupCommit, PredictionRow, new_prediction_id, now, open_ledger

async def write(group):
    while True:
        rows = [PredictionRow(new_prediction_id(), now(), "1", "{}", "a", 1.0, "{}") for _ in range(3)]
        await group.write(rows)
        sys.stdout.write("".join(row.id + "\\n" for row in rows))
        sys.stdout.flush()

async def main():
    group = GroupCommit(open_ledger(sys.argv[1]))
    await asyncio.gather(*(write(group) for _ in range(16)))

asyncio.run(main())
"""


@pytest.mark.parametrize("attempt", range(2))
def test_process_killed_while_writing_loses_no_acknowledged_prediction(
    ledger: Ledger, ledger_url: str, attempt: int
) -> None:
    writer = subprocess.Popen([sys.executable, "-c", _WRITER, ledger_url], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    acknowledged = [writer.stdout.readline().strip() for _ in range(200)]
    time.sleep(random.uniform(0, 0.2))
    writer.kill()
    # A last line may be cut where the process was killed.
    acknowledged += [line.strip() for line in writer.communicate()[0].splitlines(keepends=True) if line.endswith("\n")]
    again = open_ledger(ledger_url)
    with again.database.read() as connection:
        stored = {row[0] for row in connection.exec_driver_sql("SELECT id FROM predictions")}
    again.close()
    assert set(acknowledged) <= stored
    # A request's three rows are there together or not at all; the server may need a moment to notice the death.
    assert len(stored) % 3 == 0
