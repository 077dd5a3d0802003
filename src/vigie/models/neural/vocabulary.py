"""Which words a network knows, and the vectors its training begins with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vigie.models.embeddings.training import Training
from vigie.models.embeddings.vectors import TRAINED, WordVectors, check_vocabulary
from vigie.models.embeddings.vectors_file import read_vectors
from vigie.servable.word_ids import FIRST, PADDING

_SPREAD = 0.3
"""Standard deviation of the numbers that training begins with, whoever made them: what the layers' own weights and
rates are made for."""


@dataclass(frozen=True)
class Vocabulary:
    """The words in the order of their numbers, and shape (n_words + 2, size): padding, unknown, and the words."""

    words: tuple[str, ...]
    vectors: NDArray[np.float32]


@dataclass(frozen=True)
class FirstLayer:
    """How a vocabulary and its vectors come about.

    Parameters
    ----------
    embeddings
        None: vectors begin by chance. "word2vec" or "fasttext": trained on the texts first. Else the path of a file.
    size
        Numbers in a vector; a file has its own.
    min_count
        Occurrences that a word needs, unless a file knows it.
    max_words
        The most frequent so many are known.
    """

    pattern: str
    embeddings: str | None
    size: int
    min_count: int
    max_words: int
    seed: int

    def fit(self, texts: Sequence[str]) -> Vocabulary:
        """Return what the texts give.

        Raises
        ------
        EmptyVocabularyError
            If no word occurs often enough.
        VectorsFileError
            If the file is missing or wrong.
        """
        sentences = [re.findall(self.pattern, text) for text in texts]
        counts = Counter(word for sentence in sentences for word in sentence)
        known = self._known(sentences, counts)
        kept = {word for word, count in counts.items() if count >= self.min_count} | set(known.words if known else ())
        check_vocabulary(kept, self.min_count, len(texts))
        # Ties by name: the order of the rows has no say.
        words = sorted(kept, key=lambda word: (-counts[word], word))[: self.max_words]
        return Vocabulary(tuple(words), self._vectors(words, known))

    def _known(self, sentences: Sequence[list[str]], counts: Counter[str]) -> WordVectors | None:
        if self.embeddings is None:
            return None
        if self.embeddings not in TRAINED:
            check_vocabulary(counts, 1, len(sentences))
            return read_vectors(Path(self.embeddings), list(counts))
        training = Training(size=self.size, min_count=self.min_count, seed=self.seed)
        return training.train("fasttext" if self.embeddings == "fasttext" else "word2vec", sentences)

    def _vectors(self, words: Sequence[str], known: WordVectors | None) -> NDArray[np.float32]:
        size = known.size if known else self.size
        vectors = np.random.default_rng(self.seed).normal(0.0, _SPREAD, (FIRST + len(words), size))
        if known:
            scale = _SPREAD / (float(known.matrix.std()) or 1.0)
            row_of = {word: row for row, word in enumerate(known.words)}
            for place, word in enumerate(words, start=FIRST):
                if word in row_of:
                    vectors[place] = known.matrix[row_of[word]] * scale
        vectors[PADDING] = 0.0
        return vectors.astype(np.float32)
