"""Words and pairs of words of many texts, looked up all at once: a word in a dictionary, a pair by two numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray

from vigie.text.tokens import TOKENS

_KNOWN_PATTERNS = frozenset({*TOKENS.values(), r"(?u)\b\w\w+\b"})
"""Ways of cutting a text whose words hold no space, so that a term's space says where its words part."""


def can_pair(vocabulary: Mapping[str, int], ngram_range: tuple[int, int], token_pattern: str) -> bool:
    """Say whether a vocabulary holds only words and pairs of words, as far as can be told from the term alone.

    Examples
    --------
    >>> can_pair({"late": 1, "late again": 2}, (1, 2), TOKENS["en"])
    True
    >>> can_pair({"late again and": 1}, (1, 3), TOKENS["en"]), can_pair({"late": 1}, (1, 1), ".+")
    (False, False)
    """
    if ngram_range not in ((1, 1), (1, 2)) or token_pattern not in _KNOWN_PATTERNS:
        return False
    most = ngram_range[1] - 1
    return all(term.count(" ") <= most for term in vocabulary)


class WordPairs:
    """Finds the numbers of words and pairs; equal to looking each up as a text.

    Parameters
    ----------
    vocabulary
        Term → number, of terms for which `can_pair` holds.
    null
        Number of no term.
    """

    def __init__(self, vocabulary: Mapping[str, int], null: int) -> None:
        cut = [term.split(" ") for term in vocabulary]
        words = dict.fromkeys(chain.from_iterable(cut))
        self._codes = dict(zip(words, range(1, len(words) + 1), strict=True))  # 0 is a word in no term
        self._null = null
        self._numbers = np.array([null, *map(vocabulary.get, words, repeat(null))], dtype=np.int64)
        pairs = [parts for parts in cut if len(parts) == 2]
        codes = np.array([self._codes[word] for word in chain.from_iterable(pairs)], dtype=np.int64)
        numbers = np.array([number for term, number in vocabulary.items() if " " in term], dtype=np.int64)
        keys = self._key(codes[::2], codes[1::2])
        order = keys.argsort()
        self._keys = keys[order]
        self._pairs = numbers[order]

    def find(self, texts: Sequence[list[str]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the numbers of the terms of texts cut into words, and of each number the place of its text.

        The null term's number is there at least once for each text.
        """
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        found = map(self._codes.get, chain.from_iterable(texts), repeat(0))
        codes = np.fromiter(found, np.int64, int(lengths.sum()))
        places = np.arange(len(texts))
        of_words = places.repeat(lengths)
        numbers = [np.full(len(texts), self._null), self._numbers.take(codes)]
        rows = [places, of_words]
        if len(self._keys) and len(codes) > 1:
            first, second = codes[:-1], codes[1:]
            beside = ((first > 0) & (second > 0) & (of_words[:-1] == of_words[1:])).nonzero()[0]
            keys = self._key(first[beside], second[beside])
            at = self._keys.searchsorted(keys)
            at[at == len(self._keys)] = 0
            hit = self._keys.take(at) == keys
            numbers.append(self._pairs.take(at[hit]))
            rows.append(of_words.take(beside[hit]))
        return np.concatenate(numbers), np.concatenate(rows)

    def _key(self, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
        keys: NDArray[np.int64] = first * (len(self._codes) + 1) + second
        return keys
