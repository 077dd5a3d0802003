"""What the model brings a week, beside a challenger, the majority rule and no model; and how it could bring more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from vigie.core.declarations.impact import ImpactRules
from vigie.core.errors import ImpactError
from vigie.core.project import Project
from vigie.ledger import Bucket, Ledger, Measurement, now
from vigie.pipelines.answers import answers
from vigie.pipelines.impact_ways import Impact, Ways
from vigie.pipelines.impact_words import say
from vigie.pipelines.published import published
from vigie.pipelines.served import CHAMPION, find_served
from vigie.servable.servable import Servable
from vigie.settings import Settings

MONITOR = "impact"
"""Under which the newest look is kept among the measurements."""

_WEEK_US = 7 * 86_400_000_000
_WEEKS = 4
_LEAST_US = 86_400_000_000
"""What came within less than a day is taken to be a day's."""


def measure_impact(project: Project, settings: Settings, ledger: Ledger) -> Impact:
    """Return what the champion brings a week by the project's costs, and keep it among the measurements.

    Raises
    ------
    ImpactError
        If the project declares no costs, or nothing says how many cases there are a week.
    NoChampionError
        If there is no champion.
    """
    rules = project.file.impact
    if not rules.is_declared:
        raise ImpactError("vigie.toml does not say what an error costs.", remedy="Add a table [impact].")
    at = now()
    per_week, days = _volume(rules, ledger, at)
    served = find_served(project, settings, CHAMPION)
    rows = served.rows
    labels = list(project.schema.labels)
    true = np.array([labels.index(label) for label in rows.y.tolist()])
    champion = answers(served.servable, rows)
    majority = np.bincount(true, minlength=len(labels)).argmax()
    ways = Ways(project, rules, labels, true, champion, per_week)
    version = served.servable.manifest.version
    lines = [ways.champion(version)]
    lines += ways.production(ledger.performance.judged(at - _WEEKS * _WEEK_US, at + 1, labels, version=version))
    challenger = _challenger(project, settings, ledger)
    if challenger is not None:
        found = answers(challenger, rows).argmax(axis=1)
        lines.append(ways.answered("challenger", found, version=challenger.manifest.version))
    lines.append(ways.answered("majority", np.full(len(true), majority)))
    lines.append(ways.without())
    impact = ways.impact(lines, days)
    facts = impact.facts()
    said = zip(*say(facts).values(), strict=True)
    told = [{**line, "words": {"en": en, "fr": fr}} for line, (en, fr) in zip(facts["lines"], said, strict=True)]
    detail = {**facts, "lines": told}
    ledger.measurements.record([Measurement(MONITOR, impact.lines[0].worth.mean, len(true), at, at, detail=detail)])
    return impact


def _challenger(project: Project, settings: Settings, ledger: Ledger) -> Servable | None:
    challenge = ledger.challenges.running()
    return None if challenge is None else published(project, settings).load(challenge.version)


def _volume(rules: ImpactRules, ledger: Ledger, at: int) -> tuple[float, float | None]:
    """Return cases a week, and over how many days they were counted."""
    if rules.per_week is not None:
        return rules.per_week, None
    counted = _answered(ledger, at)
    if not counted:
        raise ImpactError(
            "The ledger has no prediction of the last four weeks, so nobody knows how many cases there are a week.",
            remedy="Say so in vigie.toml: [impact] per_week = 1000.",
        )
    span = max(_LEAST_US, at - max(at - _WEEKS * _WEEK_US, counted[0].at))
    return sum(bucket.total for bucket in counted) * _WEEK_US / span, span / 86_400e6


def _answered(ledger: Ledger, at: int) -> list[Bucket]:
    """Return the hours of the last weeks in which something was answered."""
    buckets = ledger.traffic(at - _WEEKS * _WEEK_US, bucket_s=3_600, until=at + 1)
    return [bucket for bucket in buckets if bucket.total]


def measure_if_due(project: Project, settings: Settings, ledger: Ledger) -> None:
    """The watcher's step: measure once a day, and when another model answers."""
    if not project.file.impact.is_declared:
        return
    newest = ledger.measurements.newest(MONITOR)
    champion = published(project, settings).champion()
    if champion is None or (newest and _is_fresh(newest[0].detail, champion) and now() - newest[0].at < _LEAST_US):
        return
    if project.file.impact.per_week is None and not _answered(ledger, now()):
        return  # it would be told each minute that nobody knows how many cases there are
    measure_impact(project, settings, ledger)


def _is_fresh(facts: Mapping[str, Any], champion: str) -> bool:
    lines: Sequence[Mapping[str, Any]] = facts.get("lines", ())
    return bool(lines) and lines[0].get("version") == champion
