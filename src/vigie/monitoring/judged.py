"""Accuracy, macro-F1, confusion and calibration in production, from verdicts counted in cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from vigie.core.intervals import wilson_interval

BINS = 15
"""Equal-width bins of the confidence, as in the comparison of candidates."""

Given: TypeAlias = Literal["asked", "volunteered", "imported"]
GIVEN: tuple[Given, ...] = ("asked", "volunteered", "imported")
"""How a verdict came: of the random share that people are asked to check, by themselves, or as late ground truth."""

Interval: TypeAlias = tuple[float, float]

_DRAWS = 400
_ALMOST_ALL = 0.9


class JudgedCell(NamedTuple):
    """Predictions that agree in all of this, and how many they are."""

    at: int
    """Beginning of the period in which they were answered, microseconds since the epoch."""
    version: str
    given: Given
    predicted: str
    truth: str | None
    """None: the answer was rejected, and nobody said what is right."""
    bin: int
    """Of the confidence, in [0, BINS)."""
    n: int
    confidence: float
    """The sum of theirs."""

    @property
    def right(self) -> bool:
        return self.truth == self.predicted


@dataclass(frozen=True, slots=True)
class Measured:
    """What verdicts of one kind say; None for a number that they do not support."""

    n: int
    right: int
    accuracy: float | None = None
    accuracy_interval: Interval | None = None
    """95 %, Wilson."""
    macro_f1: float | None = None
    """Over the classes that were answered or right. An answer rejected without its truth counts against its class."""
    macro_f1_interval: Interval | None = None
    """95 %, bootstrap."""
    calibration_error: float | None = None
    """How far confidence is from accuracy, over BINS bins: 0 is perfect."""
    calibration_interval: Interval | None = None
    calibration_by_chance: float | None = None
    """The error that perfect confidences would show with so few verdicts, on average."""
    confusion: tuple[tuple[str | None, str, int], ...] = ()
    """(truth, answer, how many); the truth None where nobody said it."""


def measure(cells: Iterable[JudgedCell], *, seed: int = 0) -> Measured:
    """Return what these verdicts say, with 95 % intervals. A few milliseconds, however many verdicts there are.

    Examples
    --------
    >>> cell = JudgedCell(0, "1", "asked", "late", "late", bin=14, n=8, confidence=7.8)
    >>> found = measure([cell, cell._replace(truth="fine", n=2, confidence=1.9)])
    >>> found.accuracy, round(found.calibration_error, 2), found.confusion
    (0.8, 0.17, (('fine', 'late', 2), ('late', 'late', 8)))
    >>> measure([]).accuracy is None
    True

    References
    ----------
    Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", ICML 2017.
    Efron, Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13.
    """
    known = list(cells)
    confusion: Counter[tuple[str | None, str]] = Counter()
    for cell in known:
        confusion[cell.truth, cell.predicted] += cell.n
    n = confusion.total()
    if not n:
        return Measured(0, 0)
    right = sum(number for (truth, predicted), number in confusion.items() if truth == predicted)
    rng = np.random.default_rng(seed)
    macro_f1, f1_interval = _macro_f1(confusion, rng)
    error, error_interval, by_chance = _calibration(known, rng)
    listed = sorted(confusion.items(), key=lambda one: (one[0][0] is None, one[0][0] or "", one[0][1]))
    return Measured(
        n=n,
        right=right,
        accuracy=right / n,
        accuracy_interval=wilson_interval(right, n),
        macro_f1=macro_f1,
        macro_f1_interval=f1_interval,
        calibration_error=error,
        calibration_interval=error_interval,
        calibration_by_chance=by_chance,
        confusion=tuple((truth, predicted, number) for (truth, predicted), number in listed),
    )


def unbiased_kind(judged: Mapping[Given, int], answered: int, at_least: int = 1) -> Given | None:
    """Return the kind of verdict whose accuracy is without bias, None where there is none.

    Ground truth of nearly all answers is; so is what people say when asked of a random share. What they say by
    themselves is not: they complain more than they praise.

    Parameters
    ----------
    judged
        Verdicts by kind.
    answered
        Predictions of the same time.
    at_least
        So many asked verdicts make a number.

    Examples
    --------
    >>> unbiased_kind({"asked": 40, "volunteered": 300}, answered=1_000)
    'asked'
    >>> unbiased_kind({"asked": 40, "imported": 950}, answered=1_000)
    'imported'
    >>> unbiased_kind({"volunteered": 300}, answered=1_000) is None
    True
    """
    if answered and judged.get("imported", 0) >= _ALMOST_ALL * answered:
        return "imported"
    return "asked" if judged.get("asked", 0) >= at_least else None


def _macro_f1(
    confusion: Mapping[tuple[str | None, str], int], rng: np.random.Generator
) -> tuple[float | None, Interval | None]:
    pairs = list(confusion)
    classes = sorted({name for pair in pairs for name in pair if name is not None})
    counts = np.array([confusion[pair] for pair in pairs], dtype=float)
    hits = np.array([[truth == predicted == name for name in classes] for truth, predicted in pairs], dtype=float)
    seen = np.array([[truth == name for name in classes] for truth, _ in pairs], dtype=float)
    told = np.array([[predicted == name for name in classes] for _, predicted in pairs], dtype=float)

    def of(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        both = weights @ seen + weights @ told
        with np.errstate(invalid="ignore"):
            scores = 2 * (weights @ hits) / both
        mean: NDArray[np.float64] = np.nanmean(np.where(both > 0, scores, np.nan), axis=1)
        return mean

    total = int(counts.sum())
    draws = of(rng.multinomial(total, counts / total, size=_DRAWS).astype(float))
    return float(of(counts[None, :])[0]), _middle(draws)


def _calibration(cells: Sequence[JudgedCell], rng: np.random.Generator) -> tuple[float, Interval, float]:
    rows, right, confidence = np.zeros(BINS), np.zeros(BINS), np.zeros(BINS)
    for cell in cells:
        rows[cell.bin] += cell.n
        right[cell.bin] += cell.n * cell.right
        confidence[cell.bin] += cell.confidence
    kept = rows > 0
    rows, right, confidence = rows[kept], right[kept], confidence[kept]
    total, stated, true = rows.sum(), confidence / rows, right / rows
    drawn = rng.multinomial(int(total), rows / total, size=_DRAWS)
    redrawn = np.abs(rng.binomial(drawn, true) - drawn * stated).sum(axis=1) / total
    perfect = np.abs(rng.binomial(drawn, np.clip(stated, 0, 1)) - drawn * stated).sum(axis=1) / total
    return float(np.abs(right - confidence).sum() / total), _middle(redrawn), float(perfect.mean())


def _middle(draws: NDArray[np.float64]) -> Interval:
    low, high = np.nanquantile(draws, [0.025, 0.975])
    return float(low), float(high)
