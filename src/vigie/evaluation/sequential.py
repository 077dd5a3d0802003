"""Which of two models is right more often, judged while verdicts come in, and as often as one likes.

A usual test may be looked at once. Looked at after every verdict, one at 5 % is wrong in the end far more often. What
is here keeps its promise however often and whenever one looks, and whatever makes one stop.

It bets against each possible difference. A gambler who holds that the mean of differences in [-1, 1] is above `m` puts
a share of what he has on each next one (another gambler: below it). If `m` is true he cannot expect to win, and by
Ville's inequality he multiplies his money by 1/alpha, ever, with a chance of at most alpha. The share that wins most is
not known before, so the money is spread over many shares at the start. Differences against which nobody has become
rich remain possible: a confidence sequence, which holds at all times together.

For pairs (both models on the same row) a difference is 1, 0 or -1. Against `m` = 0 the wealth depends only on the rows
where just one of them is right, as in McNemar's test: the mixture sequential probability ratio test of a fair coin.

References
----------
Ville, "Étude critique de la notion de collectif", 1939.
Robbins, "Statistical methods related to the law of the iterated logarithm", Ann. Math. Stat. 41 (1970): the mixture.
Cover, "Universal portfolios", Mathematical Finance 1 (1991): money spread over constant shares.
Johari, Koomen, Pekelis, Walsh, "Peeking at A/B tests", KDD 2017: always valid p-values.
Howard, Ramdas, McAuliffe, Sekhon, "Time-uniform, nonparametric, nonasymptotic confidence sequences", Ann. Stat. 49
(2021).
Waudby-Smith, Ramdas, "Estimating means of bounded random variables by betting", JRSS B 86 (2024): sections 4 and 5.
Orabona, Jun, "Tight concentrations and confidence sequences from the regret of universal portfolio", IEEE Trans. Inf.
Theory 70 (2024).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, exp, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

ALPHA = 0.05
"""Both sides together; each way of being wrong has half of it."""
POINTS = 60
"""Of a path, enough for a picture."""

_SHARES = np.geomspace(0.004, 0.98, 48)
"""Of the money that is put on the next difference; as much money is behind each."""
_HALVINGS = 20
"""Of the interval in which a limit is looked for: to a millionth."""
_PRICE = 2.5
"""About what spreading the money costs, in logarithms, in the cases that are met."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is known of the mean difference after so many differences, valid at every look."""

    n: int
    mean: float
    """Of the differences; 0.0 without any."""
    low: float
    high: float
    """Between these two lies the true mean, at all looks together, with probability 1 - alpha or more."""
    p_value: float
    """Always valid: under no difference it is ever at or below alpha with a chance of at most alpha."""


def limits(differences: Sequence[float] | NDArray[Any], *, alpha: float = ALPHA) -> Limits:
    """Return what all of these differences together say.

    Parameters
    ----------
    differences
        How much better the first one did, in [-1, 1], in any order. Each must have the same mean given those before it;
        nothing else is assumed. That the mean is at most (at least) 0 is refuted rightly even where it changes in time.
    alpha
        The chance of ever being wrong, in (0, 1).

    Raises
    ------
    ValueError
        If a difference lies outside of [-1, 1].

    Examples
    --------
    >>> found = limits([1.0] * 12 + [-1.0] * 2 + [0.0] * 86)
    >>> found.mean, found.low > 0, found.high < 0.4
    (0.1, False, True)
    >>> limits([1.0] * 30 + [-1.0] * 5 + [0.0] * 165).low > 0
    True
    """
    values, counts = np.unique(_checked(differences), return_counts=True)
    return _limits(values, counts[None, :].astype(np.float64), alpha)[0]


def path(differences: Sequence[float] | NDArray[Any], *, alpha: float = ALPHA, points: int = POINTS) -> list[Limits]:
    """Return the limits over time, after ever more differences; the last are those of all of them.

    Parameters
    ----------
    differences
        As `limits` takes them, in the order in which they came.
    points
        At how many moments at most, equally far apart.

    Examples
    --------
    >>> [found.n for found in path([0.0, 1.0, 0.0, 1.0, 1.0, 0.0], points=3)]
    [2, 4, 6]
    """
    given = _checked(differences)
    if not len(given):
        return []
    ends = np.unique(np.ceil(np.arange(1, points + 1) * len(given) / points).astype(int))
    values, codes = np.unique(given, return_inverse=True)
    counts = np.zeros((len(ends), len(values)))
    begin = 0
    for row, end in enumerate(ends):
        counts[row] = np.bincount(codes[begin:end], minlength=len(values))
        begin = end
    return _limits(values, np.cumsum(counts, axis=0), alpha)


