"""Texts as averages of vectors, and the recipes over them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from vigie.core.errors import EmptyVocabularyError, FitError, VectorsFileError
from vigie.core.schema import Schema
from vigie.models.catalogue import build, find_recipe
from vigie.models.embeddings.average_vectors import AverageVectors, Weighting

TEXTS = ["late late crew", "great crew", "crew"]
VECTORS = "3 2\nlate 1.0 0.0\ngreat 0.0 1.0\nsoon 0.5 0.5\n"


@pytest.fixture
def file(tmp_path: Path) -> str:
    (tmp_path / "words.vec").write_text(VECTORS)
    return str(tmp_path / "words.vec")


def test_average_is_of_the_words_that_have_a_vector(file: str) -> None:
    model = AverageVectors(file).fit(TEXTS)
    assert model.transform(["late great crew", "crew", ""]).tolist() == [[0.5, 0.5], [0, 0], [0, 0]]
    assert model.coverage_ == pytest.approx(3 / 6)


def test_files_first_words_count_although_training_lacks_them(file: str) -> None:
    assert AverageVectors(file, common=3).fit(TEXTS).transform(["soon"]).tolist() == [[0.5, 0.5]]
    assert AverageVectors(file, common=0).fit(TEXTS).transform(["soon"]).tolist() == [[0, 0]]


@pytest.mark.parametrize("weighting", ["idf", "sif"])
def test_weighting_lets_rare_words_count_more(weighting: Weighting, file: str) -> None:
    texts = ["late"] * 8 + ["late great"]
    common, rare = AverageVectors(file, weighting=weighting).fit(texts).transform(["late great"])[0]
    assert rare > common > 0


def test_unknown_weighting_is_refused(file: str) -> None:
    with pytest.raises(ValueError, match="'tf' is no weighting: none, idf, sif"):
        AverageVectors(file, weighting="tf").fit(TEXTS)  # type: ignore[arg-type]  # that is the point


def test_unseen_word_counts_by_its_subwords_with_fasttext_alone() -> None:
    texts = ["cancelled flight", "great flight", "cancelled again"] * 5
    of_letters = AverageVectors("fasttext", size=8, epochs=2).fit(texts)
    assert np.abs(of_letters.transform(["cancelling"])).max() > 0
    assert of_letters.transform(["zzz"]).tolist() == [[0.0] * 8]
    assert AverageVectors("word2vec", size=8, epochs=2).fit(texts).transform(["cancelling"]).tolist() == [[0.0] * 8]


@pytest.mark.parametrize("embeddings", ["word2vec", "fasttext"])
def test_texts_without_words_leave_no_vocabulary(embeddings: str) -> None:
    with pytest.raises(EmptyVocabularyError):
        AverageVectors(embeddings).fit(["", " "])


def test_recipe_finds_the_file_in_the_projects_folder(
    file: str, schema: Schema, reviews: tuple[pd.DataFrame, Any]
) -> None:
    folder = Path(file).parent
    (folder / "fr.vec").write_text("service 1 0\nmerci 0 1\nnul 1 1\n")
    recipe = find_recipe("vectors-logreg", folder)
    model = build(recipe, schema, 0, {"embeddings": "fr.vec"}).fit(*reviews)
    assert model.named_steps["features"].averages_.rows.shape == (3, 2)
    assert "root" not in recipe.params


def test_recipe_without_its_file_says_so_before_any_fit(schema: Schema, tmp_path: Path) -> None:
    with pytest.raises(FitError, match=r"absent\.vec cannot be used: there is no such file"):
        build(find_recipe("vectors-logreg", tmp_path), schema, 0, {"embeddings": "absent.vec"})
    with pytest.raises(FitError, match="there is no such file"):
        build(find_recipe("vectors-logreg", tmp_path), schema, 0, {})


def test_wrong_file_is_told_by_the_fit(schema: Schema, tmp_path: Path, reviews: tuple[pd.DataFrame, Any]) -> None:
    (tmp_path / "bad.vec").write_text("service 1 2\nmerci 1\n")
    model = build(find_recipe("vectors-logreg", tmp_path), schema, 0, {"embeddings": "bad.vec"})
    with pytest.raises(VectorsFileError, match=r"bad\.vec, line 2"):
        model.fit(*reviews)
