"""Words and their vectors, wherever they came from."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from vigie.core.errors import EmptyVocabularyError

Trained = Literal["word2vec", "fasttext"]
TRAINED: tuple[Trained, ...] = get_args(Trained)


@dataclass(frozen=True)
class WordVectors:
    """Vectors of words, and of the groups of letters in them where the words were taken apart.

    Parameters
    ----------
    matrix
        Shape (n_words, size).
    subwords
        As `servable.averages.cut_subwords` gives them; each is in a word of the training rows.
    subword_matrix
        Shape (n_subwords, size).
    lengths
        Shortest and longest subword, in letters.
    """

    words: tuple[str, ...]
    matrix: NDArray[np.float32]
    subwords: tuple[str, ...]
    subword_matrix: NDArray[np.float32]
    lengths: tuple[int, int] = (0, 0)

    @property
    def size(self) -> int:
        """Numbers in a vector."""
        return int(self.matrix.shape[1])

    @classmethod
    def of_words(cls, words: Iterable[str], matrix: NDArray[np.float32]) -> WordVectors:
        """Return vectors of words that were not taken apart."""
        return cls(tuple(words), matrix, (), np.zeros((0, matrix.shape[1]), dtype=np.float32))


def resolve(embeddings: str | None, root: Path) -> str | None:
    """Return what an estimator takes for a recipe's `embeddings`: a way of training as it is, a file by its full path.

    Examples
    --------
    >>> resolve("fasttext", Path("/projects/tweets")), resolve(None, Path())
    ('fasttext', None)
    """
    if embeddings is None or embeddings in ("", "none"):
        return None
    return embeddings if embeddings in TRAINED else str((root / embeddings).resolve())


def check_vocabulary(words: Collection[str], min_count: int, texts: int) -> None:
    """Raise when no word is left to learn from.

    Parameters
    ----------
    texts
        How many there are to learn from.

    Raises
    ------
    EmptyVocabularyError
        If `words` is empty.
    """
    if not words:
        raise EmptyVocabularyError("word", min_count, texts, parameter="min_count")
