"""Accuracy since several moments at once, with limits that hold however often the watcher looks (ADR 0170)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from vigie.evaluation.sequential import share_limits
from vigie.ledger.performance import period_of
from vigie.monitoring.judged import JudgedCell

ERROR = 0.05
"""How often in a month a limit is ever passed, on average, while nothing is wrong; for either side."""

_US = 1_000_000
_MONTH_S = 30 * 86_400
_PARTS = 7
"""Of a window: in each a stretch begins, which is looked at until it is as long as the window."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The verdicts on what was answered since a moment that stays the same from look to look."""

    since: int
    n: int
    right: int
    low: float
    """Between these two the accuracy lies, at all looks together."""
    high: float


def part_s(window_s: float) -> int:
    """Return the seconds after which another stretch begins: the periods to count verdicts by.

    Examples
    --------
    >>> part_s(7 * 86_400)
    86400
    """
    return max(1, round(window_s / _PARTS))


def error_of(width_s: float) -> float:
    """Return the chance that the truth is ever outside a stretch's limits, on either side, where so often one begins.

    Examples
    --------
    >>> round(error_of(86_400), 5), round(error_of(6 * 3_600), 5)
    (0.00333, 0.00083)
    """
    return 2 * ERROR * min(1.0, width_s / _MONTH_S)


def stretches(cells: Iterable[JudgedCell], until: int, window_s: float, *, at_least: int = 1) -> list[Stretch]:
    """Return the stretches that are looked at, with their limits.

    In every seventh of a window a stretch begins that is looked at for a window. Each has its part of the month's
    error, so that all of them together keep to it. What is older than the window says nothing: it may have been mended.

    Parameters
    ----------
    cells
        Verdicts of one kind on one model's answers of the window, counted by periods of `part_s`.
    until
        When it is looked, microseconds since the epoch.
    at_least
        With fewer verdicts a stretch says nothing.

    References
    ----------
    Shin, Ramdas, Rinaldo, "E-detectors: a nonparametric framework for sequential change detection", New England Journal
    of Statistics in Data Science 2 (2024): a test that begins again and again. The limits: see `evaluation.sequential`.
    """
    counted = np.array([(cell.at, cell.n, cell.n * cell.right) for cell in cells], dtype=np.int64).reshape(-1, 3)
    width_s = part_s(window_s)
    starts = list(_starts(until, width_s, window_s))
    sums = [counted[counted[:, 0] >= start, 1:].sum(axis=0) for start in starts]
    enough = [(start, int(n), int(right)) for start, (n, right) in zip(starts, sums, strict=True) if n >= at_least]
    lows, highs = share_limits([one[2] for one in enough], [one[1] for one in enough], alpha=error_of(width_s))
    return [
        Stretch(start, n, right, float(low), float(high))
        for (start, n, right), low, high in zip(enough, lows, highs, strict=True)
    ]


def worst(found: Sequence[Stretch]) -> dict[str, dict[str, float]]:
    """Return what speaks most for a `fall`, and what for a `rise`, for the detail of a measurement."""
    if not found:
        return {}
    fall = min(found, key=attrgetter("high"))
    rise = max(found, key=attrgetter("low"))
    return {"fall": _told(fall) | {"high": fall.high}, "rise": _told(rise) | {"low": rise.low}}


def _told(one: Stretch) -> dict[str, float]:
    return {"since": one.since, "n": one.n, "value": one.right / one.n}


def _starts(until: int, width_s: int, reach_s: float) -> Iterator[int]:
    """Give the moments on the grid of this width that lie within reach, the newest first."""
    start = period_of(until, width_s)
    while start >= until - round(reach_s * _US):
        yield start
        start -= width_s * _US
