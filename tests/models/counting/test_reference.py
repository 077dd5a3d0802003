"""Words as they are, stems and lemmas on the same model and real rows: one comparison over one parameter."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import ParameterGrid

from vigie.core.schema import Feature, Schema, Target
from vigie.evaluation.metrics import compute_metrics
from vigie.models.catalogue import build, find_recipe
from vigie.text.preparation import PREPARATIONS

pytestmark = pytest.mark.reference

SCHEMA = Schema(
    features=(Feature(name="text", type="text"),),
    target=Target(column="airline_sentiment", classes={"negative": ("negative",), "other": ("neutral", "positive")}),
)


def test_preparation_is_compared_by_one_parameter(reference_data: Path) -> None:
    rows = pd.read_csv(reference_data / "airline_tweets.csv.gz", dtype=str).drop_duplicates("text").iloc[::12]
    y = np.where(rows["airline_sentiment"] == "negative", "negative", "other")
    X = rows[["text"]].astype(object)
    seen = np.arange(len(X)) % 3 > 0
    scores, terms = {}, {}
    for params in ParameterGrid({"preparation": PREPARATIONS, "chars": [()], "words": [(1, 1)], "min_df": [1]}):
        model = build(find_recipe("tfidf-logreg", Path()), SCHEMA, 0, params).fit(X[seen], y[seen])
        metrics = compute_metrics(SCHEMA.labels, y[~seen], model.predict_proba(X[~seen]), positive="negative")
        scores[params["preparation"]] = metrics["roc_auc"]
        terms[params["preparation"]] = len(model.named_steps["features"].vocabulary_)
    assert terms["none"] > terms["lemma"] > terms["stem"]
    assert min(scores.values()) > 0.82
    assert max(scores.values()) - min(scores.values()) < 0.03
