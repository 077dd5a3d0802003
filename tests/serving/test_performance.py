"""GET /performance and /monitors: what people see of accuracy, traffic and the rest."""

from __future__ import annotations

from typing import Any

import pytest

from vigie.ledger import Measurement, PredictionRow, new_prediction_id, now


@pytest.fixture
def judged(service: Any) -> list[str]:
    """Answers of today: 40 asked ones, of which 30 are right, and 5 wrong ones that people told of by themselves."""
    ledger = service.app.service.link.require()
    at = now()
    rows = [PredictionRow(new_prediction_id(), at, "1", "{}", "other", 0.75, "{}") for _ in range(60)]
    ledger.record_predictions(rows)
    for number, row in enumerate(rows[:40]):
        ledger.record_verdict(row.id, "confirmed" if number < 30 else "rejected", asked=True)
    for row in rows[40:45]:
        ledger.record_verdict(row.id, "corrected", label="negative")
    return [row.id for row in rows]


def test_performance_shows_the_unbiased_number_first_and_says_why(service: Any, judged: list[str]) -> None:
    told = service.get("/performance").json()
    whole = told["whole"]
    assert whole["answered"] == len(judged)
    assert whole["shown"] == "asked"
    assert whole["by_kind"]["asked"]["accuracy"] == 0.75
    assert whole["by_kind"]["volunteered"]["accuracy"] == 0.0
    assert whole["by_kind"]["asked"]["confusion"] == [["negative", "other", 10], ["other", "other", 30]]
    low, high = whole["by_kind"]["asked"]["accuracy_interval"]
    assert low < 0.75 < high
    assert whole["estimated"]["accuracy"] == pytest.approx(0.75)
    assert whole["words"]["en"].startswith("From 40 answers drawn at random")
    assert whole["words"]["fr"].startswith("D'après 40 réponses tirées au sort")
    assert (told["promise"], told["asked_share"], told["versions"]) == (0.75, 0.05, ["1"])
    assert [check["seen"] for check in told["estimate_checks"]] == [0.75]
    assert len(told["periods"]) == 1


def test_performance_of_another_version_or_nothing_is_empty(service: Any, judged: list[str]) -> None:
    told = service.get("/performance", params={"version": "7", "period": "week"}).json()
    assert (told["whole"], told["periods"], told["promise"]) == (None, [], None)
    assert judged


@pytest.mark.parametrize("query", ["period=year", "periods=0", "periods=401", "version=a%00"])
def test_performance_of_no_such_time_is_refused(service: Any, query: str) -> None:
    assert service.get(f"/performance?{query}").status_code == 422


def test_monitors_tell_the_newest_their_series_and_their_limits(service: Any) -> None:
    at = now()
    picture = {"then": [0.5], "status": "drifted"}
    service.app.service.link.require().measurements.record([
        Measurement("drift", 0.1, 100, at - 10, at - 5, "text"),
        Measurement("drift", 0.4, 100, at - 5, at, "text", picture),
        Measurement("traffic", 3.0, 3, at - 5, at),
    ])  # fmt: skip
    told = service.get("/monitors").json()
    newest = {(one["monitor"], one["subject"]): one for one in told["newest"]}
    assert newest["drift", "text"]["value"] == 0.4
    assert newest["drift", "text"]["detail"] == {"status": "drifted"}
    limits = {one["name"]: one for one in told["limits"]}
    assert (limits["drift"]["over"], limits["accuracy"]["under"], limits["errors"]["for_s"]) == (0.2, "promise", 300.0)
    series = service.get("/monitors/drift", params={"subject": "text"}).json()["measurements"]
    assert [one["value"] for one in series] == [0.1, 0.4]
    assert service.get("/monitors/mood").status_code == 422
