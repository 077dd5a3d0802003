"""How far a metric would move with other rows of the same kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vigie.evaluation.metrics import measure
from vigie.evaluation.outcome import Draws, Outcome, Weights

RESAMPLES = 1_000
LEAST_RESAMPLES = 200
_MOST_DRAWN = 10_000_000
"""Row draws in all: beyond it, rows are so many that fewer resamples give the same interval."""
_DRAWN_AT_ONCE = 500_000
"""Row draws held in memory: 4 MB of weights."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Between these two lies the metric, with 95 % confidence."""

    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.low:.3f}–{self.high:.3f}"


def bootstrap_interval(
    metric: str,
    labels: Sequence[str],
    y_true: Sequence[str] | NDArray[Any],
    probabilities: NDArray[np.float64],
    positive: str | None = None,
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Interval:
    """Return the 95 % percentile interval of one metric; see `bootstrap_intervals`."""
    outcome = Outcome.of(labels, y_true, probabilities, positive)
    return bootstrap_intervals([metric], outcome, seed=seed, resamples=resamples)[metric]


def bootstrap_intervals(
    metrics: Sequence[str], outcome: Outcome, *, seed: int = 0, resamples: int = RESAMPLES
) -> dict[str, Interval]:
    """Return the 95 % percentile interval of each metric, all from the same resamples of the rows.

    About 0.2 s for 3,000 rows, two classes and ten metrics. NaN where no resample had a value.

    References
    ----------
    Efron, Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13.
    """
    parts: dict[str, list[NDArray[np.float64]]] = {metric: [] for metric in metrics}
    for weights in resample(outcome.rows, seed=seed, resamples=resamples):
        draws = Draws(outcome, weights)
        for metric in metrics:
            parts[metric].append(measure(metric, draws))
    return {metric: percentile_interval(np.concatenate(values)) for metric, values in parts.items()}


def resample(rows: int, *, seed: int, resamples: int = RESAMPLES) -> Iterator[Weights]:
    """Yield the weights of `resamples` draws of `rows` rows with replacement, some draws at a time.

    A row's weight is how often it was drawn. Beyond 10,000 rows there are fewer draws, never under 200.
    """
    left = min(resamples, max(LEAST_RESAMPLES, _MOST_DRAWN // max(rows, 1)))
    at_once = max(1, _DRAWN_AT_ONCE // max(rows, 1))
    generator = np.random.default_rng(seed)
    while left > 0:
        draws = min(at_once, left)
        drawn = generator.integers(0, max(rows, 1), size=(draws, rows), dtype=np.int64)
        drawn += np.arange(draws)[:, None] * rows
        yield np.bincount(drawn.ravel(), minlength=draws * rows).reshape(draws, rows).astype(np.float64)
        left -= draws


def percentile_interval(values: NDArray[np.float64]) -> Interval:
    """Return the middle 95 % of the values that are numbers.

    Examples
    --------
    >>> percentile_interval(np.arange(1001.0))
    Interval(low=25.0, high=975.0)
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return Interval(np.nan, np.nan)
    low, high = np.percentile(known, [2.5, 97.5])
    return Interval(float(low), float(high))
