"""Reading what was answered in bulk, and keeping what comparisons with the training rows found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from vigie.ledger import Ledger, PredictionRow
from vigie.ledger.live_rows import PAGE
from vigie.monitoring.drift.findings import ColumnDrift, DriftReport, DriftTest, Picture

MakeRow = Callable[..., PredictionRow]


def fill(ledger: Ledger, make_row: MakeRow, rows: int) -> None:
    # Every tenth at the same moment, as a bulk request's rows are.
    made = [make_row(at=number // 10, features=f'{{"n": {number}}}') for number in range(rows)]
    ledger.record_predictions(made)


def test_live_rows_gives_every_row_of_the_stretch_once(ledger: Ledger, make_row: MakeRow) -> None:
    fill(ledger, make_row, PAGE + 1_010)
    pages = list(ledger.live_rows.pages(100, 10_000))
    assert [len(page) for page in pages] == [PAGE, 10]
    assert sorted(row.features["n"] for page in pages for row in page) == list(range(1_000, PAGE + 1_010))
    assert ledger.live_rows.count(100, 10_000) == PAGE + 10


def test_live_rows_of_an_empty_stretch_gives_nothing(ledger: Ledger) -> None:
    assert list(ledger.live_rows.pages(0, 100)) == []
    assert ledger.live_rows.count(0, 100) == 0


def test_live_rows_reach_back_to_as_many_as_are_wanted(ledger: Ledger, make_row: MakeRow) -> None:
    fill(ledger, make_row, 100)
    assert ledger.live_rows.reach_back(10, 1) == 9
    assert ledger.live_rows.reach_back(10, 35) == 6
    assert ledger.live_rows.reach_back(10, 101) is None


def test_live_rows_draws_from_all_over(ledger: Ledger, make_row: MakeRow) -> None:
    fill(ledger, make_row, 3_000)
    drawn = [[row.features["n"] for page in ledger.live_rows.pages(0, 1_000, 600) for row in page] for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert 450 < len(drawn[0]) < 750
    assert min(drawn[0]) < 100
    assert max(drawn[0]) > 2_900


@pytest.fixture
def report() -> DriftReport:
    test = DriftTest(name="distribution", effect=0.4, p_value=1e-9, corrected=1e-8, needed=0.1)
    columns = (
        ColumnDrift(column="b", kind="number", status="drifted", value=0.4, rows=90, missing_now=0.1, tests=(test,)),
        ColumnDrift(column="a", kind="category", status="steady", value=0.0, rows=100, invalid=5, unseen=7),
        ColumnDrift(column="(prediction)", kind="label", status="steady", value=0.0, rows=100),
    )
    return DriftReport(since=5, at=10, rows=100, read=100, version="3", reference_rows=50, columns=columns)


def test_drifts_newest_is_the_report_that_was_recorded(ledger: Ledger, report: DriftReport) -> None:
    assert ledger.drifts.newest() is None
    ledger.drifts.record(report)
    assert ledger.drifts.newest() == report
    assert ledger.drifts.last_at() == 10


def test_drifts_of_a_column_that_went_away_are_in_no_newer_report(ledger: Ledger, report: DriftReport) -> None:
    ledger.drifts.record(report)
    newer = report.model_copy(update={"at": 20, "columns": report.columns[1:]})
    ledger.drifts.record(newer)
    assert ledger.drifts.newest() == newer
    empty = DriftReport(since=15, at=30, rows=0, problem="no rows")
    ledger.drifts.record(empty)
    assert ledger.drifts.newest() == empty


def test_drifts_before_the_newest_lose_their_pictures_alone(ledger: Ledger, report: DriftReport) -> None:
    picture = Picture(borders=(0.0, 1.0), then=(1.0,), now=(1.0,))
    drawn = report.model_copy(update={"columns": (report.columns[0].model_copy(update={"pictures": (picture,)}),)})
    ledger.drifts.record(drawn)
    ledger.drifts.record(drawn.model_copy(update={"at": 20}))
    former, newer = ledger.measurements.series("drift", "b")
    assert "pictures" not in former.detail
    assert (former.value, former.detail["tests"]) == (0.4, newer.detail["tests"])
    assert ledger.drifts.newest() == drawn.model_copy(update={"at": 20})


def test_drifts_are_measurements_that_rules_can_test(ledger: Ledger, report: DriftReport) -> None:
    ledger.drifts.record(report)
    found = {(one.monitor, one.subject): one.value for one in ledger.measurements.newest()}
    assert found == {
        ("drift", ""): 0.4,
        ("drift", "a"): 0.0,
        ("drift", "b"): 0.4,
        ("drift", "(prediction)"): 0.0,
        ("missing", ""): 0.1,
        ("missing", "a"): 0.0,
        ("missing", "b"): 0.1,
        ("invalid", ""): 0.05,
        ("invalid", "a"): 0.05,
        ("invalid", "b"): 0.0,
    }
