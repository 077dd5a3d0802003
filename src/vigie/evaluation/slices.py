"""Where a model is worst: kinds of rows that it gets wrong more often than the others, beyond chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from vigie.core.intervals import wilson_interval
from vigie.evaluation.comparison import SIGNIFICANT
from vigie.evaluation.correction import benjamini_hochberg


@dataclass(frozen=True, slots=True)
class Slice:
    """Some of the rows, by a rule that people understand."""

    column: str
    value: str
    """What the rows have in that column, e.g. 'Delta', '12–40', 'missing'."""
    rows: NDArray[np.bool_]
    """Shape (n_rows,): which ones."""


@dataclass(frozen=True, slots=True)
class SliceScore:
    """How often a model is right in a slice, against all other rows."""

    column: str
    value: str
    rows: int
    accuracy: float
    low: float
    """The 95 % Wilson interval of the accuracy."""
    high: float
    elsewhere: float
    """Accuracy on all other rows."""
    p_value: float
    """That it is worse than the rest by chance alone, corrected for the number of slices that were looked at."""

    @property
    def is_worse(self) -> bool:
        """Whether it is worse beyond chance."""
        return self.p_value < SIGNIFICANT

    @property
    def excess(self) -> float:
        """Wrong answers more than there would be with the others' accuracy: what mending the slice would bring."""
        return self.rows * (self.elsewhere - self.accuracy)


def score_slices(correct: NDArray[np.float64], slices: Sequence[Slice], *, min_rows: int = 20) -> list[SliceScore]:
    """Return the slices' scores: those that are really worse first, by how many wrong answers they cost, then others.

    Each slice is tested against the rest by Fisher's exact test, one-sided; p-values are corrected by Benjamini and
    Hochberg, as hundreds of slices would always hold some that look bad by chance. Slices of fewer than `min_rows`
    rows, or of nearly all, are left out.

    Parameters
    ----------
    correct
        Shape (n_rows,): 1 where the answer is right, else 0.

    References
    ----------
    Fisher, "On the Interpretation of χ² from Contingency Tables", Journal of the Royal Statistical Society 85 (1922).

    Examples
    --------
    >>> correct = np.array([1.0] * 80 + [0.0] * 20)
    >>> hard = Slice("airline", "Delta", np.arange(100) >= 70)
    >>> [(found.value, found.rows, round(found.accuracy, 2), found.is_worse) for found in score_slices(correct, [hard])]
    [('Delta', 30, 0.33, True)]
    """
    total, wrong = len(correct), int(len(correct) - correct.sum())
    kept = [one for one in slices if min_rows <= np.count_nonzero(one.rows) <= total - min_rows]
    counts = [(int(np.count_nonzero(one.rows)), int(np.sum(correct[one.rows] == 0))) for one in kept]
    corrected = benjamini_hochberg([at_least(errors, rows, wrong, total) for rows, errors in counts])
    scores = [
        _score(one, rows, errors, wrong, total, float(p_value))
        for one, (rows, errors), p_value in zip(kept, counts, corrected, strict=True)
    ]
    return sorted(scores, key=lambda score: (not score.is_worse, -score.excess, score.column, score.value))


def _score(one: Slice, rows: int, errors: int, wrong: int, total: int, p_value: float) -> SliceScore:
    right, others = rows - errors, total - rows
    low, high = wilson_interval(right, rows)
    elsewhere = 1 - (wrong - errors) / others
    return SliceScore(one.column, one.value, rows, right / rows, low, high, elsewhere, p_value)


def at_least(found: int, drawn: int, marked: int, total: int) -> float:
    """Return the chance that of `drawn` rows out of `total`, of which `marked` are wrong, at least `found` are wrong.

    Examples
    --------
    >>> at_least(0, 3, 2, 10), round(at_least(2, 3, 2, 10), 4)
    (1.0, 0.0667)
    """
    if found <= max(0, drawn + marked - total):
        return 1.0
    counts = np.arange(found, min(drawn, marked) + 1, dtype=np.float64)
    ways = _log_choose(marked, counts) + _log_choose(total - marked, drawn - counts) - _log_choose(total, drawn)
    return float(min(1.0, np.exp(ways).sum()))


def _log_choose(total: int, chosen: NDArray[np.float64] | float) -> NDArray[np.float64]:
    logarithm: NDArray[np.float64] = gammaln(total + 1) - gammaln(chosen + 1) - gammaln(total - chosen + 1)
    return logarithm
