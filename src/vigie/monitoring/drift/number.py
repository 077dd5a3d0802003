"""A column of numbers in a hundred numbers, and how far another one is from it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vigie.core.schema import Declaration
from vigie.monitoring.drift.p_values import kolmogorov

LEVELS = 101
_FIGURES = 9
"""Of an edge, so that it takes little room; both sides are counted at the very same edges."""
_BANDS = 10
_HALF = 0.5
_FACTORS = (10.0, 100.0, 1_000.0, 1_000_000.0, 60.0, 3_600.0)
_ALIKE = 0.05


class NumberSketch(Declaration):
    """Quantiles, and how many values lie up to each edge. Made by `sketch_numbers`."""

    rows: int
    """Missing ones included."""
    missing: int
    quantiles: tuple[float, ...]
    """At equal steps of probability, from the least value to the largest; empty where there is none."""
    below: tuple[int, ...]
    """How many values are at most each of the reference's edges."""
    under: int = 0
    """How many are under the first of them."""

    @property
    def known(self) -> int:
        """Values that are not missing."""
        return self.rows - self.missing

    @property
    def edges(self) -> NDArray[np.float64]:
        """The different quantiles, ascending: where a reference and whatever is compared with it are counted."""
        return np.unique(np.array(self.quantiles))

    @property
    def median(self) -> float | None:
        return self.quantile(_HALF)

    def quantile(self, share: float) -> float | None:
        """Return the value that this share of the values does not exceed, None without values."""
        return self.quantiles[round(share * (len(self.quantiles) - 1))] if self.quantiles else None

    def like(self, values: NDArray[np.float64]) -> NumberSketch:
        """Return the sketch of other values, counted at this one's edges; NaN is missing."""
        return sketch_numbers(values, len(self.quantiles) or LEVELS, self.edges)


def sketch_numbers(
    values: NDArray[np.float64], levels: int = LEVELS, edges: NDArray[np.float64] | None = None
) -> NumberSketch:
    """Return the sketch of values, shape (n_rows,); NaN is missing.

    Parameters
    ----------
    levels
        How many quantiles.
    edges
        Where the values are counted: by default at their own quantiles, as those of a reference are.

    Examples
    --------
    >>> sketch = sketch_numbers(np.array([3.0, 1.0, 2.0, np.nan]), levels=3)
    >>> sketch.quantiles, sketch.below, sketch.missing
    ((1.0, 2.0, 3.0), (1, 2, 3), 1)
    """
    known = np.sort(values[np.isfinite(values)])
    quantiles = _quantiles(known, levels)
    at = np.unique(quantiles) if edges is None else edges
    return NumberSketch(
        rows=len(values),
        missing=len(values) - len(known),
        quantiles=tuple(quantiles.tolist()),
        below=tuple(np.searchsorted(known, at, side="right").tolist()),
        under=int(np.searchsorted(known, at[0])) if len(at) else 0,
    )


def distance(then: NumberSketch, now: NumberSketch) -> float:
    """Return the largest difference between the two distribution functions, in [0, 1] (Kolmogorov and Smirnov's).

    Seen at the reference's edges: at most a hundredth less than it would be anywhere.

    Parameters
    ----------
    now
        Of `then.like(…)`.

    Examples
    --------
    >>> then = sketch_numbers(np.arange(100.0))
    >>> distance(then, then.like(np.arange(100.0))), distance(then, then.like(np.arange(100.0) + 50))
    (0.0, 0.5)
    """
    if not then.known or not now.known:
        return 0.0
    gaps = np.array(then.below) / then.known - np.array(now.below) / now.known
    return float(max(np.abs(gaps).max(), now.under / now.known))


def p_value(then: NumberSketch, now: NumberSketch) -> float:
    """Return the chance of such a distance where nothing has changed; too large, which is safe, for equal values."""
    if not then.known or not now.known:
        return 1.0
    return kolmogorov(distance(then, now), then.known, now.known)


