"""The rows that were set aside, each with its reason and as it came."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from deltalake import DeltaTable, write_deltalake

COLUMNS = {
    "at": pl.Int64,
    "source": pl.String,
    "split": pl.String,
    "line": pl.Int64,
    "reason": pl.String,
    "raw": pl.String,
}
_IDENTITY = ["source", "reason", "raw"]


class Quarantine:
    """A Delta table of bad rows: `at` (microseconds, UTC), `source`, `split`, `line`, `reason`, `raw` (JSON)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def exists(self) -> bool:
        return DeltaTable.is_deltatable(str(self.folder))

    def add(self, rows: pl.DataFrame) -> int:
        """Add the rows that are not there yet and return how many; the same file again adds none."""
        rows = rows.select(pl.col(name).cast(dtype) for name, dtype in COLUMNS.items())
        fresh = rows.unique(_IDENTITY, maintain_order=True).join(self.read(), on=_IDENTITY, how="anti")
        if fresh.height:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_deltalake(self.folder, fresh, mode="append")
        return fresh.height

    def read(self) -> pl.DataFrame:
        """Return all rows, oldest first; none where nothing was ever set aside."""
        if not self.exists():
            return pl.DataFrame(schema=COLUMNS)
        return pl.DataFrame(DeltaTable(self.folder).scan()).sort("at", "source", "line")
