from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest

from vigie.core.errors import DataError, DatasetNotFoundError, SealedTestError
from vigie.core.types import TestOpening
from vigie.data.dataset import Dataset
from vigie.data.quarantine import BadRow, Quarantine

FEATURES = ("text", "size")
SPLITS = ("train", "validation", "test")


def rows(*texts: str, label: str = "good", **extras: str) -> pl.DataFrame:
    """One row per text, keyed by its first letter; train, validation and test in turn."""
    return pl.DataFrame(
        [
            {
                "_key": text[0], "_hash": f"{number:032x}", "_split": SPLITS[number % 3], "_label": label,
                "text": text, "size": float(len(text)), **extras,
            }
            for number, text in enumerate(texts)
        ]
    )  # fmt: skip


def opening(version: int) -> TestOpening:
    return TestOpening(id="o", at=0, who="w", why="y", candidate="c", run_id="r", dataset_version=version)


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return Dataset(tmp_path / "a folder é" / "dataset")


def test_upsert_first_rows_make_version_0(dataset: Dataset) -> None:
    done = dataset.upsert(rows("apple", "bread", "cheese"), "one.csv", features=FEATURES)

    assert (done.new, done.replaced, done.unchanged, done.changed) == (3, 0, 0, True)
    assert dataset.version() == done.version
    assert (done.version.number, done.version.rows, done.version.source) == (0, 3, "one.csv")


def test_upsert_same_rows_make_no_new_version(dataset: Dataset) -> None:
    first = dataset.upsert(rows("apple", "bread", "cheese"), "one.csv", features=FEATURES)

    again = dataset.upsert(rows("apple", "bread", "cheese").reverse(), "two.csv", features=FEATURES)

    assert not again.changed
    assert again.unchanged == 3
    assert again.version == first.version
    assert len(dataset.versions()) == 1


def test_upsert_new_rows_are_added_and_known_keys_replaced(dataset: Dataset) -> None:
    dataset.upsert(rows("apple", "bread", "cheese"), "one.csv", features=FEATURES)

    done = dataset.upsert(rows("apple", "brioche", "dates"), "two.csv", features=FEATURES)

    # 'dates' has the place, and so the hash, that 'cheese' had; the key tells them apart.
    assert (done.new, done.replaced, done.unchanged) == (1, 1, 1)
    kept = dataset.read(columns=("text",))["text"].to_list()
    assert kept == ["apple", "brioche"]
    assert dataset.version().rows == 4


def test_upsert_columns_may_come_and_go(dataset: Dataset) -> None:
    dataset.upsert(rows("apple", "bread", airline="X"), "one.csv", features=FEATURES)

    dataset.upsert(rows("apple", "croissant", city="Y"), "two.csv", features=FEATURES)

    frame = dataset.read().select("_key", "airline", "city").sort("_key")
    assert frame.rows() == [("a", None, "Y"), ("b", "X", None), ("c", None, "Y")]


def test_upsert_other_declaration_builds_anew_and_keeps_the_past(dataset: Dataset) -> None:
    dataset.upsert(rows("apple", "bread"), "one.csv", declaration="d1", features=FEATURES)

    done = dataset.upsert(
        rows("cheese").with_columns(size=pl.lit("big")), "two.csv", declaration="d2", features=FEATURES
    )

    assert done.rebuilt
    assert dataset.version().rows == 1
    assert dataset.read(0).height == 2
    assert dataset.read(1)["size"].to_list() == ["big"]
    again = dataset.upsert(
        rows("cheese").with_columns(size=pl.lit("big")), "two.csv", declaration="d2", features=FEATURES
    )
    assert not again.changed


def test_version_content_hash_is_of_the_rows_alone(dataset: Dataset, tmp_path: Path) -> None:
    dataset.upsert(rows("apple", "bread"), "one.csv", features=FEATURES)
    dataset.upsert(rows("apple", "bread", "cheese"), "two.csv", features=FEATURES)
    other = Dataset(tmp_path / "other")
    other.upsert(rows("apple", "bread", "cheese").reverse(), "three.csv", features=FEATURES)

    assert dataset.version().content_hash == other.version().content_hash
    assert dataset.version(0).content_hash != dataset.version(1).content_hash


def test_version_content_hash_leaves_other_columns_out(dataset: Dataset) -> None:
    first = dataset.upsert(rows("apple", airline="X"), "one.csv", features=FEATURES)
    second = dataset.upsert(rows("apple", airline="Y"), "one.csv", features=FEATURES)

    assert second.replaced == 1
    assert first.version.content_hash == second.version.content_hash


