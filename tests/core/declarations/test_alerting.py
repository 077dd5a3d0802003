"""[alerts] in vigie.toml: rules by name, quiet hours, and what is said of wrong lines."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from vigie.core.declarations.alerting import DEFAULT_RULES, Alerts
from vigie.core.errors import ProjectFileError
from vigie.core.project import ProjectFile, parse_project

BASE: dict[str, Any] = {
    "name": "tweets",
    "data": {"source": "x.csv"},
    "target": {"column": "mood", "classes": ["good", "bad"]},
    "features": {"text": {"type": "text"}},
}
HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "verdicts-and-alerts.md"


def project(text: str) -> ProjectFile:
    return parse_project({**BASE, **tomllib.loads(text)})


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1_000_000)


def test_rules_are_tables_of_alerts_beside_those_by_default() -> None:
    alerts = project('[alerts.slow]\nmonitor = "latency"\nover = 250\nfor = "10 min"').alerts
    assert set(alerts.monitored) == {*DEFAULT_RULES, "slow"}
    assert (alerts.monitored["slow"].for_, alerts.monitored["slow"].quiet_time) == (600.0, 600.0)


def test_rule_of_the_same_name_takes_the_place_of_the_default_and_may_be_off() -> None:
    text = (
        '[alerts.drift]\nmonitor = "drift"\nover = 0.5\n[alerts.errors]\nmonitor = "errors"\nover = 1\nenabled = false'
    )
    monitored = project(text).alerts.monitored
    assert monitored["drift"].over == 0.5
    assert "errors" not in monitored


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[alerts.x]\nmonitor = "drfit"\nover = 1', "alerts -> x -> monitor: 'drfit' is not allowed (did you"),
        ('[alerts.x]\nmonitor = "latency"\novr = 2', "alerts -> x -> ovr: there is no such key; did you mean 'over'?"),
        ('[alerts.x]\nmonitor = "latency"\nover = 2\nfro = 2', "did you mean 'for'?"),
        ("[alerts.rejection]\ncount = 3", "the rule 'rejection' names no monitor; did you mean 'rejections'?"),
        ('[alerts.x]\nmonitor = "drift"', "say either 'over' or 'under'"),
        ('[alerts.x]\nmonitor = "drift"\nover = 1\nunder = 0', "say either 'over' or 'under'"),
        ('[alerts.x]\nmonitor = "drift"\nunder = "promise"', "have a promise, not 'drift'"),
        ('[alerts.refused_model]\nmonitor = "drift"\nover = 1', "give the rule another name"),
        ('[alerts]\nquiet_hours = "25:00-07:00"', "write them as in '22:00-07:00'"),
        ('[alerts]\ntime_zone = "Paris"', "write it as in 'Europe/Paris'"),
        ("[verdicts]\nasked_share = 5", "verdicts -> asked_share"),
        ('[alerts.x]\nmonitor = "drift"\nover = 1\nsubject = "txt"', "which is no column; did you mean 'text'?"),
        ('[rollback]\nrules = ["rejection"]', "which is no alert rule; did you mean 'rejections'?"),
    ],
)  # fmt: skip
def test_wrong_lines_are_named_with_what_is_right(text: str, said: str) -> None:
    with pytest.raises(ProjectFileError, match=re.escape(said)):
        project(text)


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        ("2026-07-01 19:59:59", False),
        ("2026-07-01 20:00:00", True),  # 22:00 in Paris, in summer
        ("2026-01-01 20:30:00", False),  # 21:30 in Paris, in winter
        ("2026-01-01 05:59:59", True),
        ("2026-01-01 06:00:00", False),
        ("2026-03-29 05:00:00", False),  # the night that is an hour shorter: 7:00
    ],
)
def test_quiet_hours_follow_the_clock_on_the_wall(moment: str, quiet: bool) -> None:
    alerts = project('[alerts]\nquiet_hours = "22:00-07:00"\ntime_zone = "Europe/Paris"').alerts
    assert alerts.is_quiet(at(moment)) is quiet


def test_rules_may_look_at_the_answers_and_a_rollback_at_rules_that_are_off() -> None:
    rules = '[alerts.drift]\nmonitor = "drift"\nover = 1\nsubject = "(confidence)"\nenabled = false'
    assert project(f'{rules}\n[rollback]\nrules = ["drift", "errors"]').rollback.rules == ("drift", "errors")


def test_without_quiet_hours_it_is_never_quiet() -> None:
    assert not Alerts().is_quiet(at("2026-01-01 03:00:00"))


def test_how_to_shows_lines_that_are_right() -> None:
    shown = re.findall(r"```toml\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    assert len(shown) == 2
    of_buildings = {**BASE, "features": {"main_use": {"type": "text"}}}
    found = parse_project({**of_buildings, **tomllib.loads("\n".join(shown))})
    assert set(found.alerts.monitored) == {"accuracy", "drift", "errors", "silent", "slow"}
