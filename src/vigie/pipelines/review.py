"""The watcher's part in the queue of reviews: what was rejected or is unsure enters, and the queue is measured."""

from __future__ import annotations

from vigie.core.project import Project
from vigie.ledger import Ledger, Measurement, now
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
