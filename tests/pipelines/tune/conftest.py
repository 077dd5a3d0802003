"""A small project with a search space, ingested once and copied for each test, and an MLflow of its own."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from vigie.core.project import Project, load_project
from vigie.core.types import Silent
from vigie.data.ingestion import ingest
from vigie.tracking.quiet import import_mlflow
from vigie.tracking.store import prepare_store

import_mlflow()  # here, so that the warnings of MLflow's own import fail no test

PROJECT = """
name = "moods"
seed = 3

[data]
source = "moods.csv"
key = "id"

[target]
column = "mood"
classes = ["good", "bad"]
positive = "bad"

[features.text]
type = "text"

[features.length]
type = "number"

[metric]
decide_by = "roc_auc"

[training]
folds = 0
learning_curve = [0.5]

[candidates.words]
recipe = "tfidf-logreg"
params = { chars = [], min_df = 1 }
[candidates.words.search]
C = { log_uniform = [0.01, 100] }
contrast = { choice = [0.0, 0.1] }

[candidates.net]
recipe = "recipes.py:net"
[candidates.net.search]
skill = { uniform = [0.0, 1.0] }

[candidates.fragile]
recipe = "recipes.py:fragile"
[candidates.fragile.search]
limit = { integer = [-50, 50] }

[candidates.slow]
recipe = "recipes.py:slow"
[candidates.slow.search]
C = { log_uniform = [0.01, 100] }
"""

RECIPES = '''
import os
import signal
import time

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from vigie.models.columns import ColumnsEncoder


class Net(ClassifierMixin, BaseEstimator):
    """Trained by epochs, in name only: its skill grows, and it is asked each time whether to go on."""

    on_epoch = None

    def __init__(self, skill=0.5):
        self.skill = skill

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        self.history_ = []
        for epoch in range(1, 7):
            self.history_.append({"epoch": epoch, "valid_score": self.skill * epoch / 6})
            if self.on_epoch is not None and self.on_epoch(self.history_) is True:
                break
        return self

    def predict_proba(self, X):
        X = np.asarray(X, dtype=float)
        told = (X[:, 0] > np.median(X[:, 0])) == (np.arange(len(X)) % 100 < 100 * self.skill)
        return np.column_stack([told, ~told]).astype(float)


class Fragile(ClassifierMixin, BaseEstimator):
    def __init__(self, limit=0):
        self.limit = limit

    def fit(self, X, y):
        if self.limit > 40:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.limit > 0:
            raise RuntimeError(f"no such weather\\nas {self.limit}")
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, X):
        return np.full((len(X), 2), 0.5)


class Slow(LogisticRegression):
    def fit(self, X, y, sample_weight=None):
        time.sleep(0.2)
        return super().fit(X, y, sample_weight)


def net(schema, *, seed=0, skill=0.5):
    """A net in name."""
    return Pipeline([("columns", ColumnsEncoder(schema)), ("model", Net(skill))])


def fragile(schema, *, seed=0, limit=-1):
    """Refuses, and worse."""
    return Fragile(limit)


def slow(schema, *, seed=0, C=1.0):
    """Takes its time."""
    return Pipeline([("columns", ColumnsEncoder(schema)), ("model", Slow(C=C))])
'''

GOOD, BAD, BOTH = ("lovely", "great", "happy"), ("awful", "late", "sad"), ("plane", "seat", "crew", "bag", "gate")


def write_rows(path: Path, rows: int = 400) -> None:
    draw = random.Random(5)
    lines = ["id,text,length,mood"]
    for number in range(rows):
        mood = draw.choice(("good", "bad"))
        told = mood if draw.random() < 0.8 else draw.choice(("good", "bad"))
        words = [*draw.choices(GOOD if told == "good" else BAD, k=1), *draw.choices(BOTH, k=4)]
        lines.append(f"{number},{' '.join(words)} {number},{draw.gauss(0, 1) + (told == 'bad'):.3f},{mood}")
    path.write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's folder, with its first dataset version and an empty MLflow database."""
    folder = tmp_path_factory.mktemp("moods")
    (folder / "vigie.toml").write_text(PROJECT, encoding="utf-8")
    (folder / "recipes.py").write_text(RECIPES, encoding="utf-8")
    write_rows(folder / "moods.csv")
    project = load_project(folder)
    ingest(project, Silent())
    prepare_store(project.tracking_uri)
    return folder


@pytest.fixture
def make_project(ingested: Path, tmp_path: Path) -> Callable[..., Project]:
    """Makes a copy of the project; keyword arguments replace texts of its file."""

    def make(*changes: tuple[str, str], name: str = "project") -> Project:
        folder = tmp_path / name
        shutil.copytree(ingested, folder)
        text = (folder / "vigie.toml").read_text(encoding="utf-8")
        for former, instead in changes:
            assert former in text
            text = text.replace(former, instead)
        (folder / "vigie.toml").write_text(text, encoding="utf-8")
        return load_project(folder)

    return make


@pytest.fixture
def project(make_project: Callable[..., Project]) -> Project:
    return make_project()
