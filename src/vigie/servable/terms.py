"""The words and groups of letters of a text, as scikit-learn's TfidfVectorizer finds them, already as numbers.

A term that is not in the vocabulary has no weight and no part in the norm, so it is never looked at again. Each block
of terms has a number for it, its first, the *null term*, whose row of weights is zeros.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise, repeat
from typing import Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from vigie.core.types import Language
from vigie.servable.murmur import Buckets
from vigie.servable.word_pairs import WordPairs, can_pair
from vigie.text.preparation import Preparation, prepare

Ids: TypeAlias = NDArray[np.int64]

Occurrence: TypeAlias = tuple[int, tuple[int, ...]]
"""A term's number, and the places of the words (split at white space) it lies in."""

_WHITE_SPACE = re.compile(r"\s\s+")
_CACHED_WORDS = 20_000
_CACHED_IN_BULK = 100_000
_BULK = 128
"""Texts at once, from which more words are kept, as serves a table: a service is mostly asked for fewer."""
_SEVERAL = 8
"""Texts at once, from which looking up words and pairs of words together is quicker than each term by itself."""
_CACHED_LENGTH = 40
"""Longer words are rare, and would let one text fill the memory."""


class TermsSpec(BaseModel):
    """How one block of terms is cut out of a text: the vectorisers' parameters of the same names, and some more."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    analyzer: Literal["word", "char_wb", "char"]
    ngram_range: tuple[int, int]
    token_pattern: str = ""
    stop_words: tuple[str, ...] = ()
    lowercase: bool = False
    preparation: Preparation = "none"
    """Of words, once the stop words are left out."""
    language: Language = "en"
    """Of the preparation."""
    buckets: int = 0
    """Terms are hashed into so many; 0 where they are looked up in a vocabulary."""


class Terms(Protocol):
    """One block of terms."""

    def ids(self, text: str) -> Ids:
        """Return the number of each known term as often as it occurs, and the null term's at least once."""
        ...

    def many(self, texts: Sequence[str]) -> tuple[Ids, Ids]:
        """Return the same of several texts: numbers, and of each the place of its text; in any order."""
        ...

    def occurrences(self, text: str) -> Iterator[Occurrence]:
        """Yield each known term where it occurs."""
        ...


def make_terms(spec: TermsSpec, vocabulary: Mapping[str, int] | Buckets, null: int) -> Terms:
    """Return the block for a spec; `vocabulary` holds the numbers of its terms, and `null` that of no term."""
    if spec.analyzer == "word":
        return WordTerms(spec, vocabulary, null)
    return CharTerms(spec, vocabulary, null) if spec.analyzer == "char_wb" else RunningCharTerms(spec, vocabulary, null)


def _together(found: Sequence[Ids]) -> tuple[Ids, Ids]:
    lengths = np.fromiter(map(len, found), np.int64, len(found))
    return np.concatenate(found), np.arange(len(found)).repeat(lengths)


class WordTerms:
    """Runs of words."""

    def __init__(self, spec: TermsSpec, vocabulary: Mapping[str, int] | Buckets, null: int) -> None:
        self._spec = spec
        self._vocabulary = vocabulary
        self._null = null
        self._pattern = re.compile(spec.token_pattern)
        self._ascii_pattern = _of_ascii(spec.token_pattern) or self._pattern
        self._stop_words = frozenset(spec.stop_words)
        self._prepared = spec.preparation != "none"

    @property
    def listed(self) -> Mapping[str, int] | None:
        """The vocabulary; None where terms are hashed."""
        return None if isinstance(self._vocabulary, Buckets) else self._vocabulary

    def ids(self, text: str) -> Ids:
        found = [self._null, *map(self._vocabulary.get, self.terms(text), repeat(self._null))]
        return np.array(found, dtype=np.int64)

    def many(self, texts: Sequence[str]) -> tuple[Ids, Ids]:
        if len(texts) >= _SEVERAL and self._pairs is not None:
            return self._pairs.find([self._tokens(text) for text in texts])
        # One array of all: each array costs as much as a dozen look-ups.
        number_of, nulls = self._vocabulary.get, repeat(self._null)
        found: list[int] = []
        ends = [0]
        for text in texts:
            found.append(self._null)
            found.extend(map(number_of, self.terms(text), nulls))
            ends.append(len(found))
        return np.array(found, dtype=np.int64), np.arange(len(texts)).repeat(np.diff(ends))

    @cached_property
    def _pairs(self) -> WordPairs | None:
        spec = self._spec
        # The dictionary form of a word may be two words, and a term's space would no longer say where they part.
        if self.listed is None or spec.preparation == "lemma":
            return None
        fits = can_pair(self.listed, spec.ngram_range, spec.token_pattern)
        return WordPairs(self.listed, self._null) if fits else None

    def _tokens(self, text: str) -> list[str]:
        pattern = self._ascii_pattern if text.isascii() and text.isprintable() else self._pattern
        tokens: list[str] = pattern.findall(text.lower() if self._spec.lowercase else text)
        if self._stop_words:
            tokens = [token for token in tokens if token not in self._stop_words]
        if self._prepared:
            tokens = prepare(tokens, self._spec.preparation, self._spec.language)
        return tokens

    def terms(self, text: str) -> list[str]:
        """Return every term of the text, known or not, as often as it occurs."""
        tokens = self._tokens(text)
        shortest, longest = self._spec.ngram_range
        found: list[str] = []
        for length in range(shortest, longest + 1):
            found += _runs(tokens, length)
        return found

    def occurrences(self, text: str) -> Iterator[Occurrence]:
        lowered = text.lower() if self._spec.lowercase else text
        starts = [match.start() for match in re.finditer(r"\S+", lowered)]
        group = min(self._pattern.groups, 1)
        matches = [match for match in self._pattern.finditer(lowered) if match[group] not in self._stop_words]
        tokens = prepare([match[group] for match in matches], self._spec.preparation, self._spec.language)
        places = [bisect_right(starts, match.start()) - 1 for match in matches]
        shortest, longest = self._spec.ngram_range
        for length in range(shortest, longest + 1):
            for start in range(len(tokens) - length + 1):
                number = self._vocabulary.get(" ".join(tokens[start : start + length]))
                if number is not None:
                    yield number, tuple(places[start : start + length])


