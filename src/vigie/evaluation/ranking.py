"""How well scores rank the rows of one class above the others: ROC and precision–recall, for many draws at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from vigie.evaluation.outcome import Draws

Numbers = NDArray[np.float64]


def roc_area(draws: Draws) -> Numbers:
    """Return the area under the ROC curve, macro one-vs-rest for more than two classes; shape (n_draws,)."""
    return _averaged(draws, roc_area_of)


def average_precision(draws: Draws) -> Numbers:
    """Return the average precision, macro one-vs-rest for more than two classes; shape (n_draws,)."""
    return _averaged(draws, average_precision_of)


def _averaged(draws: Draws, area: Callable[[Numbers, Numbers], Numbers]) -> Numbers:
    # A class that a draw does not hold has no area there and is left out of that draw's mean.
    areas = np.stack([area(true, false) for true, false in draws.cumulative])
    known = ~np.isnan(areas)
    with np.errstate(invalid="ignore"):
        mean: Numbers = np.where(known, areas, 0.0).sum(axis=0) / known.sum(axis=0)
    return mean


def roc_area_of(true: Numbers, false: Numbers) -> Numbers:
    """Return one class's ROC area from its counts at every threshold, shape (n_draws, n_thresholds)."""
    widths = np.diff(false, prepend=0.0, axis=1)
    heights = true - np.diff(true, prepend=0.0, axis=1) / 2
    with np.errstate(invalid="ignore"):
        area: Numbers = (widths * heights).sum(axis=1) / (true[:, -1] * false[:, -1])
    return area


def average_precision_of(true: Numbers, false: Numbers) -> Numbers:
    """Return one class's average precision from its counts at every threshold, shape (n_draws, n_thresholds)."""
    with np.errstate(invalid="ignore"):
        precision = np.nan_to_num(true / (true + false))  # nothing answered yet: its step is 0 anyway
        area: Numbers = (np.diff(true, prepend=0.0, axis=1) * precision).sum(axis=1) / true[:, -1]
    return area
