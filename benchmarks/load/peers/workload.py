"""What is served and asked: tweets by TF-IDF, or energy ratings by gradient boosting, from the real data."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OrdinalEncoder

from benchmarks.reference import reference_data
from vigie.core.project import load_project
from vigie.core.schema import Schema
from vigie.models.text_column import TextColumn
from vigie.models.trees import gradient_boosting
from vigie.packaging.package import package
from vigie.samples.airline_tweets import write_airline_tweets
from vigie.servable.manifest import Facts
from vigie.servable.store import Store

TEXT = """
name = "tweets"
data = { source = "tweets.csv" }
target = { column = "mood", classes = ["negative", "other"] }

[features.text]
type = "text"
"""
COLUMNS = """
name = "ratings"
data = { source = "ratings.csv" }
target = { column = "etiquette_dpe", classes = ["A", "B", "C", "D", "E", "F", "G"], ordered = true }

[features]
secteur_activite = { type = "category" }
type_energie_n_1 = { type = "category" }
methode_du_dpe = { type = "category" }
surface_utile = { type = "number" }
conso_finale_energie = { type = "number" }
conso_kwhep_m2_an = { type = "number" }
emission_ges_kgco2_m2_an = { type = "number" }
frais_annuel_energie = { type = "number" }
"""
CATEGORIES = ["secteur_activite", "type_energie_n_1", "methode_du_dpe"]


def prepare(kind: str, folder: Path) -> None:
    """Write into `folder` a Vigie project with a champion, and `model.joblib`, `mlmodel` and the rows for the peers."""
    (folder / "vigie.toml").write_text(TEXT if kind == "text" else COLUMNS, encoding="utf-8")
    project = load_project(folder)
    ours, theirs, rows = (_text if kind == "text" else _columns)(project.schema)
    facts = Facts(name="same", recipe=kind, project=project.name)
    package(folder / "candidate", ours, project.schema, rows, facts)
    store = Store(project.store_folder)
    store.publish(folder / "candidate", "1")
    store.set_champion("1")
    joblib.dump(theirs, folder / "model.joblib")
    _save_mlflow(theirs, folder / "mlmodel")
    asked = _invented_tweets(folder) if kind == "text" else rows[:2_000].to_dict("records")
    (folder / "rows.json").write_text(json.dumps(asked), encoding="utf-8")


def write_bodies(folder: Path, name: str, body: Callable[[Mapping[str, Any]], Any]) -> Path:
    """Write the rows as one peer wants to be asked, one request a line."""
    path = folder / f"{name.replace(' ', '-')}.jsonl"
    rows = json.loads((folder / "rows.json").read_text(encoding="utf-8"))
    path.write_text("".join(json.dumps(body(row)) + "\n" for row in rows), encoding="utf-8")
    return path


def _text(schema: Schema) -> tuple[Pipeline, Pipeline, pd.DataFrame]:
    """Return one fitted model twice: with the step that takes the column out of a frame, and without it."""
    frame = pd.read_csv(reference_data() / "airline_tweets.csv.gz", dtype=str).dropna(subset=["text"])
    labels = np.where(frame["airline_sentiment"] == "negative", "negative", "other").astype(object)
    fitted = len(frame) * 4 // 5
    terms = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    steps = [("text", TextColumn(schema.features[0])), ("terms", terms), ("model", LogisticRegression(max_iter=1000))]
    pipeline = Pipeline(steps).fit(frame[["text"]].astype(object)[:fitted], labels[:fitted])
    return pipeline, pipeline[1:], frame[["text"]].astype(object)[fitted:]


def _columns(schema: Schema) -> tuple[Pipeline, Pipeline, pd.DataFrame]:
    """Return gradient boosting as Vigie prepares it, and the same over scikit-learn's usual preparation."""
    frame = pd.read_csv(reference_data() / "dpe_tertiaire_11k_text.csv.gz", dtype=dict.fromkeys(CATEGORIES, object))
    rows, labels = frame[[feature.name for feature in schema.features]], frame["etiquette_dpe"].to_numpy(object)
    fitted = len(frame) * 4 // 5
    ours = gradient_boosting(schema).fit(rows[:fitted], labels[:fitted])
    boosting: HistGradientBoostingClassifier = ours[-1]
    codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan)
    numbers = make_column_transformer((codes, CATEGORIES), remainder="passthrough")
    same = HistGradientBoostingClassifier(**{**boosting.get_params(), "categorical_features": [0, 1, 2]})
    theirs = make_pipeline(numbers, same).fit(rows[:fitted], labels[:fitted])
    return ours, theirs, rows[fitted:]


def _save_mlflow(pipeline: Pipeline, folder: Path) -> None:
    import mlflow.sklearn

    shutil.rmtree(folder, ignore_errors=True)
    mlflow.sklearn.save_model(pipeline, folder, pip_requirements=["scikit-learn"], serialization_format="cloudpickle")


def _invented_tweets(folder: Path) -> Sequence[Mapping[str, str]]:
    """Return tweets as long as real ones, none of which the model has seen."""
    sample = folder / "asked.csv.gz"
    write_airline_tweets(sample, rows=2_000, seed=7)
    with gzip.open(sample, "rt", encoding="utf-8", newline="") as file:
        return [{"text": row["text"]} for row in csv.DictReader(file) if row["text"].strip()]
