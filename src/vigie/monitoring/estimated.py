"""Accuracy without labels: what the model's own confidences promise, mended by the verdicts that came before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np

from vigie.monitoring.judged import BINS, JudgedCell, Measured

_Z_95 = 1.959963984540054
PRIOR = 20.0
"""So many verdicts the stated confidence of a bin is worth, before verdicts say otherwise."""


class AnsweredCell(NamedTuple):
    """Predictions of one period, version and bin of confidence, judged or not."""

    at: int
    version: str
    bin: int
    n: int
    confidence: float
    """The sum of theirs."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """An accuracy that nobody has seen. It holds while the model's confidences mean what they meant."""

    n: int
    """Predictions that it is of."""
    accuracy: float
    low: float
    """95 %: of chance, and of how well the confidences are known; not of a world that has changed."""
    high: float
    calibrated_on: int
    """Earlier verdicts that mended the confidences; 0: they are the model's own."""


def estimate(answered: Iterable[AnsweredCell], judged: Iterable[JudgedCell] = ()) -> Estimate | None:
    """Return the accuracy that the confidences promise, None without predictions.

    The accuracy of a calibrated model is the mean of its confidences. They are mended bin by bin with the verdicts
    that are known: each bin's share of right answers, with `PRIOR` verdicts' worth of the stated confidence.

    Parameters
    ----------
    judged
        Verdicts without bias on earlier predictions, of the same model.

    Examples
    --------
    >>> found = estimate([AnsweredCell(0, "1", 14, n=900, confidence=855.0), AnsweredCell(0, "1", 9, 100, 60.0)])
    >>> round(found.accuracy, 3), round(found.low, 2), round(found.high, 2)
    (0.915, 0.83, 1.0)

    References
    ----------
    Confidence-based performance estimation: Guillory, Shankar, Ebrahimi, Darrell, Schmidt, "Predicting with Confidence
    on Unseen Distributions", ICCV 2021 (average confidence); Kivimäki, Białek, Nurminen, Kuberski,
    "Confidence-based Estimators for Predictive Performance in Model Monitoring", JAIR 82 (2025).
    """
    rows, stated = np.zeros(BINS), np.zeros(BINS)
    for cell in answered:
        rows[cell.bin] += cell.n
        stated[cell.bin] += cell.confidence
    total = rows.sum()
    if not total:
        return None
    tried, right = np.zeros(BINS), np.zeros(BINS)
    for judgement in judged:
        tried[judgement.bin] += judgement.n
        right[judgement.bin] += judgement.n * judgement.right
    with np.errstate(invalid="ignore"):
        prior = np.where(rows > 0, np.clip(stated / rows, 0.0, 1.0), 0.5)
    share = (right + PRIOR * prior) / (tried + PRIOR)
    accuracy = float(rows @ share / total)
    of_chance = rows * share * (1 - share)
    of_knowledge = rows**2 * share * (1 - share) / (tried + PRIOR + 1)
    reach = _Z_95 * sqrt(float((of_chance + of_knowledge).sum())) / float(total)
    return Estimate(int(total), accuracy, max(0.0, accuracy - reach), min(1.0, accuracy + reach), int(tried.sum()))


def by_bin(judged: Iterable[JudgedCell]) -> list[JudgedCell]:
    """Put together what an estimate makes no difference of: two cells at most for a bin, and the same estimate.

    Examples
    --------
    >>> cell = JudgedCell(0, "1", "asked", "late", "late", bin=14, n=8, confidence=7.8)
    >>> [(one.bin, one.right, one.n) for one in by_bin([cell, cell._replace(at=1), cell._replace(truth="fine")])]
    [(14, True, 16), (14, False, 8)]
    """
    found: dict[tuple[int, bool], JudgedCell] = {}
    for cell in judged:
        known = found.get((cell.bin, cell.right))
        found[cell.bin, cell.right] = (
            cell if known is None else known._replace(n=known.n + cell.n, confidence=known.confidence + cell.confidence)
        )
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Compared:
    """One period in which the estimate could be held against what was seen."""

    at: int
    estimated: Estimate
    seen: Measured

    @property
    def error(self) -> float:
        """Estimated minus seen."""
        return self.estimated.accuracy - (self.seen.accuracy or 0.0)


@dataclass(frozen=True, slots=True)
class Backtest:
    """How far off the estimate was where there are labels."""

    periods: tuple[Compared, ...]

    @property
    def mean_error(self) -> float | None:
        """Mean absolute error, in [0, 1]; None without a period that has labels."""
        return float(np.mean([abs(one.error) for one in self.periods])) if self.periods else None

    @property
    def within(self) -> float | None:
        """The share of periods in which both intervals meet."""
        if not self.periods:
            return None
        return float(np.mean([_meet(one) for one in self.periods]))


def _meet(one: Compared) -> bool:
    low, high = one.seen.accuracy_interval or (0.0, 1.0)
    return one.estimated.low <= high and low <= one.estimated.high
