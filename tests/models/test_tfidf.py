"""The recipes over words and groups of letters."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from vigie.core.schema import Schema
from vigie.models.tfidf import TOKENS, tfidf_logreg, tfidf_svc


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "@jetblue don't #fail!!! 😡 u.s.", ["@jetblue", "don't", "#fail", "!!!", "😡", "u", ".", "s", "."]),
        ("fr", "l'avion n'est là qu'aujourd'hui !", ["l'", "avion", "n'", "est", "là", "qu'", "aujourd'hui", "!"]),
    ],
)  # fmt: skip
def test_tokens_are_words_cries_and_signs(language: Any, text: str, expected: list[str]) -> None:
    assert re.findall(TOKENS[language], text) == expected


@pytest.mark.parametrize("recipe", [tfidf_logreg, tfidf_svc])
def test_recipe_reads_the_first_text_only(recipe: Any, schema: Schema, reviews: tuple[pd.DataFrame, Any]) -> None:
    X, y = pd.concat([reviews[0]] * 5, ignore_index=True), np.tile(reviews[1], 5)
    model = recipe(schema, min_df=1).fit(X, y)
    changed = X.assign(stars=0.0, title="y")
    assert (model.predict_proba(X) == model.predict_proba(changed)).all()
    assert model.predict(pd.DataFrame({"review": ["merci, parfait", "nul, à fuir"]})).tolist() == ["positif", "negatif"]


def test_recipe_with_stop_words_leaves_them_out_and_keeps_negations(schema: Schema, reviews: tuple[Any, Any]) -> None:
    X, y = reviews
    X = X.assign(review=[f"je ne suis pas dans l'avion {text}" for text in X["review"]])
    model = tfidf_logreg(schema, chars=(), words=(1, 1), stop_words=True, min_df=1).fit(X, y)
    words = set(model.named_steps["features"].vocabulary_)
    assert {"ne", "pas", "avion"} <= words
    assert not {"je", "dans", "l'"} & words


@pytest.mark.parametrize("recipe", [tfidf_logreg, tfidf_svc])
def test_recipe_takes_three_classes(recipe: Any, schema: Schema, reviews: tuple[Any, Any]) -> None:
    X, _ = reviews
    y = np.array(["negatif", "neutre", "positif", "neutre"] * 6)
    X = pd.concat([X] * 3, ignore_index=True)
    classes = {name: (name,) for name in ("positif", "neutre", "negatif")}
    three = schema.model_copy(update={"target": schema.target.model_copy(update={"classes": classes})})
    probabilities = recipe(three, min_df=1).fit(X, y).predict_proba(X)
    assert probabilities.shape == (24, 3)
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(24))


def test_recipe_without_words_and_chars_is_refused(schema: Schema) -> None:
    with pytest.raises(ValueError, match="one of words and chars"):
        tfidf_logreg(schema, words=(), chars=())


def test_recipe_on_one_class_fails_with_a_reason(schema: Schema, reviews: tuple[Any, Any]) -> None:
    X, y = reviews
    with pytest.raises(ValueError, match="class"):
        tfidf_logreg(schema).fit(X[:4], y[:4])


def test_recipe_on_empty_texts_fails_with_a_reason(schema: Schema, reviews: tuple[Any, Any]) -> None:
    X, y = reviews
    with pytest.raises(ValueError, match="empty vocabulary"):
        tfidf_logreg(schema).fit(X.assign(review=""), y)
