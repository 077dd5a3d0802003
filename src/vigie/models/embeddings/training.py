"""Vectors learnt from the training texts alone, by gensim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from vigie.core.errors import MissingPartError
from vigie.models.embeddings.vectors import Trained, WordVectors, check_vocabulary
from vigie.servable.averages import LONGEST_WORD, cut_subwords

SUBWORDS = (3, 5)
"""Letters in a FastText subword, the marks of a word's ends among them."""

BUCKETS = 100_000
"""Rows that FastText's subwords share by their hash; some ten thousand texts have fewer subwords than this."""


@dataclass(frozen=True)
class Training:
    """How vectors are learnt: skip-gram with negative sampling, over words or words and their subwords.

    Parameters
    ----------
    size
        Numbers in a vector.
    window
        Words to either side that a word is to foretell.
    min_count
        Occurrences that a word needs.
    epochs
        Passes over the texts: some thousand short texts want many more than gensim's five.

    References
    ----------
    Mikolov et al., "Distributed Representations of Words and Phrases and their Compositionality", NIPS 2013.
    Bojanowski et al., "Enriching Word Vectors with Subword Information", TACL 2017.
    """

    size: int = 100
    window: int = 5
    min_count: int = 2
    epochs: int = 10
    seed: int = 0

    def train(self, kind: Trained, sentences: Sequence[list[str]]) -> WordVectors:
        """Return vectors of the words in `sentences`; the same for the same seed, in every process.

        Raises
        ------
        MissingPartError
            If gensim is not installed.
        EmptyVocabularyError
            If no word occurs often enough.
        """
        counts = Counter(word for sentence in sentences for word in sentence)
        often = [word for word, count in counts.items() if count >= self.min_count]
        check_vocabulary(often, self.min_count, len(sentences))
        return self._fasttext(sentences) if kind == "fasttext" else self._word2vec(sentences)

    def _word2vec(self, sentences: Sequence[list[str]]) -> WordVectors:
        wv = _gensim().Word2Vec(sentences, **self._how()).wv
        return WordVectors.of_words(wv.index_to_key, np.asarray(wv.vectors, dtype=np.float32))

    def _fasttext(self, sentences: Sequence[list[str]]) -> WordVectors:
        shortest, longest = SUBWORDS
        cut = [[word[:LONGEST_WORD] for word in sentence] for sentence in sentences]
        wv = _gensim().FastText(cut, min_n=shortest, max_n=longest, bucket=BUCKETS, **self._how()).wv
        # Only subwords that a training word has: the others' rows were never trained, and are chance.
        subwords = tuple(dict.fromkeys(sub for word in wv.index_to_key for sub in cut_subwords(word, SUBWORDS)))
        return WordVectors(
            tuple(wv.index_to_key), np.asarray(wv.vectors, dtype=np.float32), subwords, _rows(wv, subwords), SUBWORDS
        )

    def _how(self) -> dict[str, Any]:
        # One worker and a hash that no process salts: more workers take turns by chance.
        return {
            "vector_size": self.size,
            "window": self.window,
            "min_count": self.min_count,
            "epochs": self.epochs,
            "seed": self.seed,
            "sg": 1,
            "workers": 1,
            "hashfxn": fixed_hash,
        }


def fixed_hash(word: str) -> int:
    """Return a number for a word that is the same in every process, unlike Python's own hash."""
    return crc32(word.encode("utf-8", "surrogatepass"))


def _rows(wv: Any, subwords: Sequence[str]) -> NDArray[np.float32]:
    from gensim.models.fasttext import ft_hash_bytes

    places = [ft_hash_bytes(subword.encode("utf-8", "surrogatepass")) % wv.bucket for subword in subwords]
    return np.asarray(wv.vectors_ngrams[places], dtype=np.float32).reshape(len(subwords), wv.vector_size)


def _gensim() -> Any:
    # Here, and not at the top: who trains no vectors does not need it.
    try:
        from gensim import models
    except ImportError as error:
        raise MissingPartError("gensim", 'pip install "vigie[deep]"') from error
    return models
