"""Whether a stated confidence comes true."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vigie.evaluation.outcome import Draws, Outcome

BINS = 15
"""Equal-width bins of the top probability, as in the paper."""


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The rows whose confidence lies in (low, high]."""

    low: float
    high: float
    rows: int
    confidence: float
    """Mean stated confidence; NaN without rows."""
    accuracy: float
    """Share of right answers; NaN without rows."""


def expected_calibration_error(draws: Draws, bins: int = BINS) -> NDArray[np.float64]:
    """Return how far confidence is from accuracy, averaged over bins by their rows; shape (n_draws,), in [0, 1].

    0 is perfect. Not comparable between different numbers of bins.

    Examples
    --------
    >>> sure = Outcome.of(["no", "yes"], ["no", "yes"], np.array([[1.0, 0.0], [0.0, 1.0]]))
    >>> expected_calibration_error(sure.once()).tolist()
    [0.0]

    References
    ----------
    Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", ICML 2017.
    """
    outcome, weights = draws.outcome, draws.weights
    gaps = np.zeros((outcome.rows, bins))
    gaps[np.arange(outcome.rows), _bin_of(outcome.confidence, bins)] = outcome.correct - outcome.confidence
    with np.errstate(invalid="ignore"):
        error: NDArray[np.float64] = np.abs(weights @ gaps).sum(axis=1) / weights.sum(axis=1)
    return error


def reliability(outcome: Outcome, bins: int = BINS) -> list[ReliabilityBin]:
    """Return every bin of the reliability diagram, lowest confidence first."""
    number = _bin_of(outcome.confidence, bins)
    rows = np.bincount(number, minlength=bins)
    with np.errstate(invalid="ignore"):
        confidence = np.bincount(number, outcome.confidence, minlength=bins) / rows
        accuracy = np.bincount(number, outcome.correct, minlength=bins) / rows
    edges = np.linspace(0.0, 1.0, bins + 1)
    return [
        ReliabilityBin(float(edges[i]), float(edges[i + 1]), int(rows[i]), float(confidence[i]), float(accuracy[i]))
        for i in range(bins)
    ]


def _bin_of(confidence: NDArray[np.float64], bins: int) -> NDArray[np.intp]:
    # Bins are open below and closed above, so that a confidence of exactly 1 has a bin.
    return np.clip(np.ceil(confidence * bins).astype(np.intp) - 1, 0, bins - 1)
