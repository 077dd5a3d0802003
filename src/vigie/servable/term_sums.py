"""Weighted sums over the terms of texts: what scikit-learn's sparse matrices come to, without them.

For a text, scikit-learn builds three sparse matrices and multiplies them; the result is only, for each block of terms,
the sum of tf · idf · weight over the root of the sum of (tf · idf)². Both factors are in one table, so a text is: find
its terms, count them, gather their rows, add up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from vigie.core.types import Row
from vigie.servable.murmur import Buckets
from vigie.servable.runtime import Arrays
from vigie.servable.terms import Occurrence, Terms, TermsSpec, make_terms
from vigie.text.normalise import Style, normalise

_ROWS = 256
"""Rows counted at once: enough to spread NumPy's cost, few enough to stay in the processor's cache."""

_CHARACTERS = 100_000
"""Characters counted at once, a text more or less, so that long texts do not fill the memory."""

_NUMBERS = 4_000_000
"""Numbers gathered at once at most, or those of one row."""

_SEPARATOR = "\n"
"""Between terms in the stored vocabulary; the compile refuses a term that holds it."""


class TermSumsSpec(BaseModel):
    """The part that is not arrays."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    feature: str
    style: Style
    blocks: tuple[TermsSpec, ...]
    sublinear_tf: bool = False
    """A term that occurs n times counts 1 + ln n, not n."""
    binary: bool = False
    """A term counts 1, however often it occurs."""


