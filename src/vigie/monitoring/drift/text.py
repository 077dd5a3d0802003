"""A column of texts as a sketch that holds no text, and how far another one is from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from vigie.core.schema import Declaration
from vigie.core.types import Language
from vigie.monitoring.drift.category import CategorySketch, sketch_categories
from vigie.monitoring.drift.documents import Documents, spread_evenly
from vigie.monitoring.drift.number import NumberSketch, sketch_numbers
from vigie.monitoring.drift.words import NUMBER, SOMEONE, hinted_language, is_told, words_of

MOST_WORDS = 3_000
_RAREST = 3
"""Texts that a word must be met in to be kept: one that a single person wrote is not."""
_READ = 20_000
"""Texts of the reference whose words are read, at most."""
_READ_NOW = 5_000
_HELD = 2_000
_HELD_SHARE = 0.25
_PAIRS = 20_000
"""Word numbers of held texts that are kept: 54 kB."""
_NEW_SHARE = 0.01
_MOST_NEW = 10
_LENGTHS = 51


class TextSketch(Declaration):
    """What texts are like on the whole. Made by `sketch_texts`.

    A part of the texts is held apart: from the others come the vocabulary and its counts, on the part is measured what
    depends on a vocabulary, so that a text of then meets the words as a text of now does.
    """

    rows: int
    """Missing ones included."""
    missing: int
    language: Literal["en", "fr"]
    lengths: NumberSketch
    """Characters."""
    languages: CategorySketch
    words: dict[str, int]
    """The most frequent words, and in how many texts each was met."""
    read: int
    """Texts that the vocabulary comes from."""
    unknown: NumberSketch
    """Share of a text's words that are not in the vocabulary."""
    held: str
    """Word numbers of texts held apart; see `documents`."""

    @property
    def known(self) -> int:
        return self.rows - self.missing

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """Word → its number."""
        return {word: number for number, word in enumerate(self.words)}

    @cached_property
    def held_documents(self) -> Documents:
        return Documents.unpack(self.held)


@dataclass(frozen=True)
class TextsNow:
    """What the texts of a window are like, by the vocabulary of a reference. Made by `read_texts`."""

    rows: int
    missing: int
    lengths: NumberSketch
    languages: CategorySketch
    unknown: NumberSketch
    documents: Documents
    new_words: dict[str, float]
    """Words that are not in the vocabulary and are in a hundredth of the texts or more → their share."""

    @property
    def known(self) -> int:
        return self.rows - self.missing


def sketch_texts(texts: Sequence[str | None], language: Language, seed: int = 0) -> TextSketch:
    """Return the sketch of a reference's texts; None is missing. Of many texts 20,000 are read, for length all."""
    known = [text for text in texts if text is not None]
    order = np.random.default_rng(seed).permutation(len(known))[:_READ].tolist()
    apart = min(int(len(order) * _HELD_SHARE), _HELD)
    bags = [set(words_of(known[place], language)) for place in order]
    counted = Counter(word for bag in bags[apart:] for word in bag)
    words = {word: rows for word, rows in _ranked(counted)[:MOST_WORDS] if rows >= _RAREST}
    numbers = {word: number for number, word in enumerate(words)}
    return TextSketch(
        rows=len(texts),
        missing=len(texts) - len(known),
        language=language,
        lengths=sketch_numbers(_lengths(known), _LENGTHS),
        languages=sketch_categories(hinted_language(known[place]) for place in order),
        words=words,
        read=len(bags) - apart,
        unknown=sketch_numbers(_unknown_shares(bags[:apart], numbers), _LENGTHS),
        held=_first(bags[:apart], numbers).pack(),
    )


def read_texts(then: TextSketch, texts: Sequence[str | None]) -> TextsNow:
    """Return what texts are like beside a reference's; the words of 5,000 of them are read, about 20 µs each."""
    known = [text for text in texts if text is not None]
    read = spread_evenly(known, _READ_NOW)
    bags = [set(words_of(text, then.language)) for text in read]
    numbers = then.vocabulary
    strangers = Counter(word for bag in bags for word in bag if word not in numbers and is_told(word))
    least = max(_RAREST, _NEW_SHARE * len(bags))
    return TextsNow(
        rows=len(texts),
        missing=len(texts) - len(known),
        lengths=then.lengths.like(_lengths(known)),
        languages=sketch_categories(map(hinted_language, read)),
        unknown=then.unknown.like(_unknown_shares(bags, numbers)),
        documents=Documents.from_sets({numbers[word] for word in bag if word in numbers} for bag in bags),
        new_words={word: rows / len(bags) for word, rows in _ranked(strangers)[:_MOST_NEW] if rows >= least},
    )


def _ranked(counted: Counter[str]) -> list[tuple[str, int]]:
    # The word decides among equal counts: a set's own order is another in each process.
    return sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))


def _lengths(texts: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.fromiter(map(len, texts), dtype=np.float64, count=len(texts))


def _unknown_shares(bags: Iterable[set[str]], numbers: dict[str, int]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    spoken = [[word for word in bag if word[0].isalpha() and word not in (SOMEONE, NUMBER)] for bag in bags]
    shares = [sum(word not in numbers for word in words) / len(words) if words else np.nan for words in spoken]
    return np.array(shares, dtype=np.float64)


def _first(bags: Sequence[set[str]], numbers: dict[str, int]) -> Documents:
    """Return as many of the documents as may be kept."""
    sets = [{numbers[word] for word in bag if word in numbers} for bag in bags]
    sizes = np.cumsum([len(words) for words in sets])
    return Documents.from_sets(sets[: int(np.searchsorted(sizes, _PAIRS, side="right"))])
