"""What fills the queue of reviews beside people's verdicts: unsure predictions, and labels that are likely wrong."""

from __future__ import annotations

import polars as pl

from vigie.core.project import Project
from vigie.data.columns import KEY
from vigie.data.dataset import Dataset
from vigie.ledger import Ledger, Measurement, Suspect, now
from vigie.pipelines.errors import ErrorReport
from vigie.settings import Settings

MONITOR = "reviews"
"""Of the measurements: how many rows wait."""
_OVERLAP_US = 10_000_000
"""Predictions are written shortly after the time that they bear."""
_FIRST_US = 86_400_000_000
"""How far back the first look reaches."""


def fill(project: Project, _: Settings, ledger: Ledger) -> None:
    """Let enter what was rejected, is unsure or was drawn since the last time, and measure the queue.

    Nothing enters where the ledger keeps digests instead of texts: nobody could judge them.
    """
    at = now()
    since = (ledger.measurements.last_at(MONITOR) or at - _FIRST_US) - _OVERLAP_US
    rules = project.file.review
    if project.keeps_rows:
        ledger.reviews.gather_verdicts(rules, project.schema.labels, at)
        ledger.reviews.gather_unsure(rules, since, at)
    counts = ledger.reviews.counts()
    detail = {"held": counts.states.get("held", 0), "untrained": counts.untrained}
    ledger.measurements.record([Measurement(MONITOR, float(counts.waiting), counts.waiting, since, at, detail=detail)])


def suspects(project: Project, report: ErrorReport, most: int) -> list[Suspect]:
    """Return the rows whose label is likely wrong, with what is in them, the likeliest first."""
    chosen = list(report.reviews)[:most]
    frame = Dataset(project.dataset_folder).read(columns=[KEY, *project.schema.names])
    found = frame.filter(pl.col(KEY).is_in([one.key for one in chosen]))
    rows = {row[KEY]: {name: row[name] for name in project.schema.names} for row in found.iter_rows(named=True)}
    return [
        Suspect(one.key, rows[one.key], one.given, one.suggested, one.confidence) for one in chosen if one.key in rows
    ]
