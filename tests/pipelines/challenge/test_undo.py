"""Which alerts undo a promotion."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from vigie.core.project import Project, parse_project
from vigie.ledger import Alert, Ledger, now
from vigie.monitoring.refusals import Refusal
from vigie.monitoring.thresholds import Breach
from vigie.pipelines.challenge import undo
from vigie.settings import Settings

HOUR = 3_600_000_000


def project(tmp_path: Path, **rollback: Any) -> Project:
    content = {
        "name": "tweets",
        "data": {"source": "x.csv"},
        "target": {"column": "mood", "classes": ["good", "bad"]},
        "features": {"text": {"type": "text"}},
        "rollback": rollback,
    }
    return Project(tmp_path, parse_project(content))


def alert(rule: str, evidence: Any, at: int) -> Alert:
    return Alert("a", rule, "open", at, evidence, None, None, None, None, None, "unsent", 0, None, None, ())


def breach(monitor: str, at: int) -> Breach:
    return Breach(monitor, over=False, promise=False, for_s=0, first_at=at, last_at=at, crossings=())


@pytest.mark.parametrize(("monitor", "after", "expected"), [
    ("accuracy", 1, True), ("errors", 1, True), ("drift", 1, False), ("accuracy", -1, False), ("accuracy", 7, False),
])  # fmt: skip
def test_alert_of_a_monitor_is_about_the_promotion_if_its_limit_was_passed_soon_after(
    ledger: Ledger, monitor: str, after: int, expected: bool
) -> None:
    at = now() - 10 * HOUR
    promotion = ledger.record_deployment("promoted", "2", previous="1", who="ada", why="", run_id="r", at=at)
    found = alert("mine", breach(monitor, at + after * HOUR), at + after * HOUR)
    rejections = project(Path()).file.alerts.rejections
    assert undo._is_about(found, promotion, 6 * 3600, rejections, ledger) is expected
    refused = replace(found, evidence=Refusal("It is not signed.", "1", 1, at, at))
    assert not undo._is_about(refused, promotion, 6 * 3600, rejections, ledger)


def test_nothing_is_undone_long_after_or_by_other_rules_or_a_rollback(ledger: Ledger, tmp_path: Path) -> None:
    declared = project(tmp_path, within="6 h", rules=("accuracy",))
    assert undo.undo_bad_promotion(declared, Settings(), ledger) is None
    ledger.record_deployment("promoted", "2", previous="1", who="ada", why="", run_id="r", at=now() - 40 * HOUR)
    assert undo.undo_bad_promotion(declared, Settings(), ledger) is None
    ledger.record_deployment("rolled_back", "1", previous="2", who="ada", why="", run_id="r")
    assert undo.undo_bad_promotion(declared, Settings(), ledger) is None
