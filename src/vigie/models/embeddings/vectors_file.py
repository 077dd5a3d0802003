"""Vectors from a text file: GloVe's, word2vec's and fastText's, packed by gzip or not.

Each line is a word and its numbers, separated by single spaces; word2vec and fastText put a line before them with how
many words and how many numbers there are. Such files hold a million words and more, so they are read line by line, and
only lines of words that are needed are turned into numbers.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Sequence
from io import BufferedIOBase
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vigie.core.errors import VectorsFileError
from vigie.models.embeddings.vectors import WordVectors

_SIGNS = "@#'"
"""Around a token of `text.tokens`, and seldom around a word of a file."""

_NONE = 3
"""Farther from a word than any spelling of it."""


def read_vectors(path: Path, words: Sequence[str], common: int = 0) -> WordVectors:
    """Return the vectors that a file has for `words`, and for its own first words.

    A word that the file lacks may be there in another spelling: with capitals, or without the sign before a hashtag or
    a mention or the apostrophe after an elision. The very spelling goes first.

    Parameters
    ----------
    common
        Of the file's first words, which are its most frequent, keep so many even if they are not in `words`.

    Raises
    ------
    VectorsFileError
        If there is no such file, it cannot be read, a line is wrong, or it holds none of the words.
    """
    reader = _Reader(path, words, common)
    for number, line in enumerate(_lines(path), start=1):
        reader.take(number, line)
    return reader.finish()


class _Reader:
    """What is known of the file so far, line after line."""

    def __init__(self, path: Path, words: Sequence[str], common: int) -> None:
        self._path = path
        self._common = common
        self._wanted = _by_spelling(words)
        self._found: dict[str, tuple[int, NDArray[np.float32]]] = {}
        self._announced: int | None = None
        self._size: int | None = None
        self._lines = 0

    def take(self, number: int, line: str) -> None:
        if number == 1 and self._is_header(line):
            return
        word, numbers = self._split(number, line)
        self._lines += 1
        spelling = word.lower()
        targets = self._wanted.get(word) or self._wanted.get(spelling) or []
        if self._lines <= self._common:
            targets = [*targets, spelling]
        # A better spelling may come later.
        ranked = [(target, _distance(target, word)) for target in targets]
        better = [(target, rank) for target, rank in ranked if rank < self._found.get(target, (_NONE, None))[0]]
        if better:
            vector = self._parse(number, numbers)
            self._found.update({target: (rank, vector) for target, rank in better})

    def finish(self) -> WordVectors:
        if not self._lines:
            raise VectorsFileError(str(self._path), "it holds no vectors")
        if self._announced is not None and self._lines != self._announced:
            reason = f"its first line announces {self._announced:,} words and {self._lines:,} are there; is it whole?"
            raise VectorsFileError(str(self._path), reason)
        if not self._found:
            reason = f"none of its {self._lines:,} words is in the training texts; is it of another language?"
            raise VectorsFileError(str(self._path), reason)
        return WordVectors.of_words(self._found, np.stack([vector for _, vector in self._found.values()]))

    def _is_header(self, line: str) -> bool:
        fields = line.split()
        if len(fields) != 2 or not all(field.isdigit() for field in fields):
            return False
        self._announced, self._size = int(fields[0]), int(fields[1])
        return True

    def _split(self, number: int, line: str) -> tuple[str, list[str]]:
        """Return the line's word and the texts of its numbers. A word may hold spaces, as some of GloVe's do."""
        line = line.rstrip()
        if self._size is None:
            self._size = line.count(" ")
        word, *numbers = line.rsplit(" ", self._size)
        if len(numbers) < self._size or not self._size:
            raise self._wrong(number, f"it has {len(numbers)} numbers and {self._size or 'some'} are expected")
        if " " in word and _is_number(word.rsplit(" ", 1)[1]):
            raise self._wrong(number, f"it has {line.count(' ')} numbers and {self._size} are expected")
        return word, numbers

    def _parse(self, number: int, numbers: list[str]) -> NDArray[np.float32]:
        try:
            vector = np.array(numbers, dtype=np.float32)
        except ValueError as error:
            raise self._wrong(number, "something after its word is no number") from error
        if not np.isfinite(vector).all():
            raise self._wrong(number, "one of its numbers is not finite")
        return vector

    def _wrong(self, number: int, reason: str) -> VectorsFileError:
        return VectorsFileError(str(self._path), reason, line=number)


def _distance(word: str, spelling: str) -> int:
    """Return 0 for the very word, 1 for one without its signs, 2 for one with capitals."""
    return 0 if spelling == word else 1 if spelling == word.strip(_SIGNS) else _NONE - 1


def _by_spelling(words: Sequence[str]) -> dict[str, list[str]]:
    """Return, for each spelling that a file may have, the words it stands for."""
    wanted: dict[str, list[str]] = {}
    for word in words:
        for spelling in dict.fromkeys((word, word.strip(_SIGNS))):
            if spelling:
                wanted.setdefault(spelling, []).append(word)
    return wanted


def _lines(path: Path) -> Iterator[str]:
    try:
        with _open(path) as file:
            for line in file:
                # Some published files hold broken UTF-8; such a word matches none, and that is its only harm.
                yield line.decode("utf-8", "replace")
    except FileNotFoundError as error:
        raise VectorsFileError(str(path), "there is no such file") from error
    except (OSError, EOFError, zlib.error) as error:  # gzip's own errors are among them
        raise VectorsFileError(str(path), f"it cannot be read ({type(error).__name__})") from error


def _open(path: Path) -> BufferedIOBase:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
