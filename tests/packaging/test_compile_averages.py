"""Averaged word vectors as one row of scores for each word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.pipeline import Pipeline

from vigie.core.errors import NotServableError
from vigie.core.schema import Feature, Schema, Target
from vigie.models.embeddings.average_vectors import AverageVectors
from vigie.models.embeddings.recipes import fasttext_logreg, vectors_logreg, word2vec_logreg
from vigie.models.text_column import TextColumn
from vigie.packaging.averages import compile_averages
from vigie.packaging.compile import compile_estimator
from vigie.servable.average_text import AverageTextRuntime

SCHEMA = Schema(
    features=(Feature(name="text", type="text"),),
    target=Target(column="mood", classes={"good": ("good",), "bad": ("bad",), "calm": ("calm",)}),
)
WORDS = {"bad": ["late", "lost", "rude", "never"], "good": ["great", "thanks", "quick"], "calm": ["flight", "bag"]}


def make_rows(labels: tuple[str, ...]) -> tuple[pd.DataFrame, Any]:
    draw = np.random.default_rng(0)
    y = draw.choice(labels, 60)
    texts = [" ".join(draw.choice([*WORDS[label], "the"], 4)) for label in y]
    return pd.DataFrame({"text": pd.Series(texts, dtype=object)}), y


def compiled(model: Any) -> AverageTextRuntime:
    runtime = compile_estimator(model, SCHEMA)
    assert isinstance(runtime, AverageTextRuntime)
    return runtime


@pytest.mark.parametrize("labels", [("bad", "good"), ("bad", "calm", "good")])
@pytest.mark.parametrize("weighting", ["none", "idf", "sif"])
@pytest.mark.parametrize("kind", ["word2vec", "fasttext", "file"])
def test_runtime_gives_the_estimators_numbers(kind: str, weighting: Any, labels: Any, tmp_path: Path) -> None:
    X, y = make_rows(labels)
    if kind == "file":
        (tmp_path / "words.vec").write_text("late 1 2 0\ngreat 0 1 3\nflight 1 1 1\nunseen 5 1 2\n")
        model = vectors_logreg(SCHEMA, root=tmp_path, embeddings="words.vec", weighting=weighting)
    else:
        recipe = fasttext_logreg if kind == "fasttext" else word2vec_logreg
        model = recipe(SCHEMA, size=6, epochs=2, weighting=weighting)
    model.fit(X, y)
    texts = [*X["text"][:10], "", None, "unseen", "lately, the greatest!", "late " * 1_000, "x" * 100_000]
    given = model.predict_proba(pd.DataFrame({"text": pd.Series(texts, dtype=object)}))
    answers = compiled(model).predict_proba([{"text": text} for text in texts])
    places = [SCHEMA.labels.index(label) for label in model.classes_]
    assert np.abs(answers[:, places] - given).max() <= 1e-9
    assert answers.sum(axis=1) == pytest.approx(1)


def test_fasttext_runtime_answers_a_misspelt_word_like_the_word() -> None:
    runtime = compiled(fasttext_logreg(SCHEMA, size=6, epochs=5).fit(*make_rows(("bad", "good"))))
    plain, thanks, misspelt = runtime.predict_proba([{"text": text} for text in ("", "thanks", "thankss")])[:, 0]
    assert (misspelt - plain) * (thanks - plain) > 0


def test_explanation_adds_up_to_the_answer() -> None:
    runtime = compiled(word2vec_logreg(SCHEMA, size=6, epochs=2).fit(*make_rows(("bad", "good"))))
    row = {"text": "great great late unheard"}
    found = runtime.explain(row, SCHEMA.labels.index("good"))
    assert {contribution.name for contribution in found} == {"great", "late"}
    good, bad, _ = runtime.predict_proba([row])[0]
    total = sum(contribution.weight for contribution in found) + runtime.intercept[0]
    assert total == pytest.approx(np.log(good / bad))


def test_another_model_over_averages_is_refused() -> None:
    steps = [
        ("text", TextColumn(SCHEMA.features[0])),
        ("features", AverageVectors(size=4)),
        ("model", RidgeClassifier()),
    ]
    with pytest.raises(NotServableError, match="only a scaling and a logistic regression may follow"):
        compile_averages(Pipeline(steps).fit(*make_rows(("bad", "good"))), SCHEMA)


def test_averages_without_a_scaling_are_carried() -> None:
    steps = [
        ("text", TextColumn(SCHEMA.features[0])),
        ("features", AverageVectors(size=4)),
        ("model", LogisticRegression()),
    ]
    X, y = make_rows(("bad", "good"))
    model = Pipeline(steps).fit(X, y)
    answers = compiled(model).predict_proba([{"text": text} for text in X["text"]])
    assert np.abs(answers[:, [1, 0]] - model.predict_proba(X)).max() <= 1e-9
