"""The words and groups of letters of a text, as scikit-learn's TfidfVectorizer finds them, already as numbers.

A term that is not in the vocabulary has no weight and no part in the norm, so it is never looked at again. Each block
of terms has a number for it, its first, the *null term*, whose row of weights is zeros.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import pairwise, repeat
from typing import Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

Ids: TypeAlias = NDArray[np.int64]

Occurrence: TypeAlias = tuple[int, tuple[int, ...]]
"""A term's number, and the places of the words (split at white space) it lies in."""

_CACHED_WORDS = 20_000
_CACHED_LENGTH = 40
"""Longer words are rare, and would let one text fill the memory."""


class TermsSpec(BaseModel):
    """How one block of terms is cut out of a text: TfidfVectorizer's parameters of the same names."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    analyzer: Literal["word", "char_wb"]
    ngram_range: tuple[int, int]
    token_pattern: str = ""
    stop_words: tuple[str, ...] = ()
    lowercase: bool = False


class Terms(Protocol):
    """One block of terms."""

    def ids(self, text: str) -> Ids:
        """Return the number of each known term as often as it occurs, and the null term's at least once."""
        ...

    def occurrences(self, text: str) -> Iterator[Occurrence]:
        """Yield each known term where it occurs."""
        ...


def make_terms(spec: TermsSpec, vocabulary: Mapping[str, int], null: int) -> Terms:
    """Return the block for a spec; `vocabulary` holds the numbers of its terms, and `null` that of no term."""
    return WordTerms(spec, vocabulary, null) if spec.analyzer == "word" else CharTerms(spec, vocabulary, null)


class WordTerms:
    """Runs of words."""

    def __init__(self, spec: TermsSpec, vocabulary: Mapping[str, int], null: int) -> None:
        self._spec = spec
        self.vocabulary = vocabulary
        self._null = null
        self._pattern = re.compile(spec.token_pattern)
        self._stop_words = frozenset(spec.stop_words)

    def ids(self, text: str) -> Ids:
        found = [self._null, *map(self.vocabulary.get, self.terms(text), repeat(self._null))]
        return np.array(found, dtype=np.int64)

    def terms(self, text: str) -> list[str]:
        """Return every term of the text, known or not, as often as it occurs."""
        tokens: list[str] = self._pattern.findall(text.lower() if self._spec.lowercase else text)
        if self._stop_words:
            tokens = [token for token in tokens if token not in self._stop_words]
        shortest, longest = self._spec.ngram_range
        found: list[str] = []
        for length in range(shortest, longest + 1):
            found += _runs(tokens, length)
        return found

    def occurrences(self, text: str) -> Iterator[Occurrence]:
        lowered = text.lower() if self._spec.lowercase else text
        starts = [match.start() for match in re.finditer(r"\S+", lowered)]
        group = min(self._pattern.groups, 1)
        tokens = [
            (match[group], bisect_right(starts, match.start()) - 1)
            for match in self._pattern.finditer(lowered)
            if match[group] not in self._stop_words
        ]
        shortest, longest = self._spec.ngram_range
        for length in range(shortest, longest + 1):
            for start in range(len(tokens) - length + 1):
                run = tokens[start : start + length]
                number = self.vocabulary.get(" ".join(token for token, _ in run))
                if number is not None:
                    yield number, tuple(place for _, place in run)


def _runs(tokens: list[str], length: int) -> list[str]:
    if length == 1:
        return tokens
    if length == 2:
        return [f"{first} {second}" for first, second in pairwise(tokens)]
    return [" ".join(tokens[start : start + length]) for start in range(len(tokens) - length + 1)]


class CharTerms:
    """Groups of letters within a word, with a space on either side of it.

    What is found in a word is kept for its next occurrence, up to a bound. Threads may share it: losing or doubling an
    entry changes no answer.
    """

    def __init__(self, spec: TermsSpec, vocabulary: Mapping[str, int], null: int) -> None:
        self._spec = spec
        self._vocabulary = vocabulary
        self._null = np.array([null], dtype=np.int32).tobytes()
        self._cache: dict[str, bytes] = {}

    def ids(self, text: str) -> Ids:
        cache = self._cache
        found = [self._null]
        for word in (text.lower() if self._spec.lowercase else text).split():
            ids = cache.get(word)
            found.append(self._remember(word) if ids is None else ids)
        return np.frombuffer(b"".join(found), dtype=np.int32).astype(np.int64)

    def occurrences(self, text: str) -> Iterator[Occurrence]:
        for place, word in enumerate((text.lower() if self._spec.lowercase else text).split()):
            for number in self._known(word):
                yield number, (place,)

    def _remember(self, word: str) -> bytes:
        ids = np.array(self._known(word), dtype=np.int32).tobytes()
        if len(word) <= _CACHED_LENGTH:
            if len(self._cache) >= _CACHED_WORDS:
                self._cache.clear()
            self._cache[word] = ids
        return ids

    def _known(self, word: str) -> list[int]:
        padded = f" {word} "
        get = self._vocabulary.get
        found = []
        shortest, longest = self._spec.ngram_range
        for length in range(shortest, longest + 1):
            found.extend([get(padded[start : start + length]) for start in range(max(len(padded) - length, 0) + 1)])
            if length >= len(padded):
                break  # a word shorter than the group counts once
        return [number for number in found if number is not None]
