"""Texts as sets of word numbers: small, without order, and with the words of a fixed vocabulary only."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

_END = 0xFFFF
"""Between two documents; no vocabulary is as long."""


class Documents:
    """Which words each text has, all texts in two flat arrays.

    Parameters
    ----------
    numbers
        The words of one document after the other, each word once in each, shape (n_pairs,).
    of
        The document of each of them, ascending, shape (n_pairs,).
    count
        Documents, those without a word included.
    """

    def __init__(self, numbers: NDArray[np.int64], of: NDArray[np.int64], count: int) -> None:
        self._numbers = numbers
        self._of = of
        self.count = count

    @classmethod
    def from_sets(cls, sets: Iterable[Iterable[int]]) -> Self:
        """Return documents made of their words' numbers."""
        kept = [sorted(words) for words in sets]
        lengths = np.array([len(words) for words in kept], dtype=np.int64)
        numbers = np.array([number for words in kept for number in words], dtype=np.int64)
        return cls(numbers, np.repeat(np.arange(len(kept)), lengths), len(kept))

    @classmethod
    def unpack(cls, packed: str) -> Self:
        """Return what `pack` made a text of."""
        stream = np.frombuffer(base64.b64decode(packed), dtype="<u2").astype(np.int64)
        ends = stream == _END
        return cls(stream[~ends], np.cumsum(ends)[~ends], int(ends.sum()))

    def pack(self) -> str:
        """Return the documents as a text, about 2.7 characters a word.

        Examples
        --------
        >>> packed = Documents.from_sets([{3, 1}, set(), {2}]).pack()
        >>> Documents.unpack(packed).counts(5).tolist(), Documents.unpack(packed).count
        ([0.0, 1.0, 1.0, 1.0, 0.0], 3)
        """
        places = np.cumsum(np.bincount(self._of, minlength=self.count))
        return base64.b64encode(np.insert(self._numbers, places, _END).astype("<u2").tobytes()).decode()

    def counts(self, words: int) -> NDArray[np.float64]:
        """Return how many documents have each word, shape (words,)."""
        return np.bincount(self._numbers, minlength=words).astype(np.float64)

    def scores(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum of its words' weights for each document, shape (count,)."""
        # Floats, so that the sums are, even where there is no word at all.
        return np.bincount(self._of, weights=weights[self._numbers], minlength=self.count).astype(np.float64)

    def take(self, chosen: NDArray[np.bool_]) -> Documents:
        """Return the documents where `chosen`, shape (count,), is true."""
        kept = chosen[self._of]
        places = np.cumsum(chosen) - 1
        return Documents(self._numbers[kept], places[self._of[kept]], int(chosen.sum()))


def spread_evenly(items: Sequence[str], most: int) -> Sequence[str]:
    """Return at most so many of the items, from all over the sequence."""
    if len(items) <= most:
        return items
    return [items[place] for place in np.linspace(0, len(items) - 1, most).round().astype(int).tolist()]
