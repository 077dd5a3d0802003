"""Whole tables answered: the estimator's own numbers, each row once, and none lost."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from deltalake import DeltaTable, write_deltalake

from vigie.core.errors import ColumnNotFoundError, OutputTakenError, ScoreError, SourceError
from vigie.core.types import Silent
from vigie.pipelines.score.score import Scored, score
from vigie.settings import Settings

from .conftest import World, texts_of, write_table


def run(world: World, source: Path, out: Path, batch: int = 50, *, keep: bool = False, fresh: bool = False) -> Scored:
    return score(world.project, Settings(), source, out, Silent(), batch=batch, keep=keep, fresh=fresh)


def read(path: Path) -> pl.DataFrame:
    if path.suffix == ".parquet":
        return pl.read_parquet(path)
    if path.suffix == ".delta":
        found = pl.DataFrame(DeltaTable(path).to_pyarrow_table())  # in no promised order
        return found.sort(pl.col("id").str.len_chars(), "id")
    return pl.read_csv(path, schema_overrides={"model_version": pl.String})


def table(folder: Path, form: str, count: int = 230) -> Path:
    path = folder / f"rows.{form}"
    write_table(folder / "rows.csv", count)
    frame = pl.read_csv(folder / "rows.csv")
    if form == "csv.gz":
        path.write_bytes(gzip.compress((folder / "rows.csv").read_bytes()))
    elif form == "parquet":
        frame.write_parquet(path, row_group_size=64)
    elif form == "delta":
        write_deltalake(path, frame)
    return path


@pytest.mark.parametrize("form", ["csv", "csv.gz", "parquet", "delta"])
def test_score_every_form_gives_the_estimators_own_numbers(world: World, tmp_path: Path, form: str) -> None:
    source, out = table(tmp_path, form), tmp_path / f"answers.{form}"
    done = run(world, source, out)
    answers = read(out)
    assert (done.rows, done.good, done.bad, done.resumed) == (230, 230, 0, 0)
    assert answers.columns == ["id", "label", "probability_negative", "probability_other", "model_version"]
    assert answers["id"].to_list() == [f"k{number}" for number in range(230)]
    expected = world.expected(texts_of(230))
    given = answers.select("probability_negative", "probability_other").to_numpy()
    np.testing.assert_allclose(given, expected, rtol=0, atol=1e-9)
    assert answers["label"].to_list() == [("negative", "other")[place] for place in expected.argmax(axis=1)]
    assert set(answers["model_version"]) == {"1"}
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith((".", "answers"))) == [out.name]


def test_score_bad_rows_are_set_aside_with_their_reason_and_counted(world: World, tmp_path: Path) -> None:
    source, out = tmp_path / "rows.csv", tmp_path / "answers.csv"
    source.write_text(
        "id,text,amount\n1,late,3\n2,,3\n3,thanks,-4\n4,crew,x\n5,lost\n,great,1\n7,great,-1\n8,été,\n9,"
        + "a" * 300
        + ",1\n",
        encoding="utf-8",
    )
    done = run(world, source, out)
    assert read(out)["id"].to_list() == [1, 7, 8]
    with (tmp_path / "answers.bad.csv").open(encoding="utf-8") as file:
        bad = list(csv.DictReader(file))
    assert [(row["row"], row["reason"]) for row in bad] == [
        ("2", "text is missing"),
        ("3", "amount is under 0"),
        ("4", "amount is no whole number"),
        ("5", "row has too few fields"),
        ("6", "the key is missing"),
        ("9", "text is longer than 200 characters"),
    ]
    assert json.loads(bad[1]["raw"]) == {"id": "3", "text": "thanks", "amount": "-4"}
    assert (done.rows, done.good, done.bad) == (9, 3, 6)
    assert done.reasons["row has too few fields"] == 1


def test_score_keep_puts_the_inputs_columns_before_the_answers(world: World, tmp_path: Path) -> None:
    source, out = tmp_path / "rows.csv", tmp_path / "answers.parquet"
    source.write_text("label,text,id,amount\nmine,late,007,1\n,thanks,008,\n", encoding="utf-8")
    run(world, source, out, keep=True)
    answers = read(out)
    assert answers.columns[:5] == ["source_label", "text", "amount", "id", "label"]
    assert answers.select("source_label", "id").rows() == [("mine", "007"), (None, "008")]


def test_score_input_without_the_key_is_answered_by_row_number(world: World, tmp_path: Path) -> None:
    source, out = tmp_path / "rows.csv", tmp_path / "answers.csv"
    source.write_text("text,amount\nlate,1\n,\nthanks,\n", encoding="utf-8")
    run(world, source, out)
    assert read(out)["row"].to_list() == [1, 3]


def test_score_no_good_row_gives_a_table_of_columns_alone(world: World, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("id,text,amount\n1,,\n", encoding="utf-8")
    for name in ("a.csv", "a.parquet", "a.delta"):
        assert run(world, tmp_path / "rows.csv", tmp_path / name, fresh=True).bad == 1
        assert read(tmp_path / name).shape == (0, 5)


def test_score_what_is_there_is_replaced_with_fresh_alone(world: World, tmp_path: Path) -> None:
    source, out = table(tmp_path, "csv"), tmp_path / "answers.csv"
    out.write_text("precious", encoding="utf-8")
    with pytest.raises(OutputTakenError, match="there already"):
        run(world, source, out)
    assert out.read_text(encoding="utf-8") == "precious"
    run(world, source, out, fresh=True)
    assert read(out).height == 230


def test_score_delta_fresh_is_a_new_version(world: World, tmp_path: Path) -> None:
    source, out = table(tmp_path, "csv"), tmp_path / "answers.delta"
    run(world, source, out)
    run(world, source, out, fresh=True)
    assert DeltaTable(out).version() == 1
    assert read(out).height == 230


class _StopAfterError(Exception):
    pass


class _Stopping(Silent):
    """Stops like Ctrl-C after so many parts."""

    def __init__(self, parts: int) -> None:
        self.left = parts

    def stage(self, title: str, total: float | None = None):  # type: ignore[no-untyped-def]
        from contextlib import nullcontext

        return nullcontext(self)

    def advance(self, amount: float = 1, note: str = "") -> None:
        self.left -= 1
        if not self.left:
            raise _StopAfterError


@pytest.mark.parametrize("form", ["csv", "parquet", "delta"])
def test_score_stopped_goes_on_to_the_same_table(world: World, tmp_path: Path, form: str) -> None:
    source, whole, out = table(tmp_path, form, 900), tmp_path / f"whole.{form}", tmp_path / f"answers.{form}"
    run(world, source, whole)
    for _ in range(2):
        with pytest.raises(_StopAfterError):
            score(world.project, Settings(), source, out, _Stopping(3), batch=50)
        assert not out.exists()
    done = run(world, source, out, batch=77)
    assert done.resumed >= 100
    assert read(out).equals(read(whole))


def test_score_half_done_refuses_other_input_and_other_columns(world: World, tmp_path: Path) -> None:
    source, out = table(tmp_path, "csv", 900), tmp_path / "answers.csv"
    with pytest.raises(_StopAfterError):
        score(world.project, Settings(), source, out, _Stopping(2), batch=50)
    with pytest.raises(OutputTakenError, match="columns were others"):
        run(world, source, out, keep=True)
    write_table(source, 900, seed=5)
    with pytest.raises(OutputTakenError, match="input has changed"):
        run(world, source, out)
    assert run(world, source, out, fresh=True).good == 900


@pytest.mark.parametrize("source", ["answers.csv", "answers.bad.csv"])
def test_score_never_writes_over_its_input(world: World, tmp_path: Path, source: str) -> None:
    write_table(tmp_path / source, 3)
    before = (tmp_path / source).read_bytes()
    with pytest.raises(OutputTakenError, match="it is the input"):
        run(world, tmp_path / source, tmp_path / "answers.csv", fresh=True)
    assert (tmp_path / source).read_bytes() == before


def test_score_header_alone_gives_a_table_without_rows(world: World, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("id,text,amount\n", encoding="utf-8")
    assert run(world, tmp_path / "rows.csv", tmp_path / "answers.csv").rows == 0
    assert read(tmp_path / "answers.csv").shape == (0, 5)


def test_score_column_that_is_not_there_is_named_and_nothing_is_begun(world: World, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("id,txt,amount\n1,late,1\n", encoding="utf-8")
    with pytest.raises(ColumnNotFoundError, match="text"):
        run(world, tmp_path / "rows.csv", tmp_path / "answers.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]


def test_score_names_that_tell_nothing_are_refused(world: World, tmp_path: Path) -> None:
    with pytest.raises(ScoreError, match=r"End it in \.csv"):
        run(world, table(tmp_path, "csv"), tmp_path / "answers.xlsx")
    with pytest.raises(SourceError, match="no such file"):
        run(world, tmp_path / "none.csv", tmp_path / "answers.csv")
    assert not (tmp_path / "answers.csv.parts").exists()
