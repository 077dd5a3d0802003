"""The ways of answering the same rows, priced: the champion's, others', and better uses of its probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vigie.core.declarations.impact import ImpactRules
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
from vigie.evaluation.limits import best_limits
from vigie.monitoring.judged import JudgedCell


@dataclass(frozen=True, slots=True)
class Line:
    """One way of answering, and what it brings a week."""

    name: str
    """champion, challenger, majority, none; by_cost, threshold, band, limits: the champion's probabilities, used
    otherwise;
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
    limits: dict[str, float] | None
    """Of more than two classes: how probable an answer must be, class by class, for nobody to be asked."""

    def facts(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


class Ways:
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

    def without(self) -> Line:
        right = np.diag(self._table)[self._true]
        return self.line("none", without_model(self._rules, right), asked=float(self._rules.ask is not None))

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
        positive = threshold = calibrated = band = limits = None
        if len(self._labels) == 2:
            positive = self._project.schema.target.positive_label
            threshold, calibrated, band = self._by_thresholds(lines, self._labels.index(positive))
        else:
            limits = self._by_limits(lines)
        return Impact(
            self._rules.unit, self._per_week, self._rules.per_week is None, days, len(self._true), tuple(lines),
            positive, threshold, calibrated, band, limits,
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

    def _by_limits(self, lines: list[Line]) -> dict[str, float] | None:
        lines.append(self.answered("by_cost", by_expected_worth(self._table, self._probabilities)))
        if self._rules.ask is None:
            return None
        seed = self._project.file.seed
        found = best_limits(self._table, self._true, self._probabilities, self._rules.ask, seed)
        lines.append(self.line("limits", found.each, asked=found.asked))
        return dict(zip(self._labels, found.least.tolist(), strict=True))

    def _weekly(self, each: NDArray[np.float64]) -> Worth:
        return average(each, seed=self._project.file.seed).times(self._per_week)
