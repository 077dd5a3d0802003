"""What changed between two versions of a dataset."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from vigie.core.types import DatasetVersion
from vigie.data.columns import HASH, KEY, LABEL, SPLIT


@dataclass(frozen=True, slots=True)
class DatasetDiff:
    """Counts only: a difference can be shown to anybody, the test rows included."""

    before: DatasetVersion
    after: DatasetVersion
    added: int
    removed: int
    changed: int
    """Rows with the same key whose content, label or other columns differ."""
    relabelled: int
    """Of those, rows whose label differs."""
    moved: int
    """Of those, rows that are in another split now."""
    changed_columns: dict[str, int]
    """Column → rows in which it differs."""
    labels: dict[str, tuple[int, int]]
    """Label → rows before and after."""
    columns_added: tuple[str, ...]
    columns_removed: tuple[str, ...]
    columns_retyped: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether the two versions hold the same rows and columns."""
        changed = self.added + self.removed + self.changed
        return not changed and not (self.columns_added or self.columns_removed or self.columns_retyped)


def compare_versions(
    before: DatasetVersion, after: DatasetVersion, old: pl.DataFrame, new: pl.DataFrame
) -> DatasetDiff:
    """Compare two versions' rows by key."""
    changed, by_column = _changes(old, new)
    return DatasetDiff(
        before=before,
        after=after,
        added=new.join(old.select(KEY), on=KEY, how="anti").height,
        removed=old.join(new.select(KEY), on=KEY, how="anti").height,
        changed=changed,
        relabelled=by_column.get(LABEL, 0),
        moved=by_column.get(SPLIT, 0),
        changed_columns={name: rows for name, rows in by_column.items() if rows and name not in (HASH, SPLIT)},
        labels=_label_counts(old, new),
        columns_added=tuple(name for name in new.columns if name not in old.columns),
        columns_removed=tuple(name for name in old.columns if name not in new.columns),
        columns_retyped=tuple(name for name in _shared(old, new) if old.schema[name] != new.schema[name]),
    )


def _shared(old: pl.DataFrame, new: pl.DataFrame) -> list[str]:
    return [name for name in new.columns if name in old.columns and name != KEY]


def _changes(old: pl.DataFrame, new: pl.DataFrame) -> tuple[int, dict[str, int]]:
    shared = _shared(old, new)
    texts = [frame.select(KEY, *(pl.col(name).cast(pl.String) for name in shared)) for frame in (old, new)]
    both = texts[1].join(texts[0], on=KEY, how="inner", suffix="\x00old")
    differs = both.select(pl.col(name).ne_missing(pl.col(f"{name}\x00old")) for name in shared)
    total = differs.select(pl.any_horizontal(pl.all()).sum()).item() if shared else 0
    return int(total or 0), {name: int(differs[name].sum()) for name in shared}


def _label_counts(old: pl.DataFrame, new: pl.DataFrame) -> dict[str, tuple[int, int]]:
    first, second = (dict(frame[LABEL].value_counts().iter_rows()) for frame in (old, new))
    return {label: (first.get(label, 0), second.get(label, 0)) for label in sorted({*first, *second})}
