"""One text at a time: what a service mostly gets, and where NumPy's price per call outweighs a few dozen sums."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray

from vigie.servable.terms import WordTerms


class OneText:
    """Answers one text of a model with two classes over words: the sums of `LinearTextRuntime`, in plain numbers.

    Not for groups of letters: a text has hundreds of them, and then NumPy is the quicker one.

    Parameters
    ----------
    table
        Shape (n_terms, 2): idf, then idf times weight, as in `LinearTextRuntime`.
    second
        Which of the two labels the score speaks for, 0 or 1.
    """

    def __init__(
        self,
        blocks: Sequence[WordTerms],
        table: NDArray[np.float64],
        intercept: float,
        *,
        sublinear_tf: bool,
        second: int,
    ) -> None:
        self._blocks = blocks
        # Plain arrays of numbers: to read one costs a fifth of what it costs in NumPy's.
        self._idf = array("d", np.ascontiguousarray(table[:, 0]).tobytes())
        self._weights = array("d", np.ascontiguousarray(table[:, 1]).tobytes())
        self._intercept = intercept
        self._sublinear_tf = sublinear_tf
        self._second = second

    def answer(self, text: str) -> list[float]:
        """Return the two probabilities of a normalised text."""
        score = self._intercept
        for block in self._blocks:
            score += self._push(block.numbers(text))
        small = exp(-abs(score))  # never e to a positive power, which would overflow
        share = (1.0 if score >= 0 else small) / (1.0 + small)
        return [1.0 - share, share] if self._second else [share, 1.0 - share]

    def _push(self, numbers: Sequence[int]) -> float:
        counts: dict[int, int] = {}
        for number in numbers:
            counts[number] = counts.get(number, 0) + 1
        idf, weights = self._idf, self._weights
        total = squares = 0.0
        for number, count in counts.items():
            times = 1.0 if count == 1 else 1.0 + log(count) if self._sublinear_tf else float(count)
            part = idf[number] * times
            squares += part * part
            total += weights[number] * times
        return total / sqrt(squares) if squares else 0.0