def _of_ascii(pattern: str) -> re.Pattern[str] | None:
    """Return the pattern for texts of printable ASCII, in which it finds the same for two thirds of the price."""
    try:
        return re.compile(pattern.removeprefix("(?u)"), re.ASCII)
    except (re.error, ValueError):  # the pattern says itself which letters there are
        return None


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

    def __init__(self, spec: TermsSpec, vocabulary: Mapping[str, int] | Buckets, null: int) -> None:
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

    def many(self, texts: Sequence[str]) -> tuple[Ids, Ids]:
        words = [(text.lower() if self._spec.lowercase else text).split() for text in texts]
        cache = self._cache
        most = _CACHED_IN_BULK if len(texts) >= _BULK else _CACHED_WORDS
        found = [self._remember(word, most) if (ids := cache.get(word)) is None else ids for of in words for word in of]
        lengths = np.fromiter(map(len, found), np.int64, len(found)) >> 2  # four bytes each
        places = np.arange(len(texts))
        numbers = np.frombuffer(self._null * len(texts) + b"".join(found), dtype=np.int32).astype(np.int64)
        of_words = places.repeat(np.fromiter(map(len, words), np.int64, len(words)))
        return numbers, np.concatenate([places, of_words.repeat(lengths)])

    def occurrences(self, text: str) -> Iterator[Occurrence]:
        for place, word in enumerate((text.lower() if self._spec.lowercase else text).split()):
            for number in self._known(word):
                yield number, (place,)

    def _remember(self, word: str, most: int = _CACHED_WORDS) -> bytes:
        ids = np.array(self._known(word), dtype=np.int32).tobytes()
        if len(word) <= _CACHED_LENGTH:
            if len(self._cache) >= most:
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


class RunningCharTerms:
    """Groups of letters wherever they stand, across spaces too."""

    def __init__(self, spec: TermsSpec, vocabulary: Mapping[str, int] | Buckets, null: int) -> None:
        self._spec = spec
        self._vocabulary = vocabulary
        self._null = null

    def ids(self, text: str) -> Ids:
        found = [self._null, *(self._vocabulary.get(group, self._null) for _, group in self._groups(text))]
        return np.array(found, dtype=np.int64)

    def many(self, texts: Sequence[str]) -> tuple[Ids, Ids]:
        return _together([self.ids(text) for text in texts])

    def occurrences(self, text: str) -> Iterator[Occurrence]:
        words = _words_of_characters(self._spaced(text))
        for start, group in self._groups(text):
            number = self._vocabulary.get(group)
            if number is not None:
                yield number, tuple(dict.fromkeys(words[start : start + len(group)]))

    def _spaced(self, text: str) -> str:
        # As scikit-learn does: a run of white space becomes one space, a single line break stays.
        return _WHITE_SPACE.sub(" ", text.lower() if self._spec.lowercase else text)

    def _groups(self, text: str) -> Iterator[tuple[int, str]]:
        spaced = self._spaced(text)
        shortest, longest = self._spec.ngram_range
        for length in range(shortest, min(longest, len(spaced)) + 1):
            for start in range(len(spaced) - length + 1):
                yield start, spaced[start : start + length]


def _words_of_characters(text: str) -> list[int]:
    """Return for each character the place of the word it lies in; a space belongs to the word before it."""
    places: list[int] = []
    for place, match in enumerate(re.finditer(r"\S+\s?", text)):
        begin = 0 if place == 0 else match.start()
        places += [place] * (match.end() - begin)
    return places
