"""What an ingest has to tell a person, as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from vigie.core.project import Project
from vigie.core.types import SPLITS
from vigie.data.ingest_report import IngestReport


def describe(report: IngestReport, project: Project) -> IngestReport:
    """Return the report with its messages."""
    return replace(report, messages=(*_about_rows(report, project), *_about_splits(report, project)))


def _about_rows(report: IngestReport, project: Project) -> Iterator[str]:
    if report.rebuilt:
        yield (
            "vigie.toml declares the rows otherwise than before, so the dataset was made anew from this source;"
            " earlier versions can still be read."
        )
    if report.unlabelled:
        yield f"{report.unlabelled:,} rows have no label and were left out."
    if report.quarantined:
        main = "; ".join(f"{reason} ({rows:,})" for reason, rows in report.reasons[:4])
        yield f"{report.quarantined:,} bad rows were set aside in the quarantine: {main}."
    if report.unknown_labels:
        shown = ", ".join(f"'{label[:20]}' ({rows:,})" for label, rows in list(report.unknown_labels.items())[:5])
        yield f"Label values that no class declares: {shown}. Add them to target.classes if they belong there."
    if report.duplicates:
        yield f"{report.duplicates:,} rows came more than once, the very same; one of each was kept."
    if report.superseded:
        yield f"{report.superseded:,} rows share their key with a later, different row, which was kept."
    if report.conflicting_labels:
        fate = "kept" if project.file.data.conflicting_labels == "keep" else "set aside"
        yield f"{report.conflicting_labels:,} rows have the same content and different labels; they were {fate}."


def _about_splits(report: IngestReport, project: Project) -> Iterator[str]:
    if report.straddling:
        yield (
            f"{report.straddling:,} rows are in more than one of the given split files:"
            " scores on validation and test will look better than they are."
        )
    for split in SPLITS:
        absent = [label for label in project.schema.labels if not report.counts[split].get(label)]
        if absent:
            yield f"The {split} split has no row of {', '.join(absent)}: there are too few rows to judge by."
