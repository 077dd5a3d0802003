"""P-values of four classical tests, by their asymptotic distributions: no SciPy, as the service carries none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_TERMS = 100
_STEPS = 100_000
_PRECISION = 1e-15
_TINY = 1e-300


def kolmogorov(distance: float, first: int, second: int) -> float:
    """Return the chance of such a distance between the distribution functions of two samples of one population.

    Parameters
    ----------
    distance
        Largest difference of the two empirical distribution functions, in [0, 1].
    first, second
        Sizes of the samples, at least 1. With ties, or a distance that was taken at some points only, the p-value is
        too large: safe.

    Examples
    --------
    >>> round(kolmogorov(0.1, 500, 500), 4), kolmogorov(0.0, 10, 10)
    (0.0124, 1.0)

    References
    ----------
    Stephens, "Use of the Kolmogorov-Smirnov, Cramér-von Mises and Related Statistics Without Extensive Tables",
    Journal of the Royal Statistical Society B 32 (1970).
    """
    root = math.sqrt(first * second / (first + second))
    return kolmogorov_tail((root + 0.12 + 0.11 / root) * distance)


def kolmogorov_tail(x: float) -> float:
    """Return the chance that Kolmogorov's variable is over x.

    Examples
    --------
    >>> round(kolmogorov_tail(1.3581), 4)
    0.05
    """
    if x < 0.3:  # 1 - 9e-6 there, and the series needs ever more terms
        return 1.0
    total = 2 * sum((1 if term % 2 else -1) * math.exp(-2 * (term * x) ** 2) for term in range(1, _TERMS))
    return min(max(total, 0.0), 1.0)


def chi_square_tail(statistic: float, freedom: int) -> float:
    """Return the chance that a chi-square variable of so many degrees of freedom is over `statistic`.

    Examples
    --------
    >>> round(chi_square_tail(3.841, 1), 4), round(chi_square_tail(18.307, 10), 4), chi_square_tail(0.0, 3)
    (0.05, 0.05, 1.0)

    References
    ----------
    Abramowitz, Stegun, "Handbook of Mathematical Functions" (1964), 6.5.29 and 6.5.31: the incomplete gamma function
    by its series where that is quick, else by its continued fraction.
    """
    a, x = freedom / 2, statistic / 2
    if x <= 0:
        return 1.0
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        return min(max(1 - front * _gamma_series(a, x), 0.0), 1.0)
    return min(max(front * _gamma_fraction(a, x), 0.0), 1.0)


def homogeneity(first: Sequence[float] | NDArray[Any], second: Sequence[float] | NDArray[Any]) -> float:
    """Return Pearson's p-value that two rows of counts come from the same shares.

    Cells that are too small for the approximation (fewer than 5 expected in either row) are counted as one.

    Examples
    --------
    >>> round(homogeneity([50, 50], [30, 70]), 4), homogeneity([10, 0], [20, 0])
    (0.0039, 1.0)
    """
    table = _pooled(np.array([first, second], dtype=np.float64))
    if table.shape[1] < 2:
        return 1.0
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    statistic = float(((table - expected) ** 2 / expected).sum())
    return chi_square_tail(statistic, table.shape[1] - 1)


def shares_differ(first: int, of_first: int, second: int, of_second: int) -> float:
    """Return the p-value that two shares are the same, with Yates' correction: on the safe side for small counts.

    Examples
    --------
    >>> round(shares_differ(10, 100, 30, 100), 4), shares_differ(0, 50, 0, 50)
    (0.0008, 1.0)
    """
    if not of_first or not of_second:
        return 1.0
    pooled = (first + second) / (of_first + of_second)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / of_first + 1 / of_second))
    gap = abs(first / of_first - second / of_second) - (1 / of_first + 1 / of_second) / 2
    return math.erfc(gap / spread / math.sqrt(2)) if spread and gap > 0 else 1.0


def rank_sum(area: float, first: float, second: float) -> float:
    """Return the two-sided p-value of an area under the ROC curve, which is Mann and Whitney's statistic.

    Equal scores make it too large: safe.

    Examples
    --------
    >>> round(rank_sum(0.55, 500, 500), 4), rank_sum(0.5, 10, 10)
    (0.0062, 1.0)
    """
    spread = math.sqrt((first + second + 1) / (12 * first * second))
    return math.erfc(abs(area - 0.5) / spread / math.sqrt(2))


def _pooled(table: NDArray[np.float64]) -> NDArray[np.float64]:
    total = table.sum()
    columns = table.sum(axis=0)
    least = columns * (table.sum(axis=1).min() / total) if total else columns
    small = least < 5
    kept, rest = table[:, ~small], table[:, small].sum(axis=1, keepdims=True)
    if not rest.any():
        return kept
    if kept.shape[1] and rest.sum() * (table.sum(axis=1).min() / total) < 5:
        # What is too small even together joins the smallest that is not.
        kept = kept.copy()
        kept[:, [int(kept.sum(axis=0).argmin())]] += rest
        return kept
    return np.concatenate([kept, rest], axis=1)


def _gamma_series(a: float, x: float) -> float:
    term = total = 1 / a
    for step in range(1, _STEPS):
        term *= x / (a + step)
        total += term
        if term < total * _PRECISION:
            break
    return total


def _gamma_fraction(a: float, x: float) -> float:
    # Lentz's way of evaluating a continued fraction from its top.
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / b
    found = d
    for step in range(1, _STEPS):
        factor = -step * (step - a)
        b += 2
        d = 1 / _away_from_zero(factor * d + b)
        c = _away_from_zero(b + factor / c)
        found *= d * c
        if abs(d * c - 1) < _PRECISION:
            break
    return found


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
