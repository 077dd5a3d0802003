"""The rows that were set aside, each with its reason and as it came."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl
from deltalake import DeltaTable, write_deltalake

from vigie.core import clock
from vigie.core.types import Split

_SCHEMA = {
    "source": pl.String, "split": pl.String, "line": pl.Int64, "reason": pl.String, "raw": pl.String, "at": pl.Int64,
}  # fmt: skip
_IDENTITY = ["source", "reason", "raw"]


class BadRow(NamedTuple):
    """One row set aside."""

    source: str
    split: Split | None
    """Where its source was given for one split."""
    line: int | None
    """Where it starts in its file; known of rows that could not be read as rows."""
    reason: str
    raw: str
    """The row as it came, as JSON."""


class Quarantine:
    """A Delta table of bad rows: those of `BadRow`, and `at`, when they came (microseconds since the epoch, UTC)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def exists(self) -> bool:
        return DeltaTable.is_deltatable(str(self.folder))

    def add(self, rows: Sequence[BadRow]) -> int:
        """Add the rows that are not there yet and return how many; the same file again adds none."""
        now = clock.time_ns() // 1000
        frame = pl.DataFrame([(*row, now) for row in rows], schema=_SCHEMA, orient="row")
        fresh = frame.unique(_IDENTITY, maintain_order=True).join(self.read(), on=_IDENTITY, how="anti")
        if fresh.height:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_deltalake(self.folder, fresh, mode="append")
        return fresh.height

    def read(self) -> pl.DataFrame:
        """Return all rows, oldest first; none where nothing was ever set aside."""
        if not self.exists():
            return pl.DataFrame(schema=_SCHEMA)
        return pl.DataFrame(DeltaTable(self.folder).scan()).select(list(_SCHEMA)).sort("at", "source", "line")


def record_as_json(record: Mapping[str, str | None]) -> str:
    """Return a row as JSON, without the fields it does not have.

    Examples
    --------
    >>> record_as_json({"a": "é", "b": None})
    '{"a": "é"}'
    """
    return json.dumps({name: value for name, value in record.items() if value is not None}, ensure_ascii=False)
