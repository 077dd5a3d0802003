"""How many predictions a second the ledger makes durable, and what each costs: group commit against one commit each.

    python benchmarks/ledger_commit.py [--seconds 2] [--ledger postgresql://user@host/database]

Both ways are measured in turn in one run, on the same disk. CPU is this process's, all of its threads together, with
the event loop's part in it; on PostgreSQL the server's own is not counted.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from vigie.ledger import GroupCommit, Ledger, PredictionRow, new_prediction_id, now, open_ledger

FEATURES = '{"text": "@airline my flight was cancelled again and nobody answers the phone, thanks a lot"}'
PROBABILITIES = '{"negative": 0.9312345678901234, "other": 0.0687654321098766}'
WRITERS = (1, 16, 64)

Write = Callable[[PredictionRow], Awaitable[None]]


def make_row() -> PredictionRow:
    return PredictionRow(new_prediction_id(), now(), "3", FEATURES, "negative", 0.9312345678901234, PROBABILITIES)


async def measure(write: Write, writers: int, seconds: float) -> tuple[float, float]:
    """Return rows a second, and microseconds of CPU for each row."""
    end = time.perf_counter() + seconds

    async def keep_writing() -> int:
        rows = 0
        while time.perf_counter() < end:
            await write(make_row())
            rows += 1
        return rows

    wall, cpu = time.perf_counter(), time.process_time()
    rows = sum(await asyncio.gather(*(keep_writing() for _ in range(writers))))
    return rows / (time.perf_counter() - wall), (time.process_time() - cpu) / rows * 1e6


async def compare(ledger: Ledger, seconds: float) -> None:
    async def one_each(row: PredictionRow) -> None:
        await asyncio.to_thread(ledger.record_predictions, [row])

    group = GroupCommit(ledger)

    async def together(row: PredictionRow) -> None:
        await group.submit([row])

    await measure(together, 1, 0.2)  # the first transaction on a new file is slower
    print("writers   group commit rows/s   CPU µs/row   one commit each rows/s   CPU µs/row   ratio")
    for writers in WRITERS:
        grouped, grouped_cpu = await measure(together, writers, seconds)
        single, single_cpu = await measure(one_each, writers, seconds)
        numbers = f"{writers:>7}   {grouped:>19,.0f}   {grouped_cpu:>10.1f}   {single:>22,.0f}   {single_cpu:>10.1f}"
        print(f"{numbers}   {grouped / single:>5.1f}")
    await group.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2.0, help="for each figure")
    parser.add_argument("--ledger", help="address of an existing, empty database; by default a new SQLite file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ledger = open_ledger(arguments.ledger or f"sqlite:///{Path(folder) / 'ledger.db'}")
        asyncio.run(compare(ledger, arguments.seconds))
        ledger.close()


if __name__ == "__main__":
    main()
