"""`vigie review`: keys, lists and counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from vigie.cli.commands import app
from vigie.core.project import load_project
from vigie.ledger import Ledger, PredictionRow, Suspect, new_prediction_id, now, open_ledger

PROJECT = """
name = "tiny"
data = { source = "rows.csv" }

[target]
column = "mood"
classes = ["good", "bad"]

[features.text]
type = "text"

[features.age]
type = "number"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "vigie.toml").write_text(PROJECT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def ledger(folder: Path) -> Iterator[Ledger]:
    opened = open_ledger(load_project(folder).ledger_url)
    for place in range(3):
        row = {"text": f"row {place} [bold]", "age": place}
        made = PredictionRow(new_prediction_id(), now(), "1", json.dumps(row), "good", 0.5, "{}")
        opened.record_predictions([made])
        opened.record_verdict(made.id, "rejected")
    yield opened
    opened.close()


def run(folder: Path, *arguments: str, keys: str = "", who: str = "Ada") -> Result:
    options = ["--project", str(folder)] if arguments else ["--project", str(folder), "--who", who]
    done = CliRunner().invoke(app, ["review", *arguments, *options], input=keys)
    assert done.exit_code == 0, done.output
    return done


def test_keys_accept_change_and_discard(folder: Path, ledger: Ledger) -> None:
    shown = run(folder, keys="a\nc\n1\nd\n").output
    assert "row 0 [bold]" in shown
    assert "predicted good (50%); somebody rejected the answer" in shown
    assert "Nothing waits." in shown
    assert "3 decided, 0 wait." in shown
    assert [one.label for one in ledger.reviews.accepted()] == ["bad", "good"]
    assert ledger.reviews.counts().states == {"accepted": 2, "discarded": 1}
    assert ledger.reviews.accepted()[0].opinions[0].who == "Ada"


def test_keys_skip_undo_and_quit(folder: Path, ledger: Ledger) -> None:
    shown = run(folder, keys="s?auq").output
    assert "0 decided, 3 wait." in shown
    assert "It is open again." in shown
    assert ledger.reviews.counts().waiting == 3


def test_a_change_to_no_class_leaves_the_row(folder: Path, ledger: Ledger) -> None:
    assert "It stays as it was." in run(folder, keys="c9q").output
    assert ledger.reviews.accepted() == []


def test_a_second_person_is_asked_and_not_the_first_one_again(folder: Path, ledger: Ledger) -> None:
    (folder / "vigie.toml").write_text(f"{PROJECT}\n[review]\ndouble_check = true\n", encoding="utf-8")
    assert "a second person is to look" in run(folder, keys="aaa").output
    assert "row 0" not in run(folder, keys="a").output
    shown = run(folder, keys="ac1q", who="Bob").output
    assert "Ada said bad" in shown
    assert "two people differ" in shown
    assert [one.state for one in ledger.reviews.queue()] == ["disputed", "checking"]


def test_list_and_stats(folder: Path, ledger: Ledger) -> None:
    ledger.reviews.add_suspects([Suspect("7", {"text": "odd"}, "good", "bad", 0.9)], now())
    listed = run(folder, "list").output
    assert "rejected" in listed
    assert "odd" in listed
    run(folder, keys="a")
    assert "accepted" in run(folder, "list", "--state", "accepted").output
    counted = run(folder, "stats").output
    assert "3 rows wait, 0 more are held outside." in counted
    assert "1 accepted labels were not trained on yet." in counted
    assert "by unknown: 3 wait, 0 held" in counted


def test_list_of_an_unknown_state_says_which_there_are(folder: Path, ledger: Ledger) -> None:
    done = CliRunner().invoke(app, ["review", "list", "--state", "done", "--project", str(folder)])
    assert "held, open, checking" in str(done.exception)


def test_reopen_puts_a_row_back(folder: Path, ledger: Ledger) -> None:
    run(folder, keys="aq")
    (done,) = ledger.reviews.accepted()
    assert "disputed again" in run(folder, "reopen", done.id).output
    assert ledger.reviews.accepted() == []


def test_accept_all_takes_every_suggestion_of_one_giver(folder: Path, ledger: Ledger) -> None:
    (folder / "vigie.toml").write_text(f"{PROJECT}\n[review]\nmax_per_giver = 1\n", encoding="utf-8")
    assert "Nothing of the moon waits." in run(folder, "accept-all", "--giver", "the moon").output
    refused = CliRunner().invoke(
        app, ["review", "accept-all", "--giver", "unknown", "--project", str(folder)], input="n\n"
    )
    assert refused.exit_code == 1
    done = run(folder, "accept-all", "--giver", "unknown", "--who", "Ada", "--yes").output
    assert "3 of 3 accepted" in done
    assert {(one.label, one.opinions[0].who) for one in ledger.reviews.accepted()} == {("bad", "Ada")}


def test_hashed_texts_cannot_be_reviewed(folder: Path, ledger: Ledger) -> None:
    (folder / "vigie.toml").write_text(f'{PROJECT}\n[ledger]\ntexts = "hash"\n', encoding="utf-8")
    shown = run(folder, keys="q").output
    assert "cannot be reviewed" in shown
    assert "Nothing waits." in shown
