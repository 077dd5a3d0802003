"""Errors looked at: mistakes, slices and labels, on the trained project, and flipped labels found again."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from vigie.core.project import Project, load_project
from vigie.core.schema import Feature, Schema, Target
from vigie.core.types import Silent
from vigie.data.columns import HASH, KEY, LABEL, SPLIT
from vigie.data.dataset import Dataset
from vigie.data.ingestion import ingest
from vigie.pipelines.errors import ErrorReport, find_errors, write_reviews
from vigie.pipelines.slicing import slice_rows
from vigie.pipelines.train import train
from vigie.settings import Settings


def looked_at(project: Project, settings: Settings, name: str, *, train_rows: bool = False) -> ErrorReport:
    with Silent().stage("looking") as stage:
        return find_errors(project, settings, name, stage, train_rows=train_rows)


@pytest.fixture(scope="module")
def report(tweets: Project, settings: Settings) -> ErrorReport:
    return looked_at(tweets, settings, "words")


def test_find_errors_mistakes_are_all_there_surest_first(report: ErrorReport) -> None:
    assert len(report.mistakes) == round(report.rows * (1 - report.accuracy))
    sure = [mistake.confidence for mistake in report.mistakes]
    assert sure == sorted(sure, reverse=True)
    assert all(mistake.given != mistake.answered for mistake in report.mistakes)


def test_find_errors_slices_come_from_features_and_other_columns_of_few_values(report: ErrorReport) -> None:
    assert {"label", "text", "airline"} <= set(report.columns)
    assert "tweet_created" in report.left_out
    assert {"text, characters", "text, word", "airline"} <= {one.column for one in report.slices}


def test_find_errors_never_looks_at_test_rows(report: ErrorReport, tweets: Project, settings: Settings) -> None:
    frame = Dataset(tweets.dataset_folder).read(splits=("train", "validation"), columns=[KEY, SPLIT])
    allowed = dict(zip(frame[KEY], frame[SPLIT], strict=True))
    wide = looked_at(tweets, settings, "words", train_rows=True)
    assert wide.looked_at == frame.height
    assert {review.split for review in wide.reviews} == {"train", "validation"}
    assert all(allowed[review.key] == review.split for review in [*report.reviews, *wide.reviews])


def test_write_reviews_is_a_table_for_people(report: ErrorReport, tmp_path: Path) -> None:
    path = write_reviews(report, tmp_path / "new" / "review.csv")
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["key", "text", "given", "suggested", "confidence", "split"]
    assert len(rows) == len(report.reviews)
    assert rows[0]["suggested"] != rows[0]["given"]


def test_write_reviews_keeps_a_text_from_being_computed(report: ErrorReport, tmp_path: Path) -> None:
    formula = replace(report.reviews[0], text="=1+1")
    path = write_reviews(replace(report, reviews=[formula]), tmp_path / "review.csv")
    with path.open(newline="", encoding="utf-8") as file:
        assert next(csv.DictReader(file))["text"] == "'=1+1"


def test_find_errors_flipped_labels_are_found_clearly_above_chance(
    tweets: Project, settings: Settings, tmp_path: Path
) -> None:
    # One label in twenty is turned in the source; the model learns from the spoilt labels and must suspect them.
    source = pl.read_csv(tweets.root / "tweets.csv.gz", infer_schema=False)
    turned = source.with_row_index("_row").with_columns((pl.col("_row") % 20 == 7).alias("_turned"))
    label = pl.col("airline_sentiment")
    other = pl.when(label == "negative").then(pl.lit("neutral")).otherwise(pl.lit("negative"))
    spoilt = turned.with_columns(pl.when("_turned").then(other).otherwise(label).alias("airline_sentiment"))
    wrong = set(turned.filter("_turned")["tweet_id"])
    spoilt.drop("_row", "_turned").write_csv(tmp_path / "tweets.csv")
    text = (tweets.root / "vigie.toml").read_text(encoding="utf-8").replace("tweets.csv.gz", "tweets.csv")
    (tmp_path / "vigie.toml").write_text(text, encoding="utf-8")
    project = load_project(tmp_path)
    ingest(project, Silent())
    train(project, settings, ["words"], Silent())

    found = looked_at(project, settings, "words", train_rows=True)
    frame = Dataset(project.dataset_folder).read(columns=[KEY])
    among = len(wrong & set(frame[KEY])) / frame.height
    suspects = [review.key in wrong for review in found.reviews]
    precision, recall = sum(suspects) / len(suspects), sum(suspects) / len(wrong & set(frame[KEY]))
    assert recall > 0.4
    assert precision > 3 * among
    assert sum(suspects[:30]) / 30 > 5 * among


@pytest.mark.reference
def test_find_errors_real_tweets_on_which_people_disagreed_are_enriched_among_the_suspects(
    tweets: Project, settings: Settings, tmp_path: Path, reference_data: Path
) -> None:
    # The data say how many of those who labelled a tweet agreed; the model never sees it. Less than 0.7: hardly most.
    declared = (tweets.root / "vigie.toml").read_text(encoding="utf-8")
    text = declared.replace("tweets.csv.gz", (reference_data / "airline_tweets.csv.gz").as_posix())
    (tmp_path / "vigie.toml").write_text(text, encoding="utf-8")
    project = load_project(tmp_path)
    ingest(project, Silent())
    train(project, settings, ["words"], Silent())
    found = looked_at(project, settings, "words", train_rows=True)
    frame = Dataset(project.dataset_folder).read(columns=[KEY, "airline_sentiment_confidence"])
    agreement = dict(zip(frame[KEY], frame["airline_sentiment_confidence"].cast(pl.Float64), strict=True))
    disputed = {key for key, share in agreement.items() if share < 0.7}
    suspects = [review.key in disputed for review in found.reviews]
    assert sum(suspects) / len(suspects) > 1.5 * len(disputed) / len(agreement)


def test_slice_rows_of_every_type() -> None:
    rows = 200
    frame = pl.DataFrame(
        {
            KEY: [str(number) for number in range(rows)],
            HASH: [str(number) for number in range(rows)],
            SPLIT: ["validation"] * rows,
            LABEL: ["a", "b"] * (rows // 2),
            "age": [None if number % 5 == 0 else float(number) for number in range(rows)],
            "town": ["Lyon", "Nice", None, "Lyon"] * (rows // 4),
            "paid": [True, False] * (rows // 2),
            "agency": ["north", "south"] * (rows // 2),
            "seen_at": [f"2026-01-{number}" for number in range(rows)],
        }
    )
    schema = Schema(
        features=(
            Feature(name="age", type="number", required=False),
            Feature(name="town", type="category", required=False),
            Feature(name="paid", type="boolean"),
        ),
        target=Target(column="y", classes={"a": ("a",), "b": ("b",)}),
    )
    found = slice_rows(frame, schema)
    named = {(one.column, one.value): int(one.rows.sum()) for one in found.slices}
    assert found.left_out == ["seen_at"]
    assert named["town", "missing"] == named["town", "Nice"] == 50
    assert named["age", "missing"] == 40
    assert sum(rows for (column, _), rows in named.items() if column == "age") == 200
    assert sum(rows for (column, _), rows in named.items() if column == "paid") == 200
    assert named["agency", "north"] == 100
