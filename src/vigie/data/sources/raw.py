"""What every source gives: a table of texts, and the records that were no rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """One record that could not be read as a row; it goes to the quarantine as it is."""

    line: int
    """Where it starts in its file, from 1; 0 where the source has no lines."""
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class RawTable:
    """A source's rows before anything was understood: text columns only, null where empty.

    Numbers stay the texts they were, so that an 18-digit id is exact and nothing is guessed from the first rows.
    """

    frame: pl.DataFrame
    broken: tuple[BrokenRow, ...] = ()
    open_columns: bool = False
    """True of records that name their own columns (JSON): there, an absent column is a column of missing values."""


def from_columns(names: Sequence[str], columns: Sequence[Sequence[str]]) -> pl.DataFrame:
    """Return a frame of texts, one sequence per column, with empty texts turned into nulls."""
    frame = pl.DataFrame(
        [pl.Series(name, list(column), dtype=pl.String) for name, column in zip(names, columns, strict=True)]
    )
    return empty_to_null(frame)


def from_records(records: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Return a frame of texts from records whose keys may differ, columns in order of first appearance."""
    names = list(dict.fromkeys(name for record in records for name in record))
    return from_columns(names, [[to_text(record.get(name)) for record in records] for name in names])


def to_text(value: Any) -> str:
    """Return a JSON value as the text a CSV file would hold for it.

    Examples
    --------
    >>> to_text(None), to_text(True), to_text("a"), to_text([1, "é"])
    ('', 'true', 'a', '[1, "é"]')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def empty_to_null(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with empty texts turned into nulls."""
    if not frame.width:
        return frame
    return frame.with_columns(pl.when(pl.all().str.len_bytes() > 0).then(pl.all()))
