"""Verdicts counted by the time of the answer, the version and how they came; the same in both databases."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

from sqlalchemy.event import listen

from vigie.core.schema import Target
from vigie.ledger import Ledger, PredictionRow, open_ledger
from vigie.ledger.ground_truth import Rules, Truth
from vigie.ledger.performance import period_of
from vigie.monitoring.judged import BINS, JudgedCell, measure

MakeRow = Callable[..., PredictionRow]
HOUR, DAY = 3_600, 86_400
NOON = 1_700_049_600_000_000  # Wednesday 2023-11-15 12:00 UTC
LABELS = ("negative", "other")
BOTH = Target(column="mood", classes={label: (label,) for label in LABELS})


def test_judged_counts_by_period_version_kind_and_confidence(ledger: Ledger, make_row: MakeRow) -> None:
    rows = [
        make_row(at=NOON, confidence=0.75),
        make_row(at=NOON + HOUR * 1_000_000 - 1, confidence=0.74),
        make_row(at=NOON + HOUR * 1_000_000, confidence=1.0),
        make_row(at=NOON, confidence=0.0, model_version="2"),
        make_row(at=NOON, confidence=0.75),
    ]
    ledger.record_predictions(rows)
    ledger.record_verdict(rows[0].id, "confirmed", asked=True)
    ledger.record_verdict(rows[1].id, "rejected", asked=True)
    ledger.record_verdict(rows[2].id, "confirmed")
    ledger.ground_truth.record([Truth("other", rows[3].id)], Rules(BOTH), now=NOON)
    found = ledger.performance.judged(NOON, NOON + DAY * 1_000_000, LABELS, period_s=HOUR)
    assert sorted(found) == sorted([
        (NOON, "1", "asked", "negative", "negative", 11, 1, 0.75),
        (NOON, "1", "asked", "negative", "other", 11, 1, 0.74),
        (NOON + HOUR * 1_000_000, "1", "volunteered", "negative", "negative", BINS - 1, 1, 1.0),
        (NOON, "2", "imported", "negative", "other", 0, 1, 0.0),
    ])  # fmt: skip
    one = ledger.performance.judged(NOON, NOON + DAY * 1_000_000, LABELS, version="1")
    assert {cell.at for cell in one} == {NOON}
    assert measure(one).accuracy == 2 / 3
    assert ledger.performance.judged(NOON, NOON, LABELS) == []
    answered = ledger.performance.answered(NOON, NOON + DAY * 1_000_000, period_s=DAY)
    assert {(cell.at, cell.version, cell.bin, cell.n) for cell in answered} == {
        (period_of(NOON, DAY), "1", 11, 3), (period_of(NOON, DAY), "1", 14, 1), (period_of(NOON, DAY), "2", 0, 1),
    }  # fmt: skip


def test_rejection_in_three_classes_leaves_the_truth_open(ledger: Ledger, make_row: MakeRow) -> None:
    row = make_row(at=NOON)
    ledger.record_predictions([row])
    ledger.record_verdict(row.id, "rejected")
    (cell,) = ledger.performance.judged(NOON, NOON + 1, (*LABELS, "third"))
    assert (cell.truth, cell.right) == (None, False)


def test_late_verdict_counts_where_its_answer_was(ledger: Ledger, make_row: MakeRow) -> None:
    row = make_row(at=NOON)
    ledger.record_predictions([row])
    ledger.record_verdict(row.id, "confirmed", at=NOON + 30 * DAY * 1_000_000)
    assert len(ledger.performance.judged(NOON, NOON + 1, LABELS)) == 1
    assert ledger.performance.judged(NOON + 1, NOON + 60 * DAY * 1_000_000, LABELS) == []


def test_judged_is_the_same_from_few_verdicts_as_from_many(ledger: Ledger, make_row: MakeRow) -> None:
    rows = [
        make_row(at=NOON + number * HOUR * 200_000, confidence=number % 7 / 7, model_version=str(number % 2))
        for number in range(40)
    ]
    ledger.record_predictions(rows)
    for number, row in enumerate(rows[::3]):
        ledger.record_verdict(row.id, "confirmed" if number % 3 else "rejected", asked=number % 2 == 0)

    def count() -> list[JudgedCell]:
        return sorted(ledger.performance.judged(NOON, NOON + 6 * HOUR * 1_000_000, LABELS, period_s=HOUR, version="0"))

    few = count()
    late = [make_row(at=NOON + DAY * 1_000_000) for _ in range(40)]
    ledger.record_predictions(late)
    for row in late:
        ledger.record_verdict(row.id, "rejected")
    assert few == count()
    assert len(few) > 3


def test_answered_reads_no_row(sqlite_url: str) -> None:
    with closing(open_ledger(sqlite_url)) as opened:
        asked: list[str] = []
        listen(opened.database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
        opened.performance.answered(NOON, NOON + DAY, period_s=HOUR, version="1")
        with opened.database.read() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0]}", (0,) * asked[0].count("?")).all()
    assert "USING COVERING INDEX predictions_window" in str(plan)
