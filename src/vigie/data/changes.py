"""A batch of rows against those that a table holds."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from vigie.data.columns import KEY


@dataclass(frozen=True, slots=True)
class Changes:
    """A batch against the table: rows with a new key, rows that differ from theirs, and how many are the same."""

    new: pl.DataFrame
    replaced: pl.DataFrame
    unchanged: int


def find_changes(current: pl.DataFrame, frame: pl.DataFrame) -> Changes:
    """Compare a batch with the table's rows by key, value by value; a column that either lacks counts as null."""
    new = frame.join(current.select(KEY), on=KEY, how="anti")
    both = frame.join(current, on=KEY, how="inner", suffix="\x00old")
    pairs = [(name, f"{name}\x00old" if name in current.columns else None) for name in frame.columns if name != KEY]
    is_same = [
        pl.col(name).eq_missing(pl.col(old)) if old is not None else pl.col(name).is_null() for name, old in pairs
    ]
    lost = [pl.col(name).is_null() for name in current.columns if name not in frame.columns]
    same = both.select(pl.all_horizontal(*is_same, *lost).alias("same")).to_series()
    replaced = both.filter(~same).select(frame.columns)
    return Changes(new, replaced, int(same.sum()))