def test_read_any_version_again_in_the_same_order(dataset: Dataset) -> None:
    dataset.upsert(rows("apple", "bread", "cheese", "dates"), "one.csv", features=FEATURES)
    before = dataset.read(0)
    for number in range(12):
        dataset.upsert(rows("apple" + "!" * number, f"bread{number}"), f"{number}.csv", features=FEATURES)

    assert dataset.read(0).equals(before)
    assert len(dataset.versions()) == 13


def test_read_test_rows_are_sealed(dataset: Dataset) -> None:
    dataset.upsert(rows("apple", "bread", "cheese"), "one.csv", features=FEATURES)

    assert set(dataset.read()["_split"]) == {"train", "validation"}
    with pytest.raises(SealedTestError):
        dataset.read(splits=("train", "test"))
    with pytest.raises(SealedTestError):
        dataset.read_test(None)  # type: ignore[arg-type]  # what a caller without an opening would pass
    with pytest.raises(SealedTestError):
        dataset.read_test(opening(0), version=1)


def test_read_test_opening_gives_the_version_it_was_granted_for(dataset: Dataset) -> None:
    dataset.upsert(rows("apple", "bread", "cheese"), "one.csv", features=FEATURES)
    dataset.upsert(rows("apple", "bread", "camembert"), "two.csv", features=FEATURES)

    assert dataset.read_test(opening(0))["text"].to_list() == ["cheese"]
    assert dataset.read_test(opening(1), 1)["text"].to_list() == ["camembert"]


def test_counts_are_of_labels_by_split(dataset: Dataset) -> None:
    dataset.upsert(pl.concat([rows("apple", "bread"), rows("xylem", label="bad")]), "one.csv", features=FEATURES)

    assert dataset.counts() == {"train": {"bad": 1, "good": 1}, "validation": {"good": 1}, "test": {}}


def test_diff_tells_rows_labels_and_columns(dataset: Dataset) -> None:
    dataset.upsert(rows("apple", "bread", "cheese"), "one.csv", features=FEATURES)
    batch = pl.concat([rows("apple", "brioche"), rows("dates")]).with_columns(
        _label=pl.when(pl.col("_key") == "a").then(pl.lit("bad")).otherwise(pl.lit("good")), city=pl.lit("Y")
    )
    dataset.upsert(batch, "two.csv", features=FEATURES)

    diff = dataset.diff(0, 1)

    assert (diff.added, diff.removed, diff.changed, diff.relabelled) == (1, 0, 2, 1)
    assert diff.labels == {"bad": (0, 1), "good": (3, 3)}
    assert diff.changed_columns == {"_label": 1, "text": 1, "size": 1}
    assert diff.columns_added == ("city",)
    assert not diff.same
    assert dataset.diff(1, 0).removed == 1
    assert dataset.diff(1, 1).same


def test_missing_dataset_and_version_are_named(dataset: Dataset) -> None:
    with pytest.raises(DatasetNotFoundError, match="Run 'vigie ingest' first"):
        dataset.version()
    with pytest.raises(DatasetNotFoundError, match="Run 'vigie ingest' first"):
        dataset.read()
    dataset.upsert(rows("apple"), "one.csv", features=FEATURES)
    with pytest.raises(DatasetNotFoundError, match=r"Dataset version 7 is not there\. Versions: 0"):
        dataset.read(7)


def test_quarantine_same_row_is_kept_once(tmp_path: Path) -> None:
    quarantine = Quarantine(tmp_path / "quarantine")
    bad = [BadRow("a.csv", None, 3, "x is missing", '{"x": ""}'), BadRow("a.csv", "train", None, "y is wrong", "{}")]

    assert quarantine.read().is_empty()
    assert quarantine.add([]) == 0
    assert quarantine.add(bad) == 2
    assert quarantine.add([*bad, BadRow("b.csv", None, None, "x is missing", "{}")]) == 1
    assert quarantine.read()["reason"].to_list().count("x is missing") == 2


def test_upsert_of_several_at_once_is_whole_or_told(dataset: Dataset) -> None:
    dataset.upsert(rows("apple"), "one.csv", features=FEATURES)

    def add(number: int) -> bool:
        try:
            dataset.upsert(rows(f"{number} bread").with_columns(_key=pl.lit(str(number))), "x.csv", features=FEATURES)
        except DataError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(add, range(8)))

    found = sum(sum(labels.values()) for labels in dataset.counts().values())
    assert found == 1 + sum(done)
    assert dataset.version().number == sum(done)
    assert dataset.version().rows == found
