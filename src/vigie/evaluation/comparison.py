"""Whether one candidate is better than another, or only luckier with these rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, ndtr

from vigie.core.project import LOWER_IS_BETTER
from vigie.evaluation.bootstrap import RESAMPLES, percentile_interval, resample
from vigie.evaluation.metrics import measure
from vigie.evaluation.outcome import Draws, Outcome

SIGNIFICANT = 0.05
"""A p-value below it is called real."""
_FEW = 10
"""Draws beyond the difference that are too few to be counted for a p-value."""


@dataclass(frozen=True, slots=True)
class PairedTest:
    """One candidate against another on the very same rows."""

    metric: str
    difference: float
    """How much better the first one is: above 0 always means better, also where the metric is an error."""
    low: float
    high: float
    """The 95 % interval of the difference."""
    p_value: float
    """How often chance alone would show a difference as large, were the two equally good."""
    method: Literal["McNemar exact", "paired bootstrap"]
    rows: int

    @property
    def real(self) -> bool:
        """Whether the difference is more than chance, at 5 %."""
        return self.p_value < SIGNIFICANT


def paired_difference(
    metric: str,
    labels: Sequence[str],
    y_true: Sequence[str] | NDArray[Any],
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    positive: str | None = None,
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> PairedTest:
    """Compare two candidates by one metric on the same rows.

    Accuracy is tested by McNemar's exact test on the rows where just one of them is right; any other metric by
    resampling the rows for both at once and centring the differences on zero (far out, where hardly a draw reaches, by
    the normal distribution with the spread of the draws).

    Parameters
    ----------
    first, second
        Probabilities, shape (n_rows, n_classes), in the order of `labels`.

    Raises
    ------
    ValueError
        If the shapes differ or a label is none of the classes.

    References
    ----------
    McNemar, "Note on the sampling error of the difference between correlated proportions", Psychometrika 12 (1947).
    Efron, Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 13 and 16.

    Examples
    --------
    >>> sure = np.array([[0.9, 0.1], [0.1, 0.9]] * 20)
    >>> test = paired_difference("accuracy", ["no", "yes"], ["no", "yes"] * 20, sure, sure[:, ::-1])
    >>> test.difference, test.real
    (1.0, True)
    """
    one, other = (Outcome.of(labels, y_true, given, positive) for given in (first, second))
    sign = -1.0 if metric in LOWER_IS_BETTER else 1.0
    difference = sign * float(measure(metric, one.once())[0] - measure(metric, other.once())[0])
    drawn = sign * np.concatenate(
        [
            measure(metric, Draws(one, weights)) - measure(metric, Draws(other, weights))
            for weights in resample(one.rows, seed=seed, resamples=resamples)
        ]
    )
    interval = percentile_interval(drawn)
    if metric == "accuracy":
        p_value, method = mcnemar_exact(one.correct, other.correct), "McNemar exact"
    else:
        p_value, method = _bootstrap_p_value(difference, drawn), "paired bootstrap"
    return PairedTest(metric, difference, interval.low, interval.high, p_value, method, one.rows)  # type: ignore[arg-type]  # one of the two texts above


def mcnemar_exact(first: NDArray[Any], second: NDArray[Any]) -> float:
    """Return the two-sided p-value that two candidates are right equally often.

    Parameters
    ----------
    first, second
        Shape (n_rows,): true where the candidate is right.

    Examples
    --------
    >>> mcnemar_exact(np.array([1, 1, 1, 1, 1, 0]), np.array([0, 0, 0, 0, 0, 0]))
    0.0625
    """
    ahead = int(np.sum((first > 0) & ~(second > 0)))
    behind = int(np.sum((second > 0) & ~(first > 0)))
    # Both tails of a fair coin's binomial; `scipy.stats` has it too, at half a second of import.
    return min(1.0, 2.0 * float(bdtr(min(ahead, behind), ahead + behind, 0.5)))


def _bootstrap_p_value(difference: float, drawn: NDArray[np.float64]) -> float:
    known = drawn[~np.isnan(drawn)]
    if np.isnan(difference) or not len(known):
        return float("nan")
    # Rounding makes two equal sums differ in the last digit; such a difference is none.
    beyond = int(np.count_nonzero(np.abs(known - difference) >= abs(difference) - 1e-12))
    counted = (1 + beyond) / (1 + len(known))
    if beyond >= _FEW:
        return float(counted)
    # A thousand draws cannot say 'one in a hundred thousand', which a correction for many candidates may ask for: so
    # far out the tail is the normal distribution's.
    return float(min(counted, 2 * ndtr(-abs(difference) / max(float(known.std()), 1e-300))))


def common_rows(
    first: Sequence[str] | NDArray[Any], second: Sequence[str] | NDArray[Any]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return where the rows that both know lie in each, in the first one's order.

    Use it before `paired_difference` when the two candidates saw different dataset versions.

    Examples
    --------
    >>> [indices.tolist() for indices in common_rows(["a", "b", "c"], ["c", "x", "a"])]
    [[0, 2], [2, 0]]
    """
    where = {key: index for index, key in enumerate(second)}
    pairs = [(index, where[key]) for index, key in enumerate(first) if key in where]
    indices = np.asarray(pairs, dtype=np.intp).reshape(-1, 2)
    return indices[:, 0], indices[:, 1]


def is_it_real(test: PairedTest, first: str, second: str) -> str:
    """Say in one plain sentence whether the difference between two candidates is real.

    Examples
    --------
    >>> test = PairedTest("accuracy", 0.021, 0.008, 0.034, 0.0012, "McNemar exact", 2900)
    >>> is_it_real(test, "boosting", "baseline")
    'Yes: boosting is better than baseline by 0.021 in accuracy (95 % sure of 0.008 to 0.034; p = 0.001).'
    """
    metric = test.metric.replace("_", " ")
    if np.isnan(test.p_value):
        return f"Unknown: {metric} cannot be computed on these {test.rows} rows."
    if test.difference == 0 and test.p_value == 1:
        return f"No: {first} and {second} are equal in {metric} on these {test.rows} rows."
    evidence = f"(95 % sure of {test.low:.3f} to {test.high:.3f}; {p_words(test.p_value)})"
    if not test.real:
        gap = f"{first} differs from {second} by {test.difference:+.3f} in {metric}"
        return f"Not shown: {gap}, which chance alone can do {evidence}."
    better, worse = (first, second) if test.difference > 0 else (second, first)
    return f"Yes: {better} is better than {worse} by {abs(test.difference):.3f} in {metric} {evidence}."


def p_words(value: float) -> str:
    """Return a probability as tests are told with it: never 'p = 0.000', as it is not nothing.

    Examples
    --------
    >>> p_words(0.00004), p_words(0.037)
    ('p < 0.001', 'p = 0.037')
    """
    return "p < 0.001" if value < 0.001 else f"p = {value:.3f}"
