"""A real MLflow on SQLite for every test, and a real servable to record."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from vigie.core.schema import Feature, Schema, Target
from vigie.evaluation.metrics import compute_metrics
from vigie.models.catalogue import build, find_recipe
from vigie.packaging.package import package
from vigie.servable.folder import load_servable
from vigie.servable.manifest import Facts
from vigie.servable.servable import Servable
from vigie.tracking.quiet import import_mlflow
from vigie.tracking.record import RunRecord
from vigie.tracking.store import prepare_store

import_mlflow()  # here, so that the warnings of MLflow's own import fail no test

SCHEMA = Schema(
    features=(Feature(name="text", type="text"),),
    target=Target(column="tone", classes={"negative": ("neg",), "other": ("pos",)}),
)
BAD = ["late again", "lost my bag", "rude crew", "cancelled, no refund", "worst airline", "two hours late"]
GOOD = ["great crew", "thanks a lot", "smooth flight", "on time again", "love it", "kind and quick"]


@pytest.fixture(scope="session")
def fresh_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An MLflow database without a run: its migrations take seconds, so tests copy it."""
    path = tmp_path_factory.mktemp("mlflow") / "fresh.db"
    prepare_store(f"sqlite:///{path}")
    return path


@pytest.fixture
def uri(tmp_path: Path, fresh_database: Path) -> str:
    """The address of a test's own MLflow."""
    shutil.copy(fresh_database, tmp_path / "mlflow.db")
    return f"sqlite:///{tmp_path / 'mlflow.db'}"


@pytest.fixture
def artifacts(tmp_path: Path) -> Path:
    """Where its runs keep their files."""
    return tmp_path / "artifacts"


@pytest.fixture(scope="session")
def servable_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real classifier of tweets, as the packaging makes it."""
    recipe = find_recipe("tfidf-logreg", Path())
    estimator = build(recipe, SCHEMA, 0, {"min_df": 1})
    X = pd.DataFrame({"text": BAD + GOOD}, dtype=object)
    estimator.fit(X, np.array(["negative"] * len(BAD) + ["other"] * len(GOOD), dtype=object))
    folder = tmp_path_factory.mktemp("candidate") / "servable"
    package(folder, estimator, SCHEMA, X, Facts(name="baseline", recipe="tfidf-logreg", project="tweets"))
    return folder


@pytest.fixture(scope="session")
def servable(servable_folder: Path) -> Servable:
    return load_servable(servable_folder)


@pytest.fixture
def record(servable: Servable, servable_folder: Path) -> Callable[..., RunRecord]:
    """Makes a full record; keyword arguments change it."""
    texts = BAD + GOOD
    y_true = np.array(["negative"] * len(BAD) + ["other"] * len(GOOD), dtype=object)
    probabilities = servable.predict_proba([{"text": text} for text in texts])

    def make(**changes: Any) -> RunRecord:
        facts: dict[str, Any] = {
            "project": "tweets",
            "candidate": "baseline",
            "recipe": "tfidf-logreg",
            "description": "Words alone: how far do they go?",
            "params": {"C": 4.0, "words": (1, 2)},
            "labels": SCHEMA.labels,
            "positive": "negative",
            "decide_by": "average_precision",
            "why": "A missed complaint costs more.",
            "keys": [f"tweet {number}" for number in range(len(texts))],
            "y_true": y_true,
            "probabilities": probabilities,
            "metrics": compute_metrics(SCHEMA.labels, y_true, probabilities, "negative"),
            "intervals": {"average_precision": (0.8, 0.95)},
            "cv_scores": [0.7, 0.9],
            "learning_curve": [(4, 1.0, 0.6), (12, 0.99, 0.8)],
            "fit_seconds": 0.25,
            "predict_seconds_per_1000": 0.02,
            "answer_ms": 0.03,
            "size_bytes": 12_345,
            "dataset_version": 3,
            "dataset_hash": "abc123",
            "code_version": "deadbeef",
            "packages": {"numpy": "2.0", "scikit-learn": "1.6"},
            "seed": 7,
            "sample": True,
            "servable_folder": servable_folder,
        }
        return RunRecord(**(facts | changes))

    return make
