"""Weighted averages of the rows that a text's words have: of their vectors in training, of their scores in the service.

A linear model over an average of vectors is an average of each vector's scores. So the same sums, over tables of other
widths, serve the estimator and the runtime.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

LONGEST_WORD = 40
"""Letters of an unseen word that are looked at: a word of a million letters is not to take a second."""


@dataclass(frozen=True)
class Averages:
    """Use it to turn texts into numbers, e.g. `Averages(r"\\w+", words, weights, rows).of(texts)`.

    A word that is not known counts as the mean of those of its subwords that are known, with the weight
    `unseen_weight`; a word without any, or where no subwords are given, does not count at all. A text without a word
    that counts is all zeros.

    Parameters
    ----------
    pattern
        What counts as a word.
    words
        Those known, n_words of them.
    weights
        Shape (n_words,): how much each counts in an average.
    rows
        Shape (n_words, width).
    subwords
        Groups of letters, with the marks `<` and `>` at a word's ends.
    subword_rows
        Shape (n_subwords, width).
    lengths
        Shortest and longest subword, in letters; (0, 0) where there are none.

    Examples
    --------
    >>> averages = Averages(r"\\w+", ("late", "great"), np.array([1.0, 3.0]), np.array([[1.0], [-1.0]]))
    >>> averages.of(["great, but late", "unknown"])
    array([[-0.5],
           [ 0. ]])
    """

    pattern: str
    words: Sequence[str]
    weights: NDArray[np.float64]
    rows: NDArray[np.float64]
    subwords: Sequence[str] = ()
    subword_rows: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0)))
    lengths: tuple[int, int] = (0, 0)
    unseen_weight: float = 0.0

    def __post_init__(self) -> None:
        if len(self.weights) != len(self.words) or len(self.rows) != len(self.words):
            raise ValueError("the table is not of the vocabulary's size")
        if len(self.subword_rows) != len(self.subwords):
            raise ValueError("the table of subwords is not of their number")

    @cached_property
    def _find(self) -> Callable[[str], list[str]]:
        return re.compile(self.pattern).findall

    @cached_property
    def _number(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.words)}

    @cached_property
    def _subword_number(self) -> dict[str, int]:
        return {subword: number for number, subword in enumerate(self.subwords)}

    @cached_property
    def _weighted(self) -> NDArray[np.float64]:
        """Shape (n_words, 1 + width): each word's weight, and its weighted row."""
        return np.hstack([self.weights[:, None], self.weights[:, None] * self.rows])

    def of(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return shape (n_texts, width); a text's numbers do not depend on the other texts."""
        averages = np.zeros((len(texts), self.rows.shape[1]))
        for place, text in enumerate(texts):
            total = self._total(self._find(text))
            if total[0]:
                averages[place] = total[1:] / total[0]
        return averages

    def shares(self, text: str) -> list[tuple[str, NDArray[np.float64]]]:
        """Return each word of a text that counts, where it occurs, and its part of the average."""
        parts = [(token, self._total([token])) for token in self._find(text)]
        weight = sum(part[0] for _, part in parts)
        return [(token, part[1:] / weight) for token, part in parts if part[0]]

    def _total(self, tokens: Sequence[str]) -> NDArray[np.float64]:
        """Return shape (1 + width,): the sum of the words' weights, and of their weighted rows."""
        number = self._number
        known = [number[token] for token in tokens if token in number]
        total: NDArray[np.float64] = self._weighted[known].sum(axis=0)
        if self.subwords and len(known) < len(tokens):
            for token in tokens:
                if token not in number:
                    total = total + self._unseen(token)
        return total

    def _unseen(self, word: str) -> NDArray[np.float64]:
        number = self._subword_number
        known = [number[subword] for subword in cut_subwords(word, self.lengths) if subword in number]
        if not known:
            return np.zeros(1 + self.rows.shape[1])
        mean = self.subword_rows[known].mean(axis=0)
        return self.unseen_weight * np.concatenate([[1.0], mean])


def cut_subwords(word: str, lengths: tuple[int, int]) -> list[str]:
    """Return the groups of letters of `<word>`, as fastText cuts them.

    Parameters
    ----------
    lengths
        Of the shortest group and of the longest.

    Examples
    --------
    >>> cut_subwords("late", (3, 4))
    ['<la', 'lat', 'ate', 'te>', '<lat', 'late', 'ate>']

    References
    ----------
    Bojanowski et al., "Enriching Word Vectors with Subword Information", TACL 2017.
    """
    marked = f"<{word[:LONGEST_WORD]}>"
    shortest, longest = lengths
    return [
        marked[start : start + length]
        for length in range(shortest, min(longest, len(marked)) + 1)
        for start in range(len(marked) - length + 1)
    ]
