"""`vigie verdicts import`: files of ground truth, good and bad."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from vigie.cli.commands import app
from vigie.core.errors import ColumnNotFoundError, SourceError
from vigie.core.project import load_project
from vigie.ledger import Ledger, PredictionRow, new_prediction_id, now, open_ledger

PROJECT = """
name = "tiny"
data = { source = "rows.csv", key = "tweet_id" }

[target]
column = "mood"
classes = { good = ["4"], bad = ["0", "2"] }

[features.tweet_id]
type = "category"

[features.text]
type = "text"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "vigie.toml").write_text(PROJECT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def ledger(folder: Path) -> Iterator[Ledger]:
    opened = open_ledger(load_project(folder).ledger_url)
    yield opened
    opened.close()


@pytest.fixture
def made(ledger: Ledger) -> list[str]:
    """Ids of three predictions of the class 'good', of tweets 0 to 2."""
    rows = [
        PredictionRow(new_prediction_id(), now(), "1", json.dumps({"tweet_id": str(at)}), "good", 0.5, "{}")
        for at in range(3)
    ]
    ledger.record_predictions(rows)
    return [row.id for row in rows]


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["verdicts", "import", *arguments, "--project", str(folder)])


def kinds(ledger: Ledger) -> dict[str, tuple[str, str | None]]:
    return {one.prediction_id: (one.kind, one.label) for one in ledger.latest_verdicts(50)}


def test_import_stores_labels_and_writes_what_is_refused_beside_the_file(
    folder: Path, ledger: Ledger, made: list[str]
) -> None:
    file = folder / "labels.csv"
    lines = [f"{made[0]},4,2020-01-01", f"{made[1]},bad,", "nowhere,0,", f"{made[2]},9,", f"{made[2]},,", "=1+1,0,soon"]
    file.write_text("\n".join(["prediction_id,label,at", *lines, ""]), encoding="utf-8")
    result = run(folder, str(file))
    assert result.exit_code == 0, result.output
    assert kinds(ledger) == {made[0]: ("confirmed", None), made[1]: ("corrected", "bad")}
    assert {one.at for one in ledger.latest_verdicts() if one.kind == "confirmed"} == {1_577_836_800_000_000}
    with (folder / "labels.refused.csv").open(encoding="utf-8", newline="") as refused:
        rows = list(csv.DictReader(refused))
    assert [row["reason"] for row in rows] == ["unknown_prediction", "unknown_label", "no_label", "bad_time"]
    assert rows[-1]["prediction_id"] == "'=1+1"
    assert "6 labels read" in result.output
    assert "about a prediction that is not in the ledger" in result.output


def test_import_again_repeats_and_leaves_no_refusals(folder: Path, ledger: Ledger, made: list[str]) -> None:
    file = folder / "truth.jsonl.gz"
    file.write_bytes(gzip.compress(json.dumps({"id": made[0], "mood": "0"}).encode()))
    assert "stored" in run(folder, str(file)).output
    assert "1  there already" in run(folder, str(file)).output
    assert kinds(ledger) == {made[0]: ("corrected", "bad")}
    assert not (folder / "truth.refused.csv").exists()


def test_import_of_parquet_joins_by_the_projects_key(folder: Path, ledger: Ledger, made: list[str]) -> None:
    file = folder / "truth.parquet"
    pl.DataFrame({"tweet_id": [0, 1, 7], "right": ["4", "2", "4"]}).write_parquet(file)
    assert run(folder, str(file), "--label", "right").exit_code == 0
    assert kinds(ledger) == {made[0]: ("confirmed", None), made[1]: ("corrected", "bad")}


def test_import_of_nothing_but_strangers_ends_with_one(folder: Path, ledger: Ledger) -> None:
    file = folder / "labels.csv"
    file.write_text("id,label\nnowhere,4\n")
    assert run(folder, str(file)).exit_code == 1
    assert kinds(ledger) == {}


@pytest.mark.parametrize("text", ["id,verdict\n1,4\n", "label,verdict\n4,4\n"])
def test_import_of_a_file_without_its_columns_names_what_there_is(folder: Path, ledger: Ledger, text: str) -> None:
    file = folder / "labels.csv"
    file.write_text(text)
    result = run(folder, str(file))
    assert isinstance(result.exception, ColumnNotFoundError)
    assert kinds(ledger) == {}


def test_import_of_an_absent_file_says_so(folder: Path) -> None:
    assert isinstance(run(folder, str(folder / "nothing.csv")).exception, SourceError)


def test_accuracy_tells_each_day_and_what_its_number_is_worth(folder: Path, ledger: Ledger, made: list[str]) -> None:
    told = CliRunner().invoke(app, ["verdicts", "accuracy", "--project", str(folder)]).output
    assert "Nobody has judged these answers yet" in told
    ledger.record_verdict(made[0], "confirmed")
    ledger.record_verdict(made[1], "rejected")
    told = CliRunner().invoke(app, ["verdicts", "accuracy", "--project", str(folder), "--period", "hour"]).output
    assert "2 volunteered" in told
    assert "50.0 %" in told
    assert "From the 2 verdicts that people gave by themselves." in told


def test_accuracy_of_nothing_says_so(folder: Path) -> None:
    told = CliRunner().invoke(app, ["verdicts", "accuracy", "--project", str(folder), "--version", "7"]).output
    assert told == "Nothing was answered in this time.\n"
