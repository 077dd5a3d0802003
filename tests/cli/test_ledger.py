"""`vigie ledger forget`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from vigie.cli.commands import app
from vigie.core.errors import VigieError
from vigie.core.project import load_project
from vigie.ledger import Ledger, PredictionRow, new_prediction_id, now, open_ledger
from vigie.ledger.texts import SALT_FILE, HiddenTexts, read_salt

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

[features.member]
type = "boolean"
"""
DAY = 86_400_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "vigie.toml").write_text(PROJECT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def ledger(folder: Path) -> Iterator[Ledger]:
    opened = open_ledger(load_project(folder).ledger_url)
    yield opened
    opened.close()


def kept(ledger: Ledger, at: int | None = None, **row: object) -> str:
    made = PredictionRow(new_prediction_id(), at or now(), "1", json.dumps(row), "good", 0.5, "{}")
    ledger.record_predictions([made])
    return made.id


def run(folder: Path, *arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(app, ["ledger", "forget", *arguments, "--project", str(folder)], input=answer)


def test_forget_by_id_asks_first(folder: Path, ledger: Ledger) -> None:
    key = kept(ledger, text="a")
    refused = run(folder, key, answer="n\n")
    assert (refused.exit_code, ledger.count_predictions()) == (1, 1)
    assert "1 prediction, with what was said of them, will be erased" in refused.output
    assert "Erased: 1 prediction and 0 verdicts." in run(folder, key, answer="y\n").output
    assert ledger.count_predictions() == 0


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        (["text=Ada = here"], 2),
        (["age=40"], 1),
        (["member=TRUE"], 2),
        (["age=40.0", "member=false"], 2),
        (["age=x"], 3),
    ],
)
def test_forget_by_values_takes_rows_that_have_them_all(
    folder: Path, ledger: Ledger, keys: list[str], left: int
) -> None:
    kept(ledger, text="Ada = here", age=40.0, member=True)
    kept(ledger, text="été \U0001f9f3", age=40, member=False)
    kept(ledger, text="40", age=None, member=None)
    done = run(folder, "--yes", *(part for key in keys for part in ("--key", key)))
    assert done.exit_code == 0, done.output
    assert ledger.count_predictions() == left


def test_forget_finds_texts_that_are_kept_as_digests(folder: Path, ledger: Ledger) -> None:
    hidden = HiddenTexts(read_salt(folder / ".vigie" / SALT_FILE), ["text"])
    kept(ledger, **hidden.row({"text": "Ada was here"}))
    kept(ledger, text="Ada was here")  # from before
    kept(ledger, **hidden.row({"text": "Grace was here"}))
    assert "Erased: 2 predictions" in run(folder, "-y", "--key", "text=Ada was here").output


def test_forget_what_is_older(folder: Path, ledger: Ledger) -> None:
    kept(ledger, text="old", at=now() - 31 * DAY)
    young = kept(ledger, text="young", at=now() - 29 * DAY)
    assert "Erased: 1 prediction " in run(folder, "-y", "--older-than", "30").output
    assert ledger.prediction(young).id == young


def test_forget_what_is_not_there_says_so(folder: Path, ledger: Ledger) -> None:
    assert "Nothing in the ledger is like that." in run(folder, "-y", "--key", "text=nobody").output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Say what to forget"),
        (("an-id", "--key", "text=a"), "one of the three"),
        (("--key", "txt=a"), r"Did you mean 'text'\?"),
        (("--key", "text"), "no COLUMN=VALUE"),
    ],
)
def test_forget_that_is_not_clear_erases_nothing(
    folder: Path, ledger: Ledger, arguments: tuple[str, ...], words: str
) -> None:
    kept(ledger, text="a")
    error = run(folder, "-y", *arguments).exception
    assert isinstance(error, VigieError)
    with pytest.raises(VigieError, match=words):
        raise error
    assert ledger.count_predictions() == 1
