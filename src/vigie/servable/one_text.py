"""One text at a time: what a service mostly gets, and where NumPy's price per call outweighs a few dozen sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
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
        Shape (n_terms, 2): what a term puts into the norm, then its weight, as in `LinearTextRuntime`.
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
        binary: bool,
        second: int,
    ) -> None:
        # Both numbers of a term as one complex number: idf² and weight lie together in memory, which is where a cold
        # processor spends its time, and one sum adds up both.
        numbers: list[complex] = (table[:, 0] ** 2 + 1j * table[:, 1]).tolist()
        self._blocks = [
            (block, {term: numbers[number] for term, number in (block.listed or {}).items()}) for block in blocks
        ]
        self._intercept = intercept
        self._sublinear_tf = sublinear_tf
        self._binary = binary
        self._second = second

    def answer(self, text: str) -> list[float]:
        """Return the two probabilities of a normalised text."""
        score = self._intercept
        for block, numbers in self._blocks:
            score += self._push(block.terms(text), numbers)
        small = exp(-abs(score))  # never e to a positive power, which would overflow
        share = (1.0 if score >= 0 else small) / (1.0 + small)
        return [1.0 - share, share] if self._second else [share, 1.0 - share]

    def _push(self, terms: Sequence[str], numbers: Mapping[str, complex]) -> float:
        distinct = dict.fromkeys(terms)  # in the order of the text, so that the sum is the same in every process
        total = sum(filter(None, map(numbers.get, distinct)), 0j)
        if len(distinct) < len(terms) and not self._binary:
            total += self._repeated(terms, numbers)
        # Without a norm the sum is as long as it is: counts put 0 into it.
        return total.imag / sqrt(total.real) if total.real else total.imag

    def _repeated(self, terms: Sequence[str], numbers: Mapping[str, complex]) -> complex:
        """Return what terms that occur several times add to their first occurrence."""
        more = 0j
        for term, count in Counter(terms).items():
            if count > 1 and (number := numbers.get(term)) is not None:
                times = 1.0 + log(count) if self._sublinear_tf else float(count)
                more += complex(number.real * (times * times - 1.0), number.imag * (times - 1.0))
        return more
