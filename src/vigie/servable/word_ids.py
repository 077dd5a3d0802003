"""Texts as the numbers of their words, as a network takes them: in training and in the service alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

PADDING = 0
"""Fills the shorter texts of a batch; a network looks away from it."""

UNKNOWN = 1
"""Stands for every word that is not in the vocabulary."""

FIRST = 2
"""The number of the vocabulary's first word."""


class WordIds:
    """Use it to turn texts into numbers, e.g. `WordIds(r"\\w+", ["late", "great"], 100).encode("late again")`.

    Parameters
    ----------
    pattern
        What counts as a word.
    max_length
        Words of a text that are looked at, from its beginning; the rest is not read at all.

    Examples
    --------
    >>> ids = WordIds(r"\\w+", ["late", "great"], 3)
    >>> ids.encode("late again"), ids.encode(""), ids.encode("great great great great")
    ([2, 1], [1], [3, 3, 3])
    """

    def __init__(self, pattern: str, words: Sequence[str], max_length: int) -> None:
        if max_length < 1:
            raise ValueError(f"max_length is {max_length}; a text of at least 1 word must be looked at")
        self.words = tuple(words)
        self._find = re.compile(pattern).finditer
        self._numbers = {word: number for number, word in enumerate(self.words, start=FIRST)}
        self._max_length = max_length

    def tokens(self, text: str) -> list[str]:
        """Return the words that are looked at, known or not."""
        return [match[0] for match in islice(self._find(text), self._max_length)]

    def encode(self, text: str) -> list[int]:
        """Return the number of each word; a text without words is one unknown word, since a network needs something."""
        numbers = self._numbers
        return [numbers.get(token, UNKNOWN) for token in self.tokens(text)] or [UNKNOWN]


def batches(sequences: Sequence[Sequence[int]], rows: int) -> Iterator[tuple[list[int], NDArray[np.int64]]]:
    """Yield the places of texts of like length and their numbers, padded to the longest of them.

    Parameters
    ----------
    rows
        Of a batch, at most.

    Examples
    --------
    >>> for places, padded in batches([[5, 6, 7], [8], [9, 4]], rows=2):
    ...     print(places, padded.tolist())
    [1, 2] [[8, 0], [9, 4]]
    [0] [[5, 6, 7]]
    """
    order = sorted(range(len(sequences)), key=lambda place: len(sequences[place]))
    for start in range(0, len(order), rows):
        places = order[start : start + rows]
        yield places, pad([sequences[place] for place in places])


def pad(sequences: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """Return shape (n_texts, longest), filled up with `PADDING`."""
    padded = np.full((len(sequences), max(map(len, sequences))), PADDING, dtype=np.int64)
    for row, sequence in enumerate(sequences):
        padded[row, : len(sequence)] = sequence
    return padded
