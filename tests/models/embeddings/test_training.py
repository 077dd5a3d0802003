"""Vectors trained on the texts at hand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from vigie.core.errors import EmptyVocabularyError
from vigie.models.embeddings.training import BUCKETS, SUBWORDS, Training
from vigie.models.embeddings.vectors import Trained, resolve
from vigie.servable.averages import cut_subwords

SENTENCES = [["late", "flight", "again"], ["great", "crew", "again"], ["late", "crew"], ["great", "flight"]] * 5
TINY = Training(size=8, epochs=2, seed=3)

both_kinds = pytest.mark.parametrize("kind", ["word2vec", "fasttext"])


@both_kinds
def test_same_seed_gives_the_same_vectors_in_every_process(kind: Trained) -> None:
    # Python salts its hashes by the process: vectors that hung on them would differ.
    script = (
        "from vigie.models.embeddings.training import Training\n"
        f"print(Training(size=8, epochs=2, seed=3).train({kind!r}, {SENTENCES!r}).matrix.tobytes().hex())"
    )
    other = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": "12345"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.strip() == TINY.train(kind, SENTENCES).matrix.tobytes().hex()


@both_kinds
def test_another_seed_gives_other_vectors(kind: Trained) -> None:
    other = Training(size=8, epochs=2, seed=4)
    assert np.abs(TINY.train(kind, SENTENCES).matrix - other.train(kind, SENTENCES).matrix).max() > 1e-3


@both_kinds
def test_rare_words_get_no_vector(kind: Trained) -> None:
    vectors = TINY.train(kind, [*SENTENCES, ["once"]])
    assert set(vectors.words) == {"late", "flight", "again", "great", "crew"}
    assert vectors.matrix.shape == (5, 8)


def test_fasttext_word_is_the_mean_of_its_own_vector_and_its_subwords() -> None:
    from gensim.models import FastText

    vectors = TINY.train("fasttext", SENTENCES)
    wv = FastText(SENTENCES, min_n=SUBWORDS[0], max_n=SUBWORDS[1], bucket=BUCKETS, **TINY._how()).wv
    row_of = {subword: row for row, subword in enumerate(vectors.subwords)}
    parts = [vectors.subword_matrix[row_of[subword]] for subword in cut_subwords("flight", SUBWORDS)]
    own = wv.vectors_vocab[wv.key_to_index["flight"]]
    mean = np.mean([own, *parts], axis=0)
    assert vectors.matrix[vectors.words.index("flight")] == pytest.approx(mean, abs=1e-6)


@both_kinds
def test_no_word_often_enough_is_told(kind: Trained) -> None:
    with pytest.raises(EmptyVocabularyError, match="at least 2 of the 3 training texts"):
        TINY.train(kind, [["a"], ["b"], []])


def test_a_files_path_is_of_the_projects_folder() -> None:
    assert resolve("vectors/fr.vec", Path("/projects/reviews")) == "/projects/reviews/vectors/fr.vec"
    assert resolve("/data/fr.vec", Path("/projects/reviews")) == "/data/fr.vec"
    assert resolve("none", Path()) is resolve("", Path()) is None