def stability_index(then: NumberSketch, now: NumberSketch) -> float:
    """Return the population stability index over ten bands that hold about as many of the reference's values each.

    Under 0.1 is usually called steady, over 0.25 a change.

    References
    ----------
    Siddiqi, "Credit Risk Scorecards" (2006); it is Jeffreys' divergence of the two binned distributions.
    """
    if not then.known or not now.known:
        return 0.0
    step = max((len(then.quantiles) - 1) // _BANDS, 1)
    borders = np.unique(np.array(then.quantiles[step:-1:step]))
    places = np.searchsorted(then.edges, borders)
    return divergence(_between(then, places), _between(now, places))


def divergence(then: NDArray[np.float64], now: NDArray[np.float64]) -> float:
    """Return the stability index of two rows of counts, with half a row more in each cell lest one be empty."""
    first, second = ((counts + _HALF) / (counts + _HALF).sum() for counts in (then, now))
    return float(((second - first) * np.log(second / first)).sum())


def moved_by(then: NumberSketch, now: NumberSketch) -> float | None:
    """Return Wasserstein's distance in widths of the reference (from its 5 % to its 95 %), None for a constant one.

    The outermost hundredths are left out: one value gone astray would decide.

    Examples
    --------
    >>> then = sketch_numbers(np.arange(1000.0))
    >>> round(moved_by(then, then.like(np.arange(1000.0) + 90)), 2)
    0.1
    """
    width = _width(then)
    if not width or not now.quantiles:
        return None
    return _apart(np.array(then.quantiles), np.array(now.quantiles)) / width


def unit_factor(then: NumberSketch, now: NumberSketch) -> float | None:
    """Return by what the values now would have to be multiplied to be as before, where that looks like another unit.

    Examples
    --------
    >>> then = sketch_numbers(np.arange(1.0, 1001.0))
    >>> unit_factor(then, then.like(np.arange(1.0, 1001.0) / 1000)), unit_factor(then, then.like(np.arange(500.0)))
    (1000.0, None)
    """
    width = _width(then)
    if not width or not now.quantiles:
        return None
    first, second = np.array(then.quantiles), np.array(now.quantiles)
    before = _apart(first, second)
    tried = [factor for size in _FACTORS for factor in (size, 1 / size)]
    best = min(tried, key=lambda factor: _apart(first, second * factor))
    after = _apart(first, second * best)
    return best if after <= _ALIKE * width and after * 4 < before else None


def shares_between(sketch: NumberSketch, borders: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return which share of a sketch's values lies in each bin between ascending borders, between its quantiles evenly.

    Values outside the borders count in the outermost bins.
    """
    if not sketch.quantiles:
        return np.zeros(len(borders) - 1)
    quantiles = np.array(sketch.quantiles)
    levels = np.linspace(0, 1, len(quantiles))
    # Between two different quantiles the distribution function rises by a step at most; at equal ones it jumps.
    at = np.interp(borders[1:-1], quantiles, levels, left=0.0, right=1.0)
    return np.diff(np.concatenate([[0.0], at, [1.0]]))


def _quantiles(ascending: NDArray[np.float64], levels: int) -> NDArray[np.float64]:
    if not len(ascending):
        return np.empty(0)
    places = np.ceil(np.linspace(0, 1, levels) * len(ascending)).astype(np.int64) - 1
    return np.array([float(f"{value:.{_FIGURES}g}") for value in ascending[np.maximum(places, 0)].tolist()])


def _between(sketch: NumberSketch, places: NDArray[np.intp]) -> NDArray[np.float64]:
    below = np.array(sketch.below, dtype=np.float64)[places]
    return np.diff(np.concatenate([[0.0], below, [sketch.known]]))


def _width(then: NumberSketch) -> float:
    low, high = then.quantile(0.05), then.quantile(0.95)
    return 0.0 if low is None or high is None else high - low


def _apart(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    edge = max(len(first) // 100, 1)
    return float(np.abs(first - second)[edge:-edge].mean())
