from __future__ import annotations

import polars as pl

from vigie.data.duplicates import deduplicate_by_key, key_by_content


def rows(*given: tuple[str, str, str, str]) -> pl.DataFrame:
    """Rows of (key, label, split, text), in the order of their source."""
    frame = pl.DataFrame(given, schema=["_key", "_label", "_split", "text"], orient="row")
    return frame.with_columns(_hash=pl.col("text"), _part=pl.lit(0)).with_row_index("_row")


def test_deduplicate_by_key_the_later_row_is_kept() -> None:
    found = deduplicate_by_key(rows(("1", "a", "train", "x"), ("2", "a", "train", "y"), ("1", "a", "train", "z")))

    assert found.rows["text"].to_list() == ["y", "z"]
    assert (found.duplicates, found.superseded, found.bad.height) == (0, 1, 0)


def test_deduplicate_by_key_the_very_same_row_is_a_duplicate() -> None:
    found = deduplicate_by_key(rows(("1", "a", "train", "x"), ("1", "a", "train", "x"), ("1", "a", "train", "y")))

    assert found.rows["text"].to_list() == ["y"]
    assert (found.duplicates, found.superseded) == (1, 1)


def test_deduplicate_by_key_different_labels_are_set_aside_all() -> None:
    found = deduplicate_by_key(rows(("1", "a", "train", "x"), ("2", "a", "train", "x"), ("1", "b", "train", "x")))

    assert found.rows["_key"].to_list() == ["2"]
    assert found.bad["_row"].to_list() == [0, 2]


def test_deduplicate_by_key_the_most_sealed_split_keeps_a_shared_key() -> None:
    found = deduplicate_by_key(
        rows(("1", "a", "train", "x"), ("1", "a", "test", "x"), ("1", "a", "validation", "x"), ("2", "a", "train", "x"))
    )

    assert found.rows.select("_key", "_split").rows() == [("1", "test"), ("2", "train")]
    assert found.superseded == 2


def test_key_by_content_copies_are_numbered() -> None:
    frame = rows(("", "a", "train", "x"), ("", "b", "train", "y"), ("", "a", "train", "x")).drop("_key")

    assert key_by_content(frame)["_key"].to_list() == ["x-0", "y-0", "x-1"]
