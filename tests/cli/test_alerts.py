"""`vigie alerts`: list, acknowledge, close."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from vigie.cli.commands import app
from vigie.core.declarations.alerting import MonitorRule
from vigie.core.errors import AlertNotFoundError
from vigie.core.project import load_project
from vigie.ledger import Ledger, Measurement, now, open_ledger

PROJECT = """
name = "tiny"
language = "fr"
data = { source = "rows.csv" }
target = { column = "mood", classes = ["good", "bad"] }
features = { text = { type = "text" } }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "vigie.toml").write_text(PROJECT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def ledger(folder: Path) -> Iterator[Ledger]:
    opened = open_ledger(load_project(folder).ledger_url)
    opened.measurements.record([Measurement("drift", 0.4, 100, now() - 10, now() - 5, "text")])
    opened.rules.judge({"drift": MonitorRule(monitor="drift", over=0.2)}, at=now())
    yield opened
    opened.close()


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["alerts", *arguments, "--project", str(folder)])


def test_list_tells_open_alerts_in_the_projects_language(folder: Path, ledger: Ledger) -> None:
    (alert,) = ledger.alerts()
    told = run(folder, "list").output
    assert alert.id[-8:] in told
    assert "« text » : ce n'est plus ce que le modèle a appris. L'écart est de 0,40" in told


def test_acknowledge_and_close_by_the_rules_name_or_the_end_of_the_id(folder: Path, ledger: Ledger) -> None:
    (alert,) = ledger.alerts()
    assert "acknowledged, by ada" in run(folder, "acknowledge", "drift", "--who", "ada").output
    assert "ada looks into it" in run(folder, "list").output
    assert "closed, by bob" in run(folder, "close", alert.id[-8:], "--who", "bob", "--why", "a new form").output
    assert run(folder, "list").output == "No alert is open.\n"
    assert "closed by bob: a new form" in run(folder, "list", "--all").output


def test_close_what_is_closed_says_that_none_is_open(folder: Path, ledger: Ledger) -> None:
    run(folder, "close", "drift", "--who", "bob")
    again = run(folder, "close", "drift")
    assert again.exit_code == 1
    assert "No alert of the rule 'drift' is open" in str(again.exception)


def test_close_what_is_not_there_says_so(folder: Path, ledger: Ledger) -> None:
    assert isinstance(run(folder, "close", "nothing").exception, AlertNotFoundError)
    assert ledger.alerts()[0].state == "open"
