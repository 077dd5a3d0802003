"""How long the accuracy of two weeks takes to read: `python -m benchmarks.performance [--rows 1000000]`.

A ledger of so many predictions, a tenth of them judged, all written in random order: a ledger that was put together
from several, or labels that came late. Then what `GET /performance` asks for, by days and by hours, in both databases;
each median of three, the file in the memory of the machine.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from typing import TypeVar

from benchmarks.postgres import postgres
from vigie.ledger import Ledger, PredictionRow, new_prediction_id, now, open_ledger
from vigie.ledger.tables import verdicts
from vigie.monitoring.periods import course

LABELS = ("negative", "neutral", "positive")
DAYS, DAY, HOUR = 14, 86_400, 3_600
TEXT = '{"text": "@airline we are four hours late again and nobody tells us anything, is there a number to call? %06d"}'
CHUNK = 10_000

T = TypeVar("T")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.performance")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="keep the SQLite ledger here, and take it if it is there")
    parser.add_argument("--sqlite", action="store_true", help="no PostgreSQL")
    asked = parser.parse_args()
    print("| database | period | verdicts s | answers s | the rest s |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        at = (asked.folder or Path(folder)).absolute() / "ledger.db"
        measure("SQLite", f"sqlite:///{at}", asked.rows)
    if not asked.sqlite:
        with postgres() as url:
            measure("PostgreSQL", url, asked.rows)


def measure(name: str, url: str, rows: int) -> None:
    """Fill a ledger that is empty, and print how long it takes to read."""
    with closing(open_ledger(url, wait_s=600)) as ledger:
        if not ledger.count_predictions():
            fill(ledger, rows)
        until = now()
        since, facts = until - DAYS * DAY * 1_000_000, ledger.performance
        for what, period_s in (("day", DAY), ("hour", HOUR)):
            judged_s, judged = timed(partial(facts.judged, since, until, LABELS, period_s=period_s))
            answered_s, answered = timed(partial(facts.answered, since, until, period_s=period_s))
            course_s, _ = timed(partial(course, judged, answered))
            print(f"| {name} | {what} | {judged_s:.2f} | {answered_s:.2f} | {course_s:.2f} |", flush=True)


def timed(call: Callable[[], T]) -> tuple[float, T]:
    """Return the median seconds of three calls, and what the last one gave."""
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        found = call()
        seconds.append(time.perf_counter() - began)
    return median(seconds), found


def fill(ledger: Ledger, rows: int) -> None:
    """Write so many predictions of two weeks, and verdicts on a tenth of them, in random order."""
    ids: list[str] = []
    for chunk in _chunks(rows):
        ledger.record_predictions(chunk)
        ids += [row.id for row in chunk]
    random = Random(1)
    drawn = random.sample(ids, rows // 10)
    with ledger.database.write() as connection:
        for start in range(0, len(drawn), CHUNK):
            given = [_verdict(key, random) for key in drawn[start : start + CHUNK]]
            connection.execute(verdicts.insert(), given)


def _chunks(rows: int) -> Iterator[list[PredictionRow]]:
    random, until = Random(0), now()
    # Ids begin with the time, so that those of a ledger written in random order are in random order too.
    ids = [new_prediction_id() for _ in range(rows)]
    random.shuffle(ids)
    for start in range(0, rows, CHUNK):
        yield [_row(key, until, random) for key in ids[start : start + CHUNK]]


def _row(key: str, until: int, random: Random) -> PredictionRow:
    confidence = 1 - 0.6 * random.random() ** 2
    rest = (1 - confidence) / 2
    probabilities = f'{{"negative": {confidence}, "neutral": {rest}, "positive": {rest}}}'
    at = until - 1 - random.randrange(DAYS * DAY * 1_000_000)
    return PredictionRow(key, at, "3", TEXT % random.randrange(10**6), "negative", confidence, probabilities)


def _verdict(key: str, random: Random) -> dict[str, object]:
    kind = random.choices(("confirmed", "corrected", "rejected"), (85, 10, 5))[0]
    label = "neutral" if kind == "corrected" else None
    asked = random.random() < 0.5
    return {"prediction_id": key, "at": now(), "kind": kind, "label": label, "asked": int(asked), "origin": "person"}


if __name__ == "__main__":
    main()
