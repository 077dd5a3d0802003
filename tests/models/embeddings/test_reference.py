"""Ways to word vectors compared on the same real rows and the same model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import roc_auc_score

from vigie.core.schema import Feature, Schema, Target
from vigie.models.catalogue import build, find_recipe
from vigie.packaging.compile import compile_estimator
from vigie.text.normalise import normalise
from vigie.text.tokens import TOKENS

pytestmark = pytest.mark.reference

ROWS, HELD_OUT = 900, 400
SCHEMA = Schema(
    features=(Feature(name="text", type="text"),),
    target=Target(column="airline_sentiment", classes={"negative": ("negative",), "other": ("neutral", "positive")}),
)


@pytest.fixture(scope="module")
def rows(reference_data: Path) -> tuple[pd.DataFrame, Any]:
    frame = pd.read_csv(reference_data / "airline_tweets.csv.gz").drop_duplicates("text")
    frame = frame.sample(ROWS + HELD_OUT, random_state=0)
    labels = np.where(frame["airline_sentiment"] == "negative", "negative", "other")
    return pd.DataFrame({"text": frame["text"].astype(object).to_numpy()}), labels


@pytest.fixture(scope="module")
def file(rows: tuple[pd.DataFrame, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of vectors made from the training rows: which of them a word is in, in fewer dimensions."""
    texts = [normalise(text, "tweet") for text in rows[0]["text"][:ROWS]]
    counted = TfidfVectorizer(token_pattern=TOKENS["en"], lowercase=False, min_df=2)
    of_words = TruncatedSVD(50, random_state=0).fit_transform(counted.fit_transform(texts).T)
    path = tmp_path_factory.mktemp("vectors") / "tweets.vec"
    lines = [
        f"{word} {' '.join(f'{number:.5f}' for number in vector)}"
        for word, vector in zip(counted.get_feature_names_out(), of_words, strict=True)
    ]
    path.write_text(f"{len(lines)} 50\n" + "\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize(
    ("recipe", "params"),
    [
        ("word2vec-logreg", {"size": 50}),
        ("fasttext-logreg", {"size": 50}),
        ("vectors-logreg", {"embeddings": "tweets.vec"}),
    ],
)
def test_each_way_to_vectors_tells_negative_tweets(
    recipe: str, params: dict[str, Any], rows: tuple[pd.DataFrame, Any], file: Path
) -> None:
    X, y = rows
    model = build(find_recipe(recipe, file.parent), SCHEMA, 1, {**params, "C": 0.1}).fit(X[:ROWS], y[:ROWS])
    answers = compile_estimator(model, SCHEMA).predict_proba([{"text": text} for text in X["text"][ROWS:]])
    assert roc_auc_score(y[ROWS:] == "other", answers[:, 1]) > 0.78


@pytest.mark.parametrize("embeddings", ["none", "word2vec", "fasttext", "tweets.vec"])
def test_each_first_layer_lets_the_same_network_learn(
    embeddings: str, rows: tuple[pd.DataFrame, Any], file: Path
) -> None:
    X, y = rows
    params = {"embeddings": embeddings, "size": 50, "epochs": 8, "lr": 0.003, "device": "cpu"}
    model = build(find_recipe("attention", file.parent), SCHEMA, 1, params).fit(X[:ROWS], y[:ROWS])
    answers = compile_estimator(model, SCHEMA).predict_proba([{"text": text} for text in X["text"][ROWS:]])
    assert roc_auc_score(y[ROWS:] == "other", answers[:, 1]) > 0.80
