"""One period of production beside the next: what verdicts of each kind say, which to believe, and the estimate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from vigie.monitoring.estimated import AnsweredCell, Backtest, Compared, Estimate, by_bin, estimate
from vigie.monitoring.judged import GIVEN, Given, JudgedCell, Measured, measure, unbiased_kind

Cell = TypeVar("Cell", AnsweredCell, JudgedCell)


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
    verdicts, answers = _by_time(judged), _by_time(answered)
    periods: list[Period] = []
    before: list[JudgedCell] = []
    for at in sorted({*verdicts, *answers}):
        of_it = verdicts.get(at, [])
        if at in answers:
            periods.append(_period(at, version, of_it, answers[at], before, at_least))
        before = by_bin([*before, *(cell for cell in of_it if cell.given != "volunteered")])
    return Course(tuple(periods), Backtest(tuple(_compared(periods, at_least))))


def _by_time(cells: Iterable[Cell]) -> dict[int, list[Cell]]:
    found: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        found[cell.at].append(cell)
    return dict(found)


def _compared(periods: Iterable[Period], at_least: int) -> Iterator[Compared]:
    for one in periods:
        if one.shown is not None and one.estimated is not None and one.by_kind[one.shown].n >= at_least:
            yield Compared(one.at, one.estimated, one.by_kind[one.shown])


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
