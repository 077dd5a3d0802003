"""Rows that are the same: by key, by content, and by content but not by label."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from vigie.core.types import SPLITS
from vigie.data.columns import HASH, KEY, LABEL, SPLIT

PLACE = ("_part", "_row")
"""Where a row came from: which of the sources, and which row of it."""
KEY_CONFLICT = "the key stands for rows with different labels"
LABEL_CONFLICT = "the same content has different labels"


@dataclass(frozen=True, slots=True)
class Deduplicated:
    """One row per key, with the counts of what was not."""

    rows: pl.DataFrame
    bad: pl.DataFrame
    """`_part`, `_row`, `_reason`."""
    duplicates: int
    """Rows left out because the very same row, key included, came again."""
    superseded: int
    """Rows left out because a later row had the same key and other values."""


def deduplicate_by_key(frame: pl.DataFrame) -> Deduplicated:
    """Keep the last row of each key; set aside all rows of a key that has different labels.

    Where given split files share a key, its row in the most sealed split is kept: test, then validation, then train.
    """
    is_conflict = frame.select(pl.col(LABEL).n_unique().over(KEY) > 1).to_series()
    bad = frame.filter(is_conflict).select("_row", "_part", pl.lit(KEY_CONFLICT).alias("_reason"))
    frame = frame.filter(~is_conflict)
    content = [name for name in frame.columns if name not in (*PLACE, SPLIT)]
    unique = frame.unique(subset=[*content, SPLIT], keep="first", maintain_order=True)
    rank = unique[SPLIT].replace_strict({split: rank for rank, split in enumerate(SPLITS)}, return_dtype=pl.Int8)
    kept = (
        unique.with_columns(rank.alias("_rank"))
        .with_row_index("_place")
        .sort("_rank", "_place")
        .unique(subset=KEY, keep="last", maintain_order=True)
        .sort("_place")
        .drop("_rank", "_place")
    )
    return Deduplicated(kept, bad, frame.height - unique.height, unique.height - kept.height)


def key_by_content(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with a key made of the content hash and the occurrence's number, for data without a key."""
    occurrence = pl.int_range(pl.len()).over(HASH)
    return frame.with_columns(pl.concat_str(pl.col(HASH), pl.lit("-"), occurrence).alias(KEY))


def is_label_conflict(frame: pl.DataFrame) -> pl.Series:
    """Say of each row whether another one has the same content and another label."""
    return frame.select((pl.col(LABEL).n_unique().over(HASH) > 1).alias("conflict")).to_series()


def count_straddling(frame: pl.DataFrame) -> int:
    """Return how many rows have the same content as a row of another split; 0 unless the splits were given."""
    return int(frame.select((pl.col(SPLIT).n_unique().over(HASH) > 1).sum()).item() or 0)


def count_repeated(frame: pl.DataFrame) -> int:
    """Return how many rows repeat the content of an earlier one."""
    return frame.height - frame[HASH].n_unique()
