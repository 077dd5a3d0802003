"""`vigie retrain` and `vigie review add-labels` as people type them."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from typer.testing import CliRunner, Result

from vigie.cli.commands import app


def run(world: Any, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--project", str(world.root)])


def test_dry_run_says_what_would_be_trained_on_and_changes_nothing(world: Any) -> None:
    world.review(["late again", "lost my bag"], "negative")
    before = world.state()
    said = run(world, "retrain", "--dry-run")
    assert said.exit_code == 0, said.output
    assert "new rows that people reviewed: 2" in said.output
    assert "Would be trained: words." in said.output
    assert world.state() == before
    with closing(world.ledger()) as ledger:
        assert ledger.retrainings.latest() == []
        assert ledger.reviews.counts().untrained == 2


def test_dry_run_of_refused_data_says_so(world: Any) -> None:
    world.grow(lambda row: {**row, "airline_sentiment": "negative"}, number=600)
    said = run(world, "retrain", "-n")
    assert "refused classes:" in said.output
    assert "These data would be refused" in said.output


def test_nothing_new_is_no_failure_and_refused_data_are_one(world: Any) -> None:
    said = run(world, "retrain")
    assert (said.exit_code, "unneeded  Nothing new" in said.output) == (0, True)
    world.grow(lambda row: {**row, "airline_sentiment": "negative"}, number=600)
    said = run(world, "retrain", "--because", "new files")
    assert (said.exit_code, "refused  Nothing was learned" in said.output) == (1, True)
    with closing(world.ledger()) as ledger:
        assert [one.trigger for one in ledger.retrainings.latest()] == ["new files", "by hand"]


def test_add_labels_lets_suspected_labels_enter_once(world: Any) -> None:
    said = run(world, "review", "add-labels", "--top", "3")
    assert said.exit_code == 0, said.output
    assert "3 of " in said.output
    assert "0 of " in run(world, "review", "add-labels", "--top", "3").output
    with closing(world.ledger()) as ledger:
        found = ledger.reviews.queue()
    assert {one.reason for one in found} == {"label"}
    assert all(one.suggested != one.predicted and one.features["text"] for one in found)
