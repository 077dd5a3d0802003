"""One period of production beside the next: what verdicts of each kind say, which to believe, and the estimate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vigie.monitoring.estimated import AnsweredCell, Backtest, Estimate, backtest, estimate
from vigie.monitoring.judged import GIVEN, Given, JudgedCell, Measured, measure, unbiased_kind


@dataclass(frozen=True, slots=True)
class Period:
    """How the answers of one stretch of time did."""

    at: int
    """Its beginning, microseconds since the epoch."""
    version: str | None
    """The model that answered; None: all of them."""
    answered: int
    by_kind: Mapping[Given, Measured]
    """What verdicts of each kind say, those that there are."""
    shown: Given | None
    """The kind whose accuracy is without bias: the number to show first."""
    estimated: Estimate | None
    """Without labels: an estimate."""

    @property
    def first(self) -> Measured | None:
        """The number to show first; None without verdicts."""
        kind = self.first_kind
        return None if kind is None else self.by_kind[kind]

    @property
    def first_kind(self) -> Given | None:
        """The kind that it is of: where none is without bias, the one that has least."""
        if self.shown is not None:
            return self.shown
        fair: list[Given] = [kind for kind in ("asked", "imported") if kind in self.by_kind]
        if fair:
            return max(fair, key=lambda kind: self.by_kind[kind].n)
        return "volunteered" if "volunteered" in self.by_kind else None


@dataclass(frozen=True, slots=True)
class Course:
    """Periods in order, and how far off the estimate was in those that have labels."""

    periods: tuple[Period, ...]
    backtest: Backtest


def course(
    judged: Sequence[JudgedCell], answered: Sequence[AnsweredCell], *, version: str | None = None, at_least: int = 30
) -> Course:
    """Return the course of accuracy over the periods in which anything was answered.

    Parameters
    ----------
    judged, answered
        Counted by the same periods; of one model, or of all.
    version
        The model that they are of, to be said with each period.
    at_least
        Asked verdicts that a period needs for an unbiased number.
    """
    periods = []
    for at in sorted({cell.at for cell in answered}):
        of_it = [cell for cell in judged if cell.at == at]
        before = [cell for cell in judged if cell.at < at and cell.given != "volunteered"]
        asked = [cell for cell in answered if cell.at == at]
        periods.append(_period(at, version, of_it, asked, before, at_least))
    return Course(tuple(periods), backtest(answered, judged, at_least=at_least))


def _period(
    at: int,
    version: str | None,
    judged: Sequence[JudgedCell],
    answered: Sequence[AnsweredCell],
    before: Sequence[JudgedCell],
    at_least: int,
) -> Period:
    kinds: dict[Given, Measured] = {}
    for kind in GIVEN:
        found = measure(cell for cell in judged if cell.given == kind)
        if found.n:
            kinds[kind] = found
    total = sum(cell.n for cell in answered)
    shown = unbiased_kind({kind: found.n for kind, found in kinds.items()}, total, at_least)
    return Period(at, version, total, kinds, shown, estimate(answered, before))
