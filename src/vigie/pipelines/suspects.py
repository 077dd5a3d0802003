"""Labels of the data that are likely wrong, as the queue of reviews takes them."""

from __future__ import annotations

import polars as pl

from vigie.core.project import Project
from vigie.data.columns import KEY
from vigie.data.dataset import Dataset
from vigie.ledger import Suspect
from vigie.pipelines.errors import ErrorReport


def suspects(project: Project, report: ErrorReport, most: int) -> list[Suspect]:
    """Return the rows whose label is likely wrong, with what is in them, the likeliest first."""
    chosen = list(report.reviews)[:most]
    frame = Dataset(project.dataset_folder).read(columns=[KEY, *project.schema.names])
    found = frame.filter(pl.col(KEY).is_in([one.key for one in chosen]))
    rows = {row[KEY]: {name: row[name] for name in project.schema.names} for row in found.iter_rows(named=True)}
    return [
        Suspect(one.key, rows[one.key], one.given, one.suggested, one.confidence) for one in chosen if one.key in rows
    ]
