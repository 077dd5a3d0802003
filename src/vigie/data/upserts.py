"""What an upsert did to the dataset, or would do."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from vigie.core.types import DatasetVersion


@dataclass(frozen=True, slots=True)
class Upserted:
    """What an upsert did. Where `new` and `replaced` are 0 there is no new version."""

    version: DatasetVersion
    new: int
    replaced: int
    unchanged: int
    rebuilt: bool = False
    """True where the declaration had changed, so that the table holds the given rows and no earlier ones."""

    @property
    def changed(self) -> bool:
        return self.rebuilt or self.new + self.replaced > 0


@dataclass(frozen=True, slots=True)
class Prospect:
    """What an upsert would make, before it makes it."""

    before: pl.DataFrame
    """All rows of the table now; empty without one."""
    after: pl.DataFrame
    """All rows of the version that it would be, in the order in which they are read."""
    new: pl.DataFrame
    replaced: pl.DataFrame
    """Rows that differ from those with their key, as they would be."""
    version: DatasetVersion
    """The one that would be made; where nothing changes, the one that is there."""
    rebuilt: bool = False

    @property
    def changed(self) -> bool:
        return self.rebuilt or self.new.height + self.replaced.height > 0
