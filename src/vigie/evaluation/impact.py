"""What a classifier brings: errors priced, answers that are worth asking a person about, and the best threshold.

All is in the unit in which the costs are declared; positive is a gain; what is said is said of one row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vigie.core.declarations.impact import ImpactRules
from vigie.evaluation.bootstrap import percentile_interval, resample

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Worth:
    """What one row brings on average, with its 95 % interval (bootstrap)."""

    mean: float
    low: float
    high: float

    def times(self, rows: float) -> Worth:
        """Return what so many rows bring.

        Examples
        --------
        >>> Worth(0.5, 0.25, 0.75).times(100)
        Worth(mean=50.0, low=25.0, high=75.0)
        """
        return Worth(self.mean * rows, self.low * rows, self.high * rows)


@dataclass(frozen=True, slots=True)
class Band:
    """A rule with two thresholds on the probability of the positive class, and a person between them."""

    low: float
    """Below it the answer is the other class."""
    high: float
    """From it on the answer is the positive class."""
    asked: float
    """Share of the rows between the two."""
    each: Floats
    """What each row brings, by thresholds that were not chosen on it (two-fold), shape (n_rows,)."""


def worths(rules: ImpactRules, labels: Sequence[str]) -> Floats:
    """Return what each answer brings, shape (n_classes, n_classes): true class by row, answered class by column.

    Examples
    --------
    >>> rules = ImpactRules(unit="EUR", right=2, wrong=1, costs={"late": {"fine": 12}})
    >>> worths(rules, ["late", "fine"]).tolist()
    [[2.0, -12.0], [-1.0, 2.0]]
    """
    table = np.full((len(labels), len(labels)), -rules.wrong)
    for true, row in rules.costs.items():
        for answered, cost in row.items():
            table[labels.index(true), labels.index(answered)] = -cost
    np.fill_diagonal(table, [rules.values.get(label, rules.right) for label in labels])
    return table


def per_row(table: Floats, true: NDArray[Any], answered: NDArray[Any]) -> Floats:
    """Return what each row brings.

    Parameters
    ----------
    true, answered
        Class numbers, shape (n_rows,).
    """
    found: Floats = table[true, answered]
    return found


def average(each: Floats, *, seed: int = 0) -> Worth:
    """Return the mean of what rows bring, with its interval.

    Examples
    --------
    >>> average(np.ones(50))
    Worth(mean=1.0, low=1.0, high=1.0)
    """
    if not len(each):
        return Worth(float("nan"), float("nan"), float("nan"))
    drawn = np.concatenate([weights @ each / len(each) for weights in resample(len(each), seed=seed)])
    interval = percentile_interval(drawn)
    return Worth(float(each.mean()), interval.low, interval.high)


def best_threshold(table: Floats, true: NDArray[Any], positive: Floats, at: int) -> float:
    """Return the probability of the positive class from which on answering it brought most on these rows.

    Parameters
    ----------
    table
        From `worths`, for two classes.
    true
        Class numbers, shape (n_rows,).
    positive
        Probability of the positive class, shape (n_rows,).
    at
        The positive class's number, 0 or 1.

    Examples
    --------
    >>> table = np.array([[0.0, -1.0], [-9.0, 0.0]])
    >>> best_threshold(table, np.array([0, 0, 1, 0, 1]), np.array([0.1, 0.2, 0.3, 0.4, 0.9]), at=1)
    0.25
    """
    low, _ = _cuts(table, true, positive, at, ask=None)
    return low


def calibrated_threshold(table: Floats, at: int) -> float:
    """Return the threshold that is best whatever the rows, where probabilities are what they say.

    References
    ----------
    Elkan, "The foundations of cost-sensitive learning", IJCAI 2001, equation 2.

    Examples
    --------
    >>> calibrated_threshold(np.array([[0.0, -1.0], [-9.0, 0.0]]), at=1)
    0.1
    """
    other = 1 - at
    too_much = table[other, other] - table[other, at]
    too_little = table[at, at] - table[at, other]
    whole = too_much + too_little
    return float(too_much / whole) if whole > 0 else 0.5


def best_band(table: Floats, true: NDArray[Any], positive: Floats, at: int, ask: float | None, seed: int = 0) -> Band:
    """Return the two thresholds between which a person is asked; without a price of asking they are one.

    The thresholds are those that bring most on all rows; what they bring is measured with thresholds that were chosen
    on the other half of the rows, so that nobody is promised what chance gave.
    """
    low, high = _cuts(table, true, positive, at, ask)
    half = np.random.default_rng(seed).permutation(len(true)) % 2
    brought = np.empty(len(true))
    for side in (0, 1):
        cuts = _cuts(table, true[half != side], positive[half != side], at, ask)
        brought[half == side] = _by_cuts(table, true[half == side], positive[half == side], at, ask, *cuts)
    asked = float(((positive >= low) & (positive < high)).mean()) if len(true) else 0.0
    return Band(low, high, asked, brought)


def without_model(rules: ImpactRules, right: Floats) -> Floats:
    """Return what each row brings where no model answers: a person decides, if that has a price, else nobody.

    Parameters
    ----------
    right
        What a right answer is worth on each row, shape (n_rows,).

    Examples
    --------
    >>> rules = ImpactRules(unit="h", right=0.5, ask=0.2)
    >>> without_model(rules, np.array([0.5, 0.5])).tolist(), without_model(ImpactRules(), np.zeros(1)).tolist()
    ([0.3, 0.3], [0.0])
    """
    if rules.without is not None:
        return np.full(len(right), -rules.without)
    return np.zeros(len(right)) if rules.ask is None else right - rules.ask


def by_expected_worth(table: Floats, probabilities: Floats) -> NDArray[np.intp]:
    """Return the class of which each row's answer is expected to bring most, as far as probabilities are what they say.

    Parameters
    ----------
    probabilities
        Shape (n_rows, n_classes).

    References
    ----------
    Elkan, "The foundations of cost-sensitive learning", IJCAI 2001, equation 1.

    Examples
    --------
    >>> by_expected_worth(np.array([[0.0, -1.0], [-9.0, 0.0]]), np.array([[0.8, 0.2], [0.95, 0.05]])).tolist()
    [1, 0]
    """
    found: NDArray[np.intp] = np.argmax(probabilities @ table, axis=1)
    return found


def _by_cuts(
    table: Floats, true: NDArray[Any], positive: Floats, at: int, ask: float | None, low: float, high: float
) -> Floats:
    answered = np.where(positive >= high, at, 1 - at)
    brought: Floats = table[true, answered]
    between = (positive >= low) & (positive < high)
    # A person who is asked is right, and takes time.
    return np.where(between, table[true, true] - (ask or 0.0), brought)


def _cuts(table: Floats, true: NDArray[Any], positive: Floats, at: int, ask: float | None) -> tuple[float, float]:
    """Return the best two thresholds, in one pass over the sorted rows; equal where nobody may be asked."""
    order = np.argsort(positive, kind="stable")
    sure, truth = positive[order], true[order]
    as_other = np.concatenate([[0.0], np.cumsum(table[truth, 1 - at])])
    as_positive = np.concatenate([[0.0], np.cumsum(table[truth, at])])
    places = cuts(sure)
    from_here = as_positive[-1] - as_positive[places]
    if ask is None:
        best = int(np.argmax(as_other[places] + from_here))
        return (cut_at(sure, int(places[best])),) * 2
    asked = np.concatenate([[0.0], np.cumsum(table[truth, truth] - ask)])
    first = as_other[places] - asked[places]  # up to the lower threshold
    second = asked[places] + from_here  # from the upper one on
    best_first = np.maximum.accumulate(first)
    upper = int(np.argmax(best_first + second))
    lower = int(np.argmax(first[: upper + 1]))
    return cut_at(sure, int(places[lower])), cut_at(sure, int(places[upper]))


def cuts(sure: Floats) -> NDArray[np.intp]:
    """Return how many of the rows a threshold can leave below it.

    Rows of equal probability cannot be told apart: a threshold lies between two that differ, or beyond all.

    Parameters
    ----------
    sure
        Probabilities in rising order.

    Examples
    --------
    >>> cuts(np.array([0.1, 0.4, 0.4])).tolist(), cuts(np.array([])).tolist()
    ([0, 1, 3], [0])
    """
    if not len(sure):
        return np.array([0])
    return np.flatnonzero(np.concatenate([[True], sure[1:] != sure[:-1], [True]]))


def cut_at(sure: Floats, place: int) -> float:
    """Return the threshold that leaves so many of the rows below it.

    Examples
    --------
    >>> cut_at(np.array([0.1, 0.4]), 1), cut_at(np.array([0.1, 0.4]), 0)
    (0.25, 0.0)
    """
    if place == 0:
        return 0.0
    if place == len(sure):
        return 1.0 + 1e-9  # nothing is as sure
    return float(sure[place - 1] + sure[place]) / 2
