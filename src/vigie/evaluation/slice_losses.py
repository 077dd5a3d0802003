"""Kinds of rows on which a new model is worse than the one before, beyond chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrc

from vigie.evaluation.comparison import SIGNIFICANT
from vigie.evaluation.correction import benjamini_hochberg
from vigie.evaluation.slices import Slice


@dataclass(frozen=True, slots=True)
class SliceLoss:
    """One kind of rows, answered by both models."""

    column: str
    value: str
    rows: int
    before: float
    """Accuracy of the former model."""
    after: float
    p_value: float
    """That the new one loses so much by chance alone, corrected for the number of slices looked at."""

    @property
    def loss(self) -> float:
        """In accuracy; below 0 it is a gain."""
        return self.before - self.after

    def is_much_worse(self, allowed: float) -> bool:
        """Whether it loses more than that, beyond chance."""
        return self.loss > allowed and self.p_value < SIGNIFICANT


def slice_losses(
    before: NDArray[np.float64], after: NDArray[np.float64], slices: Sequence[Slice], *, min_rows: int = 20
) -> list[SliceLoss]:
    """Return what the new model lost on each kind of rows, the greatest loss of right answers first.

    By McNemar's exact test, one-sided, on the rows where just one of the two is right; p-values are corrected by
    Benjamini and Hochberg. Slices of fewer than `min_rows` rows are left out.

    Parameters
    ----------
    before, after
        Shape (n_rows,): 1 where that model is right, else 0.

    Examples
    --------
    >>> before, after = np.ones(100), np.array([1.0] * 80 + [0.0] * 20)
    >>> hard = Slice("airline", "Delta", np.arange(100) >= 60)
    >>> [(one.value, one.rows, one.loss, one.is_much_worse(0.1)) for one in slice_losses(before, after, [hard])]
    [('Delta', 40, 0.5, True)]
    """
    kept = [one for one in slices if np.count_nonzero(one.rows) >= min_rows]
    chances = [_chance(before[one.rows], after[one.rows]) for one in kept]
    found = [
        SliceLoss(
            one.column,
            one.value,
            int(np.count_nonzero(one.rows)),
            float(before[one.rows].mean()),
            float(after[one.rows].mean()),
            float(p_value),
        )
        for one, p_value in zip(kept, benjamini_hochberg(chances), strict=True)
    ]
    return sorted(found, key=lambda one: (-one.loss * one.rows, one.column, one.value))


def _chance(before: NDArray[np.float64], after: NDArray[np.float64]) -> float:
    lost = int(np.count_nonzero((before == 1) & (after == 0)))
    won = int(np.count_nonzero((before == 0) & (after == 1)))
    return float(bdtrc(lost - 1, lost + won, 0.5)) if lost else 1.0
