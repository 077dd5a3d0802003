"""The dataset of a project: a Delta table, one version per change. The only door to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
from deltalake import CommitProperties, DeltaTable, write_deltalake
from deltalake.exceptions import DeltaError

from vigie.core import clock
from vigie.core.errors import DataError, DatasetNotFoundError, SealedTestError
from vigie.core.types import SPLITS, DatasetVersion, Split, TestOpening
from vigie.data.changes import find_changes
from vigie.data.columns import HASH, KEY, LABEL, OWN_COLUMNS, SPLIT
from vigie.data.diff import DatasetDiff, compare_versions
from vigie.data.digest import digest_rows
from vigie.data.upserts import Prospect, Upserted

__all__ = ["Dataset", "Prospect", "Upserted"]

_PREFIX = "vigie."
# Delta's default forgets versions after 30 days; here any version can be read again, for good.
_KEEP_ALL = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
}


class Dataset:
    """A dataset folder. Rows are keyed by `_key`; reading gives them in the order of their content hash.

    Nothing is cached: each method looks at the table as it is.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def exists(self) -> bool:
        return DeltaTable.is_deltatable(str(self.folder))

    def upsert(self, frame: pl.DataFrame, source: str, *, features: Sequence[str], declaration: str = "") -> Upserted:
        """Add the frame's rows, replacing those with the same key; the same rows again make no new version.

        Parameters
        ----------
        frame
            `_key`, `_hash`, `_split`, `_label`, the features in their types, then any other columns as texts.
            Keys must be unique.
        features
            The columns that, with Vigie's own, make up a version's content hash.
        declaration
            A digest of how rows are made from the source. Where it differs from the table's, earlier rows would
            mean something else than these, so the table is built anew (earlier versions stay readable).
        """
        names = [*OWN_COLUMNS, *features]
        if not self.exists():
            return self._rebuild(frame, source, declaration, names)
        table = self._table()
        if self._facts(table)["declaration"] != declaration:
            return self._rebuild(frame, source, declaration, names)
        return self._merge(table, frame, source, names)

    def foresee(self, frame: pl.DataFrame, source: str, *, features: Sequence[str], declaration: str = "") -> Prospect:
        """Return what `upsert` with the same arguments would make; nothing is written.

        As long as nobody else writes, the version has that very number and content.

        Raises
        ------
        DatasetNotFoundError
            If there is no dataset yet.
        """
        table = self._table()
        known, current = self.version(), _in_order(pl.DataFrame(table.scan()))
        if self._facts(table)["declaration"] != declaration:
            after, new, replaced, rebuilt = _in_order(frame), frame, frame.clear(), True
        else:
            changes = find_changes(current, frame)
            new, replaced, rebuilt = changes.new, changes.replaced, False
            kept = current.join(pl.concat([new, replaced]).select(KEY), on=KEY, how="anti")
            after = _in_order(pl.concat([kept, new, replaced], how="diagonal"))
        prospect = Prospect(current, after, new, replaced, known, rebuilt)
        if not prospect.changed:
            return prospect
        facts = (after.height, digest_rows(after.select(*OWN_COLUMNS, *features)), clock.time_ns() // 1000, source)
        return replace(prospect, version=DatasetVersion(table.version() + 1, *facts))

    def restore(self, number: int) -> DatasetVersion:
        """Make a version with the rows of an earlier one, and return it; the versions between stay readable.

        Raises
        ------
        DatasetNotFoundError
            If there is no such version.
        """
        known = self.version(number)
        declaration = self._facts(self._table(number))["declaration"]
        facts = {"rows": known.rows, "content_hash": known.content_hash, "declaration": declaration}
        named = {f"{_PREFIX}{name}": str(value) for name, value in facts.items()} | {
            f"{_PREFIX}created_at": str(clock.time_ns() // 1000),
            f"{_PREFIX}source": f"version {number} again",
        }
        with _whole_or_not():
            properties = CommitProperties(custom_metadata=named, max_commit_retries=0)
            self._table().restore(number, commit_properties=properties)
        return self.version()

    def version(self, number: int | None = None) -> DatasetVersion:
        """Return what is known of a version, by default the latest.

        Raises
        ------
        DatasetNotFoundError
            If there is no dataset yet, or no such version.
        """
        known = self.versions()
        if number is None:
            return known[-1]
        found = next((version for version in known if version.number == number), None)
        if found is None:
            raise DatasetNotFoundError(f"Dataset version {number}", [version.number for version in known])
        return found

    def versions(self) -> list[DatasetVersion]:
        """Return every version, oldest first."""
        return sorted(
            (_version_of(commit) for commit in self._table().history() if f"{_PREFIX}rows" in commit),
            key=lambda version: version.number,
        )

    def read(
        self,
        version: int | None = None,
        splits: Sequence[Split] = ("train", "validation"),
        columns: Sequence[str] | None = None,
    ) -> pl.DataFrame:
        """Return rows of a version; the same version gives the same rows in the same order.

        Raises
        ------
        SealedTestError
            If the test split is asked for.
        DatasetNotFoundError
            If there is no dataset yet, or no such version.
        """
        if "test" in splits:
            raise SealedTestError
        return self._scan(version, splits, columns)

    def read_all(self) -> pl.DataFrame:
        """Return every row of the newest version, for keeping it up; nobody looks at the sealed ones in it."""
        return self._scan(None, SPLITS, None)

    def declaration(self) -> str:
        """Return how the newest version's rows were made from their source."""
        return self._facts(self._table())["declaration"]

    def read_test(
        self, opening: TestOpening, version: int | None = None, columns: Sequence[str] | None = None
    ) -> pl.DataFrame:
        """Return the test rows of the version that the opening was granted for.

        Raises
        ------
        SealedTestError
            If `opening` is no recorded opening, or is for another version.
        """
        wanted = opening.dataset_version if isinstance(opening, TestOpening) else None
        if wanted is None or version not in (None, wanted):
            raise SealedTestError
        return self._scan(wanted, ("test",), columns)

    def counts(self, version: int | None = None) -> dict[Split, dict[str, int]]:
        """Return split → label → rows. Counting the test rows opens nothing."""
        frame = self._scan(version, SPLITS, (SPLIT, LABEL))
        found = frame.group_by(SPLIT, LABEL).len().sort(SPLIT, LABEL).iter_rows()
        counts: dict[Split, dict[str, int]] = {split: {} for split in SPLITS}
        for split, label, rows in found:
            counts[split][label] = rows
        return counts

    def diff(self, before: int, after: int) -> DatasetDiff:
        """Return what changed from one version to another, in rows, labels and columns."""
        first, second = self.version(before), self.version(after)
        return compare_versions(first, second, self._scan(before, SPLITS, None), self._scan(after, SPLITS, None))

    def _table(self, version: int | None = None) -> DeltaTable:
        if not self.exists():
            raise DatasetNotFoundError(f"The dataset in {self.folder}")
        if version is not None:
            version = self.version(version).number
        return DeltaTable(self.folder, version=version)

    def _scan(self, version: int | None, splits: Sequence[Split], columns: Sequence[str] | None) -> pl.DataFrame:
        wanted = None if columns is None else list(dict.fromkeys([*columns, KEY, HASH]))
        chosen = ", ".join(f"'{split}'" for split in splits)
        table = self._table(version)
        frame = pl.DataFrame(table.scan(columns=wanted, predicate=f"{SPLIT} IN ({chosen})"))
        frame = _in_order(frame)
        return frame if columns is None else frame.select(columns)

    def _merge(self, table: DeltaTable, frame: pl.DataFrame, source: str, names: Sequence[str]) -> Upserted:
        table_version = table.version()
        current = pl.DataFrame(table.scan())
        changes = find_changes(current, frame)
        if not changes.new.height and not changes.replaced.height:
            return Upserted(self.version(table_version), 0, 0, changes.unchanged)
        batch = pl.concat([changes.new, changes.replaced])
        kept = current.join(batch.select(KEY), on=KEY, how="anti")
        after = pl.concat([kept.select(names), batch.select(names)])
        properties = self._properties(after, source, self._facts(table)["declaration"])
        with _whole_or_not():
            if changes.replaced.height:
                _merge_rows(table, batch, properties)
            else:
                write_deltalake(table, batch, mode="append", schema_mode="merge", commit_properties=properties)
        made = self.version(table_version + 1)
        return Upserted(made, changes.new.height, changes.replaced.height, changes.unchanged)

    def _rebuild(self, frame: pl.DataFrame, source: str, declaration: str, names: Sequence[str]) -> Upserted:
        existed = self.exists()
        self.folder.mkdir(parents=True, exist_ok=True)
        with _whole_or_not():
            write_deltalake(
                self.folder,
                frame,
                mode="overwrite",
                schema_mode="overwrite",
                configuration=None if existed else _KEEP_ALL,
                commit_properties=self._properties(frame.select(names), source, declaration),
            )
        return Upserted(self.version(), frame.height, 0, 0, rebuilt=existed)

    def _facts(self, table: DeltaTable) -> dict[str, str]:
        commit = next((commit for commit in table.history() if f"{_PREFIX}rows" in commit), {})
        return {"declaration": commit.get(f"{_PREFIX}declaration", "")}

    def _properties(self, rows: pl.DataFrame, source: str, declaration: str) -> CommitProperties:
        facts = {
            "rows": str(rows.height),
            "content_hash": digest_rows(rows),
            "created_at": str(clock.time_ns() // 1000),
            "source": source,
            "declaration": declaration,
        }
        # Without retries: a commit that came between would make these facts untrue.
        named = {f"{_PREFIX}{name}": value for name, value in facts.items()}
        return CommitProperties(custom_metadata=named, max_commit_retries=0)


def _in_order(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort(HASH, KEY)  # Delta promises no order, and a fit must be repeatable


@contextmanager
def _whole_or_not() -> Iterator[None]:
    """Tell of a refused commit (another ingest came between, the disk is full): Delta has changed nothing then."""
    try:
        yield
    except DeltaError as error:
        raise DataError("The dataset could not be written, and was not changed.", remedy="Try again.") from error


def _merge_rows(table: DeltaTable, batch: pl.DataFrame, properties: CommitProperties) -> None:
    # A column the batch lacks is null in a replaced row, not left over from the earlier one.
    absent = [field.name for field in table.schema().fields if field.name not in batch.columns]
    whole = batch.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)
    (
        table.merge(
            whole,
            predicate=f"new.{KEY} = old.{KEY}",
            source_alias="new",
            target_alias="old",
            merge_schema=True,
            commit_properties=properties,
        )
        .when_matched_update_all()
        .when_not_matched_insert_all()
        .execute()
    )


def _version_of(commit: Mapping[str, Any]) -> DatasetVersion:
    return DatasetVersion(
        number=int(commit["version"]),
        rows=int(commit[f"{_PREFIX}rows"]),
        content_hash=commit[f"{_PREFIX}content_hash"],
        created_at=int(commit[f"{_PREFIX}created_at"]),
        source=commit[f"{_PREFIX}source"],
    )
