"""How well scores rank the rows of one class above the others: ROC and precision–recall, for many draws at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from vigie.evaluation.outcome import Outcome, Weights

Numbers = NDArray[np.float64]
_Area = Callable[[Numbers, NDArray[np.bool_], Weights], Numbers]


def cumulative_counts(scores: Numbers, hits: NDArray[np.bool_], weights: Weights) -> tuple[Numbers, Numbers]:
    """Return true and false positives at every distinct threshold, highest score first.

    Parameters
    ----------
    scores
        Shape (n_rows,); higher means more likely of the class.
    hits
        Shape (n_rows,); whether the row is of the class.
    weights
        Shape (n_draws, n_rows).

    Returns
    -------
    Two arrays of shape (n_draws, n_thresholds). Rows with equal scores pass a threshold together.
    """
    order = np.argsort(-scores, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(scores[order])), len(scores) - 1)
    ordered = weights[:, order]
    every = np.cumsum(ordered, axis=1)[:, ends]
    true = np.cumsum(ordered * hits[order], axis=1)[:, ends]
    return true, every - true


def roc_area(outcome: Outcome, weights: Weights) -> Numbers:
    """Return the area under the ROC curve, macro one-vs-rest for more than two classes; shape (n_draws,)."""
    return _averaged(outcome, weights, _roc_area)


def average_precision(outcome: Outcome, weights: Weights) -> Numbers:
    """Return the average precision, macro one-vs-rest for more than two classes; shape (n_draws,)."""
    return _averaged(outcome, weights, _average_precision)


def _averaged(outcome: Outcome, weights: Weights, area: _Area) -> Numbers:
    # A class that a draw does not hold has no area there and is left out of that draw's mean.
    areas = np.stack(
        [area(outcome.probabilities[:, number], outcome.truth == number, weights) for number in outcome.searched]
    )
    known = ~np.isnan(areas)
    with np.errstate(invalid="ignore"):
        mean: Numbers = np.where(known, areas, 0.0).sum(axis=0) / known.sum(axis=0)
    return mean


def _roc_area(scores: Numbers, hits: NDArray[np.bool_], weights: Weights) -> Numbers:
    true, false = cumulative_counts(scores, hits, weights)
    widths = np.diff(false, prepend=0.0, axis=1)
    heights = true - np.diff(true, prepend=0.0, axis=1) / 2
    with np.errstate(invalid="ignore"):
        area: Numbers = (widths * heights).sum(axis=1) / (true[:, -1] * false[:, -1])
    return area


def _average_precision(scores: Numbers, hits: NDArray[np.bool_], weights: Weights) -> Numbers:
    true, false = cumulative_counts(scores, hits, weights)
    with np.errstate(invalid="ignore"):
        precision = np.nan_to_num(true / (true + false))  # nothing answered yet: its step is 0 anyway
        area: Numbers = (np.diff(true, prepend=0.0, axis=1) * precision).sum(axis=1) / true[:, -1]
    return area