def wealth(
    differences: Sequence[float] | NDArray[Any], mean: float = 0.0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what those own who hold that the true mean is above `mean`, and below it, after each difference.

    As logarithms, shape (n,), of money that was 1 at first. Above log(2 / alpha) the limits leave `mean` out.

    Examples
    --------
    >>> above, below = wealth([1.0, 1.0, 0.0])
    >>> bool(above[1] > above[0] > 0), bool(above[2] == above[1]), bool(below[2] < 0)
    (True, True, True)
    """
    up, at = (1 + _checked(differences)) / 2, (1 + mean) / 2
    sides = ((up, at), (1 - up, 1 - at))
    above, below = (_owned(np.log1p(_SHARES * (one[:, None] / fair - 1)).cumsum(axis=0)) for one, fair in sides)
    return above, below


def share_limits(
    right: Sequence[int] | NDArray[Any], n: Sequence[int] | NDArray[Any], *, alpha: float = ALPHA
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return between which ends a share lies, at any number of moments: low and high, each of shape (n_moments,).

    The limits of one count that grows hold at all moments together, as those of `limits` do.

    Parameters
    ----------
    right
        How many were right until then, shape (n_moments,).
    n
        Of how many, shape (n_moments,); of none, nothing is known.
    alpha
        The chance that the true share is ever outside, in (0, 1): half of it for each end.

    Examples
    --------
    >>> low, high = share_limits([0, 80, 800], [0, 100, 1_000])
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.0, 0.65, 0.76], [1.0, 0.91, 0.84])
    """
    total, good = np.asarray(n, dtype=np.float64), np.asarray(right, dtype=np.float64)
    counts, up = np.column_stack([total - good, good]), np.array([0.0, 1.0])
    rich = log(2 / alpha)
    return _limit(up, counts, rich), 1 - _limit(1 - up, counts, rich)


def in_blocks(first: Sequence[bool] | NDArray[Any], right: Sequence[bool] | NDArray[Any]) -> NDArray[np.float64]:
    """Turn verdicts on two models' different rows into differences that can be judged as pairs are.

    Verdicts are taken in the order of their arrival until both models have one; the difference of their shares of right
    answers is one difference, and the next block begins. When a block ends depends on whose verdicts came and never on
    what they say, so each difference has the true one as its mean; and what is compared was judged at about the same
    time, so that rows which become harder do not count against one of the two.

    Parameters
    ----------
    first
        Whether the verdict is on the first model's answer, shape (n_verdicts,).
    right
        Whether the answer was right, shape (n_verdicts,).

    Examples
    --------
    >>> in_blocks([False, False, True, True, False], [True, False, True, True, True]).tolist()
    [0.5, 0.0]
    """
    found = []
    tally = np.zeros((2, 2))
    for who, was_right in zip(np.asarray(first, dtype=int), np.asarray(right, dtype=float), strict=True):
        tally[who] += (1.0, was_right)
        if tally[0, 0] and tally[1, 0]:
            found.append(tally[1, 1] / tally[1, 0] - tally[0, 1] / tally[0, 0])
            tally[:] = 0
    return np.asarray(found, dtype=np.float64)


def differences_needed(gain: float, spread: float, *, alpha: float = ALPHA) -> int:
    """Return about how many differences it takes until a true gain of this size is seen.

    Half of the time it takes fewer. From the growth of the best gambler's money, and what it costs not to know which is
    the best; for planning only.

    Parameters
    ----------
    gain
        The mean difference, in (0, 1].
    spread
        Mean of the squared differences, in [gain, 1]: for pairs, how often just one of the two is right.

    Examples
    --------
    >>> differences_needed(0.02, 0.1)
    3074
    """
    if not 0 < gain <= 1:
        raise ValueError(f"{gain:g} is no gain: it must lie in (0, 1]")
    spread = min(1.0, max(gain, spread))
    ahead, behind = (spread + gain) / 2, (spread - gain) / 2
    share = gain / spread
    growth = ahead * log(1 + share) + (behind * log(1 - share) if behind > 0 else 0.0)
    return ceil((log(2 / alpha) + _PRICE) / growth)


def _checked(differences: Sequence[float] | NDArray[Any]) -> NDArray[np.float64]:
    given = np.asarray(differences, dtype=np.float64)
    if len(given) and not (np.abs(given) <= 1).all():
        raise ValueError("a difference lies outside of [-1, 1]")
    return given


def _limits(values: NDArray[np.float64], counts: NDArray[np.float64], alpha: float) -> list[Limits]:
    """Return the limits at several moments.

    Parameters
    ----------
    values
        The differences there are, shape (n_values,).
    counts
        How often each came until then, shape (n_moments, n_values).
    """
    moments = len(counts)
    if not len(values):
        return [Limits(0, 0.0, -1.0, 1.0, 1.0)] * moments
    up = (1 + values) / 2  # in [0, 1], as the gamblers count
    totals = counts.sum(axis=1)
    means = counts @ values / np.maximum(totals, 1)
    rich = log(2 / alpha)
    low = _limit(up, counts, rich) * 2 - 1
    high = 1 - _limit(1 - up, counts, rich) * 2
    half = np.full(moments, 0.5)
    wealth = np.logaddexp(_wealth(up, counts, half), _wealth(1 - up, counts, half)) - log(2)
    return [
        Limits(int(n), float(mean), float(a), float(b), min(1.0, exp(-max(float(w), 0.0))))
        for n, mean, a, b, w in zip(totals, means, low, high, wealth, strict=True)
    ]


def _limit(up: NDArray[np.float64], counts: NDArray[np.float64], rich: float) -> NDArray[np.float64]:
    """Return, at each moment, the mean below which each would have made a gambler rich: wealth falls as it rises."""
    low, high = np.zeros(len(counts)), np.ones(len(counts))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        refuted = _wealth(up, counts, middle) >= rich
        low, high = np.where(refuted, middle, low), np.where(refuted, high, middle)
    return low


def _wealth(up: NDArray[np.float64], counts: NDArray[np.float64], mean: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the logarithm of what those own together who hold that `mean` is too low, one mean at each moment."""
    # What a share s that is put on the next difference becomes: 1 - s + s * up / mean.
    grown = np.log1p(_SHARES[:, None] * (up / mean[:, None, None] - 1))  # (moments, shares, values)
    return _owned(np.einsum("msv,mv->ms", grown, counts))


def _owned(by_share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what all shares together have become, as a logarithm, shape (n_moments,)."""
    most = by_share.max(axis=1)
    found: NDArray[np.float64] = most + np.log(np.exp(by_share - most[:, None]).mean(axis=1))
    return found
