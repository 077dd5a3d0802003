"""What the model brings a week, beside a challenger, the majority rule and no model; and how it could bring more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vigie.core.errors import ImpactError
from vigie.core.impact import ImpactRules
from vigie.core.project import Project
from vigie.evaluation.impact import (
    Worth,
    average,
    best_band,
    best_threshold,
    by_expected_worth,
    calibrated_threshold,
    per_row,
    without_model,
    worths,
)
from vigie.ledger import Bucket, Ledger, Measurement, now
from vigie.monitoring.judged import JudgedCell
from vigie.pipelines.answers import answers
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


@dataclass(frozen=True, slots=True)
class Line:
    """One way of answering, and what it brings a week."""

    name: str
    """champion, challenger, majority, none; by_cost, threshold, band: the champion's probabilities, used otherwise;
    production: the champion, by what was said of its answers."""
    version: str | None
    wrong: float | None
    """Share of wrong answers; of a person none."""
    asked: float
    """Share that a person is asked about."""
    worth: Worth
    """A week."""
    over: Worth | None
    """How much more than the champion, on the same rows; None for the champion itself."""
    rows: int
    """On which it was measured."""


@dataclass(frozen=True, slots=True)
class Impact:
    """What the model brings, in the unit of the project's costs."""

    unit: str
    per_week: float
    """Cases."""
    counted: bool
    """Whether the ledger counted them, or the project says so."""
    days: float | None
    """Over so many days the ledger counted."""
    rows: int
    """Validation rows, on which all of this was measured."""
    lines: tuple[Line, ...]
    positive: str | None
    """The class whose probability the thresholds are held against; None where there are more than two classes."""
    threshold: float | None
    """From which on answering the positive class brings most on these rows."""
    calibrated: float | None
    """The same for probabilities that are what they say, whatever the rows."""
    band: tuple[float, float] | None
    """Between which a person is asked."""

    def facts(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


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
    ways = _Ways(project, rules, labels, true, champion, per_week)
    version = served.servable.manifest.version
    lines = [ways.champion(version)]
    lines += ways.production(ledger.performance.judged(at - _WEEKS * _WEEK_US, at + 1, labels, version=version))
    challenger = _challenger(project, settings, ledger)
    if challenger is not None:
        found = answers(challenger, rows).argmax(axis=1)
        lines.append(ways.answered("challenger", found, version=challenger.manifest.version))
    lines.append(ways.answered("majority", np.full(len(true), majority)))
    lines.append(ways.line("none", without_model(rules, len(true)), asked=float(rules.ask is not None)))
    impact = ways.impact(lines, days)
    facts = impact.facts()
    said = zip(*say(facts).values(), strict=True)
    told = [{**line, "words": {"en": en, "fr": fr}} for line, (en, fr) in zip(facts["lines"], said, strict=True)]
    detail = {**facts, "lines": told}
    ledger.measurements.record([Measurement(MONITOR, impact.lines[0].worth.mean, len(true), at, at, detail=detail)])
    return impact


class _Ways:
    """The ways of answering the same rows, priced."""

    def __init__(
        self,
        project: Project,
        rules: ImpactRules,
        labels: Sequence[str],
        true: NDArray[np.intp],
        probabilities: NDArray[np.float64],
        per_week: float,
    ) -> None:
        self._project, self._rules, self._labels, self._true = project, rules, labels, true
        self._probabilities, self._per_week = probabilities, per_week
        self._table = worths(rules, labels)
        self._each = per_row(self._table, true, probabilities.argmax(axis=1))

    def champion(self, version: str | None) -> Line:
        wrong = float((self._probabilities.argmax(axis=1) != self._true).mean())
        return Line("champion", version, wrong, 0.0, self._weekly(self._each), None, len(self._each))

    def production(self, cells: Sequence[JudgedCell]) -> list[Line]:
        """Return what asked verdicts and labels that came later say of the champion, if there are enough.

        Those that people volunteer are of its errors more often than not.
        """
        known = [cell for cell in cells if cell.given != "volunteered" and cell.truth in self._labels]
        worth = [self._table[self._labels.index(str(one.truth)), self._labels.index(one.predicted)] for one in known]
        each = np.repeat(np.asarray(worth, dtype=np.float64), [one.n for one in known])
        if len(each) < self._project.file.verdicts.at_least:
            return []
        wrong = sum(one.n for one in known if not one.right) / len(each)
        return [Line("production", known[0].version, wrong, 0.0, self._weekly(each), None, len(each))]

    def answered(self, name: str, answered: NDArray[np.intp], version: str | None = None) -> Line:
        each = per_row(self._table, self._true, answered)
        return self.line(name, each, version=version, wrong=float((answered != self._true).mean()))

    def line(
        self,
        name: str,
        each: NDArray[np.float64],
        *,
        version: str | None = None,
        wrong: float | None = None,
        asked: float = 0.0,
    ) -> Line:
        over = self._weekly(each - self._each)
        return Line(name, version, wrong, asked, self._weekly(each), over, len(each))

    def impact(self, lines: list[Line], days: float | None) -> Impact:
        """Return all of it, with the ways in which the champion's probabilities could be used better."""
        positive = threshold = calibrated = band = None
        if len(self._labels) == 2:
            positive = self._project.schema.target.positive_label
            threshold, calibrated, band = self._by_thresholds(lines, self._labels.index(positive))
        else:
            lines.append(self.answered("by_cost", by_expected_worth(self._table, self._probabilities)))
        return Impact(
            self._rules.unit, self._per_week, self._rules.per_week is None, days, len(self._true), tuple(lines),
            positive, threshold, calibrated, band,
        )  # fmt: skip

    def _by_thresholds(self, lines: list[Line], at: int) -> tuple[float, float, tuple[float, float] | None]:
        sure, seed = self._probabilities[:, at], self._project.file.seed
        one = best_band(self._table, self._true, sure, at, None, seed)
        lines.append(self.line("threshold", one.each))
        threshold = best_threshold(self._table, self._true, sure, at)
        calibrated = calibrated_threshold(self._table, at)
        if self._rules.ask is None:
            return threshold, calibrated, None
        two = best_band(self._table, self._true, sure, at, self._rules.ask, seed)
        lines.append(self.line("band", two.each, asked=two.asked))
        return threshold, calibrated, (two.low, two.high)

    def _weekly(self, each: NDArray[np.float64]) -> Worth:
        return average(each, seed=self._project.file.seed).times(self._per_week)


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
