"""The ingest: sources read, validated, split and stored as one version, or nothing changed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from vigie.core.errors import DataError, QuarantineShareError
from vigie.core.project import Project
from vigie.core.types import Reporter, Split
from vigie.data.columns import HASH, OWN_COLUMNS, SPLIT, normalise_columns
from vigie.data.dataset import Dataset, Upserted
from vigie.data.decided import lay_over
from vigie.data.duplicates import (
    LABEL_CONFLICT,
    PLACE,
    count_repeated,
    count_straddling,
    deduplicate_by_key,
    is_label_conflict,
    key_by_content,
)
from vigie.data.ingest_report import IngestReport
from vigie.data.messages import describe
from vigie.data.quarantine import BadRow, Quarantine, record_as_json
from vigie.data.sources.http import shown
from vigie.data.sources.raw import RawTable
from vigie.data.sources.read import read_source
from vigie.data.splits import assign_splits, content_hashes
from vigie.data.validation import validate

_WORDS = {"title", "help", "unit", "example"}  # of a feature: for people, and no part of what a row is


@dataclass(frozen=True, slots=True)
class Part:
    """One source after validation: `good` rows have Vigie's own columns but perhaps the key."""

    good: pl.DataFrame
    bad: pl.DataFrame
    raw: pl.DataFrame
    read: int
    unlabelled: int
    unknown_labels: dict[str, int]


@dataclass(frozen=True, slots=True)
class Batch:
    """All sources together: the rows to store, the rows to set aside, and what was counted on the way."""

    rows: pl.DataFrame
    bad: pl.DataFrame
    duplicates: int
    superseded: int
    conflicting: int


@dataclass(frozen=True, slots=True)
class SourceRows:
    """What was read, before it is stored."""

    batch: Batch
    parts: Sequence[Part]
    sources: Sequence[tuple[Split | None, str]]

    @property
    def rows(self) -> pl.DataFrame:
        """The good ones, with Vigie's own columns."""
        return self.batch.rows

    @property
    def named(self) -> str:
        """The sources, as they may be shown."""
        return ", ".join(dict.fromkeys(shown(address) for _, address in self.sources))


def ingest(
    project: Project,
    reporter: Reporter,
    source: str | None = None,
    *,
    ademe_url: str = "",
    decided: Mapping[str, str] | None = None,
) -> IngestReport:
    """Read the project's source (or the one given), and make a new version of its dataset if there is anything new.

    Bad rows go to the quarantine, each with its reason. The same source twice makes no new version.

    Parameters
    ----------
    source
        A path, URL, archive or 'ademe:DATASET' instead of the one in vigie.toml; its rows are split by content.
    decided
        Content hash → label that people decided on, which is kept whatever the source says.
    ademe_url
        Another address that answers like ADEME's service; empty: ADEME's own.

    Raises
    ------
    SourceError
        If a source cannot be read whole.
    ColumnNotFoundError
        If a declared column is missing.
    QuarantineShareError
        If more rows are bad than data.max_quarantine allows. In all three cases nothing was changed.
    """
    read = read_rows(project, reporter, source, ademe_url=ademe_url)
    with reporter.stage("Storing the version") as stage:
        stored = Dataset(project.dataset_folder).upsert(
            lay_over(read.rows, decided or {}), read.named, declaration=declare(project), features=project.schema.names
        )
        set_aside(project, read)
        stage.advance(note=f"version {stored.version.number}")
    report = _report(project, read, stored)
    for message in report.messages:
        reporter.say(message)
    return report


def read_rows(project: Project, reporter: Reporter, source: str | None = None, *, ademe_url: str = "") -> SourceRows:
    """Read the project's source (or the one given), validated and split, and store nothing; else as `ingest`."""
    sources: dict[Split | None, str] = {None: source} if source else project.file.data.sources
    parts = [
        _read_part(project, split, address, number, reporter, ademe_url)
        for number, (split, address) in enumerate(sources.items())
    ]
    with reporter.stage("Splitting and looking for duplicates") as stage:
        batch = _assemble(project, parts)
        stage.advance(note=f"{batch.rows.height:,} rows")
    _check_share(project, batch.bad, sum(part.read - part.unlabelled for part in parts))
    return SourceRows(batch, parts, list(sources.items()))


def set_aside(project: Project, read: SourceRows) -> None:
    """Put what was bad in a source into the quarantine."""
    Quarantine(project.quarantine_folder).add(_bad_rows(read.batch.bad, read.parts, read.sources))


def declare(project: Project) -> str:
    """Return a digest of all that decides how rows are made from a source, words for people aside."""
    file = project.file
    declared = {
        "features": [feature.model_dump(mode="json", exclude=_WORDS) for feature in project.schema.features],
        "target": file.target.model_dump(mode="json", include={"column", "classes", "unlabelled"}),
        "data": file.data.model_dump(mode="json", include={"key", "tidy_names", "conflicting_labels", "split"}),
        "given_splits": not isinstance(file.data.source, str),
    }
    return hashlib.sha256(json.dumps(declared, sort_keys=True).encode()).hexdigest()[:16]


