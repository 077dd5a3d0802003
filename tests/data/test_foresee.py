"""What an upsert would make, foreseen; and an earlier version made the newest again."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from vigie.core.errors import DatasetNotFoundError
from vigie.data.dataset import Dataset

Row = tuple[str, str, str, str, str]
FIRST: list[Row] = [("1", "a", "train", "x", "one"), ("2", "b", "test", "y", "two")]
NEXT: list[Row] = [("1", "a", "train", "y", "one"), ("3", "c", "validation", "y", "three")]


def frame(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["_key", "_hash", "_split", "_label", "text"], orient="row")


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    made = Dataset(tmp_path / "dataset")
    made.upsert(frame(FIRST), "first.csv", features=["text"], declaration="d")
    return made


@pytest.mark.parametrize("declaration", ["d", "another"])
def test_foresee_says_what_upsert_makes_and_writes_nothing(dataset: Dataset, declaration: str) -> None:
    batch = frame(NEXT).with_columns(pl.lit("more").alias("extra"))
    foreseen = dataset.foresee(batch, "next.csv", features=["text"], declaration=declaration)
    assert [version.number for version in dataset.versions()] == [0]
    assert foreseen.before["_key"].to_list() == ["1", "2"]
    assert foreseen.rebuilt is (declaration == "another")
    made = dataset.upsert(batch, "next.csv", features=["text"], declaration=declaration).version
    assert (foreseen.version.number, foreseen.version.rows, foreseen.version.content_hash) == (
        made.number,
        made.rows,
        made.content_hash,
    )
    seen = foreseen.after.filter(pl.col("_split") != "test")
    assert seen.select(sorted(seen.columns)).equals((read := dataset.read()).select(sorted(read.columns)))


def test_foresee_the_same_rows_again_is_no_change(dataset: Dataset) -> None:
    foreseen = dataset.foresee(frame(FIRST), "first.csv", features=["text"], declaration="d")
    assert not foreseen.changed
    assert foreseen.version == dataset.version()


def test_foresee_without_a_dataset_says_so(tmp_path: Path) -> None:
    with pytest.raises(DatasetNotFoundError):
        Dataset(tmp_path).foresee(frame(FIRST), "first.csv", features=["text"])


def test_restore_makes_a_version_with_the_earlier_rows_and_keeps_the_later_ones(dataset: Dataset) -> None:
    before = dataset.read()
    dataset.upsert(frame(NEXT), "next.csv", features=["text"], declaration="d")
    later = dataset.read()
    back = dataset.restore(0)
    assert (back.number, back.rows, back.content_hash) == (2, 2, dataset.version(0).content_hash)
    assert dataset.read().equals(before)
    assert dataset.read(1).equals(later)
    assert not dataset.upsert(frame(FIRST), "first.csv", features=["text"], declaration="d").changed


def test_restore_of_what_is_not_there_changes_nothing(dataset: Dataset) -> None:
    with pytest.raises(DatasetNotFoundError):
        dataset.restore(9)
    assert len(dataset.versions()) == 1