class TermSums:
    """Adds up a row of numbers per term of a text.

    Parameters
    ----------
    vocabularies
        The terms of each block, in its order; of a hashed block none.
    table
        Shape (n_terms, 1 + width): first what a term puts into its block's norm (idf; 0 where counts are not made to
        one length), then the numbers to be added up. Each block begins with a row of zeros, the null term's, so
        n_terms is the number of terms, or buckets, plus the number of blocks.
    """

    def __init__(self, spec: TermSumsSpec, vocabularies: Sequence[Sequence[str]], table: NDArray[Any]) -> None:
        sizes = [
            1 + (block.buckets or len(vocabulary)) for block, vocabulary in zip(spec.blocks, vocabularies, strict=True)
        ]
        if table.ndim != 2 or len(table) != sum(sizes):
            raise ValueError("the table is not of the vocabularies' size")
        self.spec = spec
        self.table = table
        self.vocabularies = vocabularies
        self._nulls = np.cumsum([0, *sizes[:-1]])
        self.blocks: list[Terms] = [
            make_terms(block, _numbers(block, vocabulary, null + 1), null)
            for block, vocabulary, null in zip(spec.blocks, vocabularies, self._nulls.tolist(), strict=True)
        ]

    def listed(self) -> Iterator[tuple[TermsSpec, Sequence[str], NDArray[np.float64]]]:
        """Yield of each block how it is cut out of a text, its terms, and their rows of the table."""
        for spec, vocabulary, null in zip(self.spec.blocks, self.vocabularies, self._nulls.tolist(), strict=True):
            yield spec, vocabulary, self.table[null + 1 : null + 1 + len(vocabulary)]

    def text(self, row: Row) -> str:
        """Return the row's text as it is counted."""
        return normalise(row.get(self.spec.feature) or "", self.spec.style)

    def sums(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the sums of normalised texts, shape (n_texts, width)."""
        parts = [self._sums(texts[start:end]) for start, end in self._chunks(texts)]
        return np.concatenate(parts) if parts else np.zeros((0, self.table.shape[1] - 1))

    def shares(self, text: str) -> Iterator[tuple[NDArray[np.float64], tuple[int, ...]]]:
        """Yield what each occurrence of a term adds to the sums, and the places of the words it lies in."""
        for block in self.blocks:
            yield from self._shares(list(block.occurrences(text)))

    def _chunks(self, texts: Sequence[str]) -> Iterator[tuple[int, int]]:
        characters = min(_CHARACTERS, _NUMBERS // self.table.shape[1])
        start, held = 0, 0
        for place, text in enumerate(texts):
            held += len(text)
            if place - start + 1 == _ROWS or held >= characters:
                yield start, place + 1
                start, held = place + 1, 0
        if start < len(texts):
            yield start, len(texts)

    def _sums(self, texts: Sequence[str]) -> NDArray[np.float64]:
        # A key is a term of a row: row · n_terms + term. Sorted, the keys of one row and block lie together.
        n_terms = len(self.table)
        if len(texts) == 1:
            keys = np.concatenate([block.ids(texts[0]) for block in self.blocks])
        else:
            found = [block.many(texts) for block in self.blocks]
            keys = np.concatenate([numbers + rows * n_terms for numbers, rows in found])
        keys.sort()
        first, counts = _runs(keys)
        keys = keys[first]
        values = self.table.take(keys % n_terms, axis=0) * self._weights(counts)[:, None]
        # The null term, which is in each row's every block and first in it, says where it begins.
        nulls = self._nulls if len(texts) == 1 else np.add.outer(np.arange(len(texts)) * n_terms, self._nulls).ravel()
        starts = keys.searchsorted(nulls)
        norms = np.sqrt(np.add.reduceat(values[:, 0] ** 2, starts))
        norms[norms == 0] = 1.0
        sums = np.add.reduceat(values[:, 1:], starts) / norms[:, None]
        total: NDArray[np.float64] = sums.reshape(len(texts), len(self.blocks), -1).sum(axis=1)
        return total

    def _shares(self, occurrences: list[Occurrence]) -> Iterator[tuple[NDArray[np.float64], tuple[int, ...]]]:
        times = Counter(number for number, _ in occurrences)
        numbers = np.array(list(times), dtype=np.int64)
        counts = np.array(list(times.values()), dtype=np.float64)
        values = self.table[numbers] * self._weights(counts)[:, None]
        norm = float(np.sqrt((values[:, 0] ** 2).sum())) or 1.0
        of_term = dict(zip(times, values[:, 1:] / norm / counts[:, None], strict=True))
        return ((of_term[number], places) for number, places in occurrences)

    def _weights(self, counts: NDArray[Any]) -> NDArray[np.float64]:
        if self.spec.binary:
            return np.ones(len(counts))
        return 1.0 + np.log(counts) if self.spec.sublinear_tf else counts.astype(np.float64)


def words_of(text: str) -> list[str]:
    """Return the words that the places of `TermSums.shares` number, bare of the signs around them.

    Examples
    --------
    >>> words_of('so "late" again...')
    ['so', 'late', 'again']
    """
    return [word.strip('.,;:()"') or word for word in re.findall(r"\S+", text)]


def pack(spec: TermSumsSpec, vocabularies: Sequence[Sequence[str]]) -> dict[str, NDArray[Any]]:
    """Return the vocabularies as arrays of bytes, to be stored."""
    joined = [_SEPARATOR.join(vocabulary).encode("utf-8", "surrogatepass") for vocabulary in vocabularies]
    return {
        f"terms_{block.name}": np.frombuffer(content, dtype=np.uint8)
        for block, content in zip(spec.blocks, joined, strict=True)
    }


def unpack(spec: TermSumsSpec, arrays: Arrays) -> list[list[str]]:
    """Return the vocabularies that `pack` stored."""
    texts = [arrays[f"terms_{block.name}"].tobytes().decode("utf-8", "surrogatepass") for block in spec.blocks]
    return [text.split(_SEPARATOR) if text else [] for text in texts]


def _numbers(block: TermsSpec, vocabulary: Sequence[str], first: int) -> dict[str, int] | Buckets:
    if block.buckets:
        return Buckets(block.buckets, first)
    return dict(zip(vocabulary, range(first, first + len(vocabulary)), strict=True))


def _runs(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where runs of equal keys begin, and their lengths. (`numpy.unique` takes three times as long.)"""
    begins = np.empty(len(keys), dtype=np.bool_)
    begins[0] = True
    np.not_equal(keys[1:], keys[:-1], out=begins[1:])
    first = begins.nonzero()[0]
    counts = np.empty_like(first)
    counts[:-1] = first[1:] - first[:-1]
    counts[-1] = len(keys) - first[-1]
    return first, counts