def _read_part(
    project: Project, split: Split | None, source: str, number: int, reporter: Reporter, ademe_url: str
) -> Part:
    table = read_source(project, source, reporter, ademe_url=ademe_url)
    with reporter.stage("Validating" if split is None else f"Validating {split}") as stage:
        part = _validate_part(project, split, source, number, table)
        stage.advance(note=f"{part.good.height:,} good, {part.bad.height:,} bad")
    return part


def _validate_part(project: Project, split: Split | None, source: str, number: int, table: RawTable) -> Part:
    schema, data = project.schema, project.file.data
    checked = validate(normalise_columns(table, schema, data, source), schema)
    hashes = content_hashes(checked.good, schema)
    splits = assign_splits(hashes, data.split) if split is None else pl.repeat(split, len(hashes), eager=True)
    good = checked.good.with_columns(hashes.alias(HASH), splits.alias(SPLIT), pl.lit(number).alias("_part"))
    broken = pl.DataFrame(
        [(None, row.reason, row.line, row.raw) for row in table.broken],
        schema={"_row": pl.UInt32, "_reason": pl.String, "_line": pl.Int64, "_raw": pl.String},
        orient="row",
    )
    bad = pl.concat([checked.bad.cast({"_row": pl.UInt32}), broken], how="diagonal")
    return Part(
        good,
        bad.with_columns(pl.lit(number).alias("_part")),
        table.frame,
        table.frame.height + len(table.broken),
        checked.unlabelled,
        checked.unknown_labels,
    )


def _assemble(project: Project, parts: Sequence[Part]) -> Batch:
    rows = pl.concat([part.good for part in parts], how="diagonal")
    bad = [part.bad for part in parts]
    duplicates = superseded = 0
    if project.file.data.key is not None:
        unique = deduplicate_by_key(rows)
        rows, duplicates, superseded = unique.rows, unique.duplicates, unique.superseded
        bad.append(unique.bad)
    conflicts = is_label_conflict(rows)
    if project.file.data.conflicting_labels == "quarantine":
        bad.append(rows.filter(conflicts).select(*PLACE, pl.lit(LABEL_CONFLICT).alias("_reason")))
        rows = rows.filter(~conflicts)
    if project.file.data.key is None:
        rows = key_by_content(rows)
    own = [*OWN_COLUMNS, *project.schema.names]
    extras = [name for name in rows.columns if name not in (*own, *PLACE)]
    whole = pl.concat(bad, how="diagonal")
    return Batch(rows.select(*own, *extras), whole, duplicates, superseded, int(conflicts.sum()))


def _check_share(project: Project, bad: pl.DataFrame, labelled: int) -> None:
    allowed = project.file.data.max_quarantine
    if labelled == 0:
        raise DataError("No row of the source has a label. Nothing was changed.", remedy="Is target.column right?")
    if bad.height > allowed * labelled:
        raise QuarantineShareError(bad.height, labelled, allowed, count_reasons(bad))
    if bad.height == labelled:
        raise DataError("No row of the source is good. Nothing was changed.")


def count_reasons(bad: pl.DataFrame) -> tuple[tuple[str, int], ...]:
    """Return each reason with its number of rows, most frequent first."""
    counted = Counter(reason for reasons in bad["_reason"] for reason in reasons.split("; "))
    return tuple(counted.most_common())


def _bad_rows(bad: pl.DataFrame, parts: Sequence[Part], sources: Sequence[tuple[Split | None, str]]) -> list[BadRow]:
    rows = []
    for part, row, line, reason, raw in bad.select("_part", "_row", "_line", "_reason", "_raw").iter_rows():
        split, source = sources[part]
        whole = raw if raw is not None else record_as_json(parts[part].raw.row(row, named=True))
        rows.append(BadRow(shown(source), split, line, reason, whole))
    return rows


def _report(project: Project, read: SourceRows, stored: Upserted) -> IngestReport:
    parts, batch = read.parts, read.batch
    unknown: Counter[str] = Counter()
    for part in parts:
        unknown.update(part.unknown_labels)
    report = IngestReport(
        source=read.named,
        version=stored.version,
        changed=stored.changed,
        rebuilt=stored.rebuilt,
        rows_read=sum(part.read for part in parts),
        new=stored.new,
        replaced=stored.replaced,
        unchanged=stored.unchanged,
        duplicates=batch.duplicates,
        superseded=batch.superseded,
        unlabelled=sum(part.unlabelled for part in parts),
        quarantined=batch.bad.height,
        reasons=count_reasons(batch.bad),
        unknown_labels=dict(unknown.most_common(20)),
        repeated_content=count_repeated(batch.rows),
        conflicting_labels=batch.conflicting,
        straddling=count_straddling(batch.rows),
        counts=Dataset(project.dataset_folder).counts(),
    )
    return describe(report, project)
