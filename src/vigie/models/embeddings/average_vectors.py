"""Texts as averages of their words' vectors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, Self, get_args

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from vigie.models.embeddings.training import Training
from vigie.models.embeddings.vectors import TRAINED, WordVectors, check_vocabulary
from vigie.models.embeddings.vectors_file import read_vectors
from vigie.servable.averages import Averages

Weighting = Literal["none", "idf", "sif"]
WEIGHTINGS: tuple[Weighting, ...] = get_args(Weighting)

_SIF = 1e-3
"""The share of all words from which on a word's weight falls: the middle of the range that Arora et al. found good."""


class AverageVectors(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Turns each text into the weighted average of its words' vectors.

    What becomes of words that no training text had: FastText's are put together from those of their subwords that
    training met, a file's are known if they are among its `common` first words, and all others do not count. A text
    without a word that counts is all zeros.

    Parameters
    ----------
    embeddings
        "word2vec" or "fasttext" to train on the texts that `fit` gets, or the path of a file.
    pattern
        What counts as a word.
    size, window, min_count, epochs, seed
        Of the training; a file has its own size.
    common
        Words of a file, from its beginning, that are kept although no training text has them.
    weighting
        "none": every word counts alike. "idf": rare words count more. "sif": a / (a + share of all words).

    Attributes
    ----------
    averages_
        The sums, which `packaging` takes over.
    coverage_
        Share of the training texts' words that have a vector.

    References
    ----------
    Arora, Liang & Ma, "A Simple but Tough-to-Beat Baseline for Sentence Embeddings", ICLR 2017.
    """

    def __init__(
        self,
        embeddings: str = "word2vec",
        pattern: str = r"\w+",
        size: int = 100,
        window: int = 5,
        min_count: int = 2,
        epochs: int = 10,
        common: int = 20_000,
        weighting: Weighting = "none",
        seed: int = 0,
    ) -> None:
        self.embeddings = embeddings
        self.pattern = pattern
        self.size = size
        self.window = window
        self.min_count = min_count
        self.epochs = epochs
        self.common = common
        self.weighting = weighting
        self.seed = seed

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learn or read the vectors of the words in texts `X`, and how much each counts.

        Raises
        ------
        EmptyVocabularyError
            If no word occurs often enough.
        ValueError
            If the weighting is unknown.
        VectorsFileError
            If the file is missing or wrong.
        """
        sentences = [re.findall(self.pattern, text) for text in X]
        vectors = self._vectors(sentences)
        weights, unseen = self._weights(vectors, sentences)
        self.averages_ = Averages(
            pattern=self.pattern,
            words=vectors.words,
            weights=weights,
            rows=vectors.matrix.astype(np.float64),
            subwords=vectors.subwords,
            subword_rows=vectors.subword_matrix.astype(np.float64),
            lengths=vectors.lengths,
            unseen_weight=unseen if vectors.subwords else 0.0,
        )
        self.coverage_ = _coverage(vectors, sentences)
        return self

    def transform(self, X: Any) -> NDArray[np.float64]:
        """Return shape (n_texts, size)."""
        check_is_fitted(self, "averages_")
        return self.averages_.of(X)

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        return np.array([f"dimension_{place}" for place in range(self.averages_.rows.shape[1])], dtype=object)

    def _vectors(self, sentences: Sequence[list[str]]) -> WordVectors:
        if self.embeddings not in TRAINED:
            words = list(dict.fromkeys(word for sentence in sentences for word in sentence))
            check_vocabulary(words, 1, len(sentences))
            return read_vectors(Path(self.embeddings), words, self.common)
        training = Training(self.size, self.window, self.min_count, self.epochs, self.seed)
        return training.train("fasttext" if self.embeddings == "fasttext" else "word2vec", sentences)

    def _weights(self, vectors: WordVectors, sentences: Sequence[list[str]]) -> tuple[NDArray[np.float64], float]:
        """Return the weight of each word, and that of a word which no training text has."""
        if self.weighting not in WEIGHTINGS:
            raise ValueError(f"'{self.weighting}' is no weighting: {', '.join(WEIGHTINGS)}")
        if self.weighting == "none":
            return np.ones(len(vectors.words)), 1.0
        once = self.weighting == "idf"
        counts = Counter(word for sentence in sentences for word in (set(sentence) if once else sentence))
        of_word = np.array([counts[word] for word in vectors.words], dtype=np.float64)
        total = len(sentences) if once else sum(counts.values())
        weights = np.log((1 + total) / (1 + of_word)) + 1 if once else _SIF / (_SIF + of_word / max(total, 1))
        return weights, float(np.log(1 + total) + 1) if once else 1.0


def _coverage(vectors: WordVectors, sentences: Sequence[list[str]]) -> float:
    known = set(vectors.words)
    words = [word in known for sentence in sentences for word in sentence]
    return sum(words) / max(len(words), 1)
