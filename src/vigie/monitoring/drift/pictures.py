"""What is drawn of a column: the shares of then and now in the same bars."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vigie.monitoring.drift.category import CategorySketch, side_by_side
from vigie.monitoring.drift.findings import Picture, TestName
from vigie.monitoring.drift.number import NumberSketch, shares_between

_BARS = 24
_NAMED = 8
_SKEWED = 30.0
"""A range whose upper end is so many times its middle is drawn at equal ratios, if no value is 0 or less."""
_EDGE = 0.01


def number_picture(then: NumberSketch, now: NumberSketch, of: TestName = "distribution") -> tuple[Picture, ...]:
    """Return the picture of numbers, over the range of both but for the outermost hundredths; none without values."""
    if not then.quantiles or not now.quantiles:
        return ()
    borders, is_log = _borders(then, now)
    bars = [tuple(_rounded(shares_between(sketch, borders))) for sketch in (then, now)]
    return (Picture(of=of, borders=tuple(borders.tolist()), is_log=is_log, then=bars[0], now=bars[1]),)


def category_picture(then: CategorySketch, now: CategorySketch, of: TestName = "distribution") -> tuple[Picture, ...]:
    """Return the picture of categories: those with the largest shares then or now, the others together."""
    if not then.known or not now.known:
        return ()
    names, table = side_by_side(then, now)
    shares = table / table.sum(axis=1, keepdims=True)
    order = np.argsort(-shares[:, :-1].max(axis=0), kind="stable")[:_NAMED].tolist()
    kept = shares[:, order]
    rest = 1 - kept.sum(axis=1, keepdims=True)
    shown = [names[place] for place in order]
    if rest.max() > 1e-9:
        kept, shown = np.concatenate([kept, rest], axis=1), [*shown, "…"]
    return (Picture(of=of, names=tuple(shown), then=tuple(_rounded(kept[0])), now=tuple(_rounded(kept[1]))),)


def _borders(then: NumberSketch, now: NumberSketch) -> tuple[NDArray[np.float64], bool]:
    ends = [sketch.quantile(share) or 0.0 for sketch in (then, now) for share in (_EDGE, 0.5, 1 - _EDGE)]
    low, high = min(ends), max(ends)
    middle = max(ends[1], ends[4])
    if low == high:
        width = abs(low) / 2 or 0.5
        return np.array([low - width, low + width]), False
    if low > 0 and (high > _SKEWED * middle or high > _SKEWED * min(ends[1], ends[4])):
        return np.geomspace(low, high, _BARS + 1), True
    values = np.unique(np.array([*then.quantiles, *now.quantiles]))
    if len(values) <= _BARS and (np.diff(values) >= 1).all() and high - low < 2 * _BARS:
        return np.arange(np.floor(low), np.ceil(high) + 2) - 0.5, False  # whole numbers: a bar each
    return np.linspace(low, high, _BARS + 1), False


def _rounded(shares: NDArray[np.float64]) -> list[float]:
    return [round(max(share, 0.0), 5) for share in shares.tolist()]
