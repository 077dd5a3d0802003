"""Erasing what the ledger knows, in both databases."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from vigie.core.errors import PredictionNotFoundError
from vigie.core.project import RejectionRule
from vigie.ledger import Entry, Forgotten, Ledger, Measurement, PredictionRow, Request, now, open_ledger

MakeRow = Callable[..., PredictionRow]
DAY = 86_400_000_000


def test_forget_erases_predictions_verdicts_and_answers_kept_for_a_retry(ledger: Ledger, make_row: MakeRow) -> None:
    row, other = make_row(), make_row()
    told, told_other = f'{{"id":"{row.id}","because":[{{"name":"bag"}}]}}', f'{{"id":"{other.id}"}}'
    ledger.record_each_once([Entry(Request("a", "p"), [row], told), Entry(Request("b", "p"), [other], told_other)])
    ledger.record_verdict(row.id, "rejected", comment="not my bag", rule=RejectionRule(count=1))
    ledger.record_verdict(other.id, "confirmed")
    assert ledger.forget([row.id, row.id, "nobody's"]) == Forgotten(1, 1)
    with pytest.raises(PredictionNotFoundError):
        ledger.prediction(row.id)
    assert ledger.prediction(other.id) == other
    assert [one.prediction_id for one in ledger.latest_verdicts()] == [other.id]
    with ledger.database.read() as connection:
        assert [key for (key,) in connection.exec_driver_sql("SELECT id FROM requests")] == ["b"]
    assert len(ledger.alerts()) == 1
    assert ledger.forget([row.id]) == Forgotten(0, 0)


def test_forget_more_than_a_page_erases_all(ledger: Ledger, make_row: MakeRow) -> None:
    rows = [make_row(features=json.dumps({"text": f"tweet {number % 2}"})) for number in range(1_100)]
    ledger.record_predictions(rows)
    found = ledger.predictions_like(lambda row: row["text"] == "tweet 1")
    assert found == sorted(row.id for row in rows[1::2])
    assert ledger.forget(found) == Forgotten(550, 0)
    assert ledger.count_predictions() == 550


def test_forget_before_erases_what_is_older_and_nothing_else(ledger: Ledger, make_row: MakeRow) -> None:
    present = now()
    rows = [make_row(at=present - days * DAY) for days in range(5) for _ in range(150)]
    ledger.record_predictions(rows)
    ledger.record_verdict(rows[-1].id, "confirmed", at=present)
    assert ledger.forget_before(present - 2 * DAY) == Forgotten(300, 1)
    assert ledger.count_predictions() == 450
    assert ledger.forget_before(present - 2 * DAY) == Forgotten(0, 0)
    assert ledger.quality().verdicts == 0


def report(ledger: Ledger, at: int) -> None:
    """Measure drift: two columns and the whole, and what is measured beside."""
    found = [(monitor, subject) for monitor in ("drift", "missing", "invalid") for subject in ("text", "shop", "")]
    ledger.measurements.record([Measurement(monitor, 0.1, 9, 0, at, subject) for monitor, subject in found])


def test_erase_before_erases_whole_reports_and_nothing_else(ledger: Ledger) -> None:
    for at in (10, 20, 30):
        report(ledger, at)
    ledger.measurements.record([Measurement("accuracy", 0.9, 9, 0, 10)])
    assert ledger.drifts.erase_before(30, keep_newest=True) == 2
    assert {one.at for one in ledger.measurements.newest("drift")} == {30}
    assert ledger.drifts.erase_before(100, keep_newest=True) == 0
    assert ledger.forget_before(100) == Forgotten(reports=1)
    assert [one.monitor for one in ledger.measurements.newest()] == ["accuracy"]


def test_forgotten_text_is_in_none_of_the_files(sqlite_url: str, make_row: MakeRow, tmp_path: Path) -> None:
    secret = "zq-the-very-secret-text"
    ledger = open_ledger(sqlite_url)
    rows = [make_row(features=json.dumps({"text": f"{secret} " * (1 + 400 * (number == 7))})) for number in range(50)]
    ledger.record_predictions([make_row() for _ in range(200)] + rows)
    ledger.record_verdict(rows[0].id, "rejected", comment=secret)

    def is_there() -> bool:
        return any(secret.encode() in path.read_bytes() for path in tmp_path.glob("ledger.db*"))

    assert is_there()
    assert ledger.forget(row.id for row in rows) == Forgotten(50, 1)
    assert not is_there()
    ledger.close()
    assert not is_there()
