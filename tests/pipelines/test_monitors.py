"""What the watcher measures from the ledger: once however many watch, and nothing where there is nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from vigie.core.project import Keeping, Project, parse_project
from vigie.ledger import Ledger, Measurement, PredictionRow, new_prediction_id, open_ledger
from vigie.pipelines.monitors import KEPT_DAYS, erase_old, measure_accuracy, measure_traffic
from vigie.pipelines.watch import watch
from vigie.servable.folder import save_servable
from vigie.servable.manifest import Facts
from vigie.servable.prior import PriorRuntime
from vigie.servable.store import Store
from vigie.settings import Settings

MINUTE = 60_000_000
NOON = 1_700_049_600_000_000
NONE = Settings()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    content = {
        "name": "tweets",
        "data": {"source": "x.csv"},
        "target": {"column": "mood", "classes": ["good", "bad"]},
        "features": {"text": {"type": "text"}},
        "verdicts": {"at_least": 10, "window": "1 day"},
    }
    return Project(tmp_path, parse_project(content))


@pytest.fixture
def ledger(project: Project) -> Iterator[Ledger]:
    opened = open_ledger(project.ledger_url)
    yield opened
    opened.close()


@pytest.fixture
def publish(project: Project) -> Callable[[float], None]:
    """Publish a champion of version 1 that promises an accuracy."""

    def with_promise(accuracy: float) -> None:
        facts = Facts(name="prior", recipe="dummy", project="tweets", metrics={"accuracy": accuracy})
        schema, folder = project.schema, project.root / "candidate"
        save_servable(folder, PriorRuntime(np.array([0.6, 0.4])), schema, [schema.example()], facts)
        store = Store(project.store_folder)
        store.publish(folder, "1")
        store.set_champion("1")

    return with_promise


def answer(ledger: Ledger, at: int, n: int, confidence: float = 0.9) -> list[str]:
    rows = [
        PredictionRow(new_prediction_id(), at, "1", '{"text": "a"}', "good", confidence, '{"good": 0.9}')
        for _ in range(n)
    ]
    ledger.record_predictions(rows)
    return [row.id for row in rows]


def test_traffic_is_per_minute_since_the_last_time(project: Project, ledger: Ledger) -> None:
    answer(ledger, NOON - MINUTE // 2, 6)
    first = measure_traffic(project, NONE, ledger, at=NOON)
    assert first is not None
    assert (first.value, first.n) == (6.0, 6)
    assert measure_traffic(project, NONE, ledger, at=NOON + MINUTE - 1) is None
    answer(ledger, NOON, 3)
    answer(ledger, NOON + 3 * MINUTE, 50)
    second = measure_traffic(project, NONE, ledger, at=NOON + 3 * MINUTE)
    assert second is not None
    assert (second.value, second.n, second.since) == (1.0, 3, NOON)


def test_traffic_after_a_long_rest_or_a_clock_that_stepped_back_is_of_minutes(project: Project, ledger: Ledger) -> None:
    measure_traffic(project, NONE, ledger, at=NOON)
    rested = measure_traffic(project, NONE, ledger, at=NOON + 600 * MINUTE)
    assert rested is not None
    assert rested.at - rested.since == 15 * MINUTE
    back = measure_traffic(project, NONE, ledger, at=NOON + 300 * MINUTE)
    assert back is not None
    assert back.at - back.since == MINUTE


def test_accuracy_without_a_champion_or_predictions_is_not_measured(
    project: Project, ledger: Ledger, publish: Callable[[float], None]
) -> None:
    assert measure_accuracy(project, NONE, ledger, at=NOON) == []
    publish(0.9)
    assert measure_accuracy(project, NONE, ledger, at=NOON) == []
    assert ledger.measurements.newest() == []


def test_accuracy_is_measured_by_kind_and_the_whole_is_the_unbiased_one(
    project: Project, ledger: Ledger, publish: Callable[[float], None]
) -> None:
    publish(0.9)
    ids = answer(ledger, NOON - 60 * MINUTE, 100)
    for number, key in enumerate(ids[:20]):
        ledger.record_verdict(key, "confirmed" if number < 15 else "rejected", asked=True, at=NOON)
    for key in ids[20:30]:
        ledger.record_verdict(key, "rejected", at=NOON)
    found = {(one.monitor, one.subject): one for one in measure_accuracy(project, NONE, ledger, at=NOON)}
    assert found["accuracy", ""].value == found["accuracy", "asked"].value == 0.75
    assert found["accuracy", "volunteered"].value == 0.0
    assert found["accuracy", ""].detail["promise"] == 0.9
    assert found["accuracy", ""].detail["version"] == "1"
    assert found["accuracy", ""].detail["fall"]["n"] == 20
    assert 0.75 < found["accuracy", ""].detail["high"] < found["accuracy", ""].detail["fall"]["high"]
    estimated = found["estimated_accuracy", ""]
    assert estimated.value == pytest.approx(0.9)
    assert estimated.n == 100
    assert found["calibration", ""].value == pytest.approx(0.15)
    assert measure_accuracy(project, NONE, ledger, at=NOON + MINUTE) == []


def test_accuracy_with_too_few_asked_verdicts_is_unknown(
    project: Project, ledger: Ledger, publish: Callable[[float], None]
) -> None:
    publish(0.9)
    ids = answer(ledger, NOON - MINUTE, 50)
    for key in ids[:9]:
        ledger.record_verdict(key, "rejected", asked=True)
    found = {one.subject: one.value for one in measure_accuracy(project, NONE, ledger, at=NOON) if one.n <= 9}
    assert found[""] is None
    assert found["asked"] == 0.0


def test_accuracy_below_the_promise_opens_an_alert_only_when_it_is_certain(
    project: Project, ledger: Ledger, publish: Callable[[float], None]
) -> None:
    publish(0.9)
    ids = answer(ledger, NOON - MINUTE, 200)
    for number, key in enumerate(ids[:12]):
        ledger.record_verdict(key, "confirmed" if number < 10 else "rejected", asked=True)
    measure_accuracy(project, NONE, ledger, at=NOON)
    rules = project.file.alerts.monitored
    assert ledger.rules.judge(rules, at=NOON).opened == []
    for key in ids[12:60]:
        ledger.record_verdict(key, "rejected", asked=True)
    measure_accuracy(project, NONE, ledger, at=NOON + 5 * MINUTE)
    (opened,) = ledger.rules.judge(rules, at=NOON + 5 * MINUTE).opened
    assert opened.rule == "accuracy"


def test_erase_old_keeps_all_but_the_minutes_of_long_ago(project: Project, ledger: Ledger) -> None:
    measure_traffic(project, NONE, ledger, at=NOON)
    assert erase_old(project, NONE, ledger, at=NOON + KEPT_DAYS * 1440 * MINUTE) == 0
    assert erase_old(project, NONE, ledger, at=NOON + KEPT_DAYS * 1440 * MINUTE + 1) == 1


@pytest.mark.parametrize(("keep_days", "left"), [(None, [10, 95]), (20, [10]), (9, [])])
def test_erase_old_keeps_drift_reports_as_long_as_the_project_says(
    project: Project, ledger: Ledger, keep_days: int | None, left: list[int]
) -> None:
    # By default 90 days; the newest of all stays then, so that a quiet service still shows one.
    file = project.file.model_copy(update={"ledger": Keeping(keep_days=keep_days)})
    for days, subject in ((95, ""), (10, "")):
        ledger.measurements.record([Measurement("drift", 0.1, 9, 0, NOON - days * 1440 * MINUTE, subject)])
    erase_old(Project(project.root, file), NONE, ledger, at=NOON if keep_days else NOON - 5 * 1440 * MINUTE)
    kept = {(NOON - one.at) // (1440 * MINUTE) for one in ledger.measurements.series("drift")}
    assert sorted(kept) == left
    erase_old(Project(project.root, file), NONE, ledger, at=NOON + 500 * 1440 * MINUTE)
    assert len(ledger.measurements.series("drift")) == (keep_days is None)


def test_watch_once_measures_traffic(project: Project, ledger: Ledger) -> None:
    watch(project, NONE, once=True)
    assert [one.monitor for one in ledger.measurements.newest("traffic")] == ["traffic"]
