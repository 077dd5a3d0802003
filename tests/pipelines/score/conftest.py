"""A project with a champion that was fitted on a few texts, and tables for it to answer."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from vigie.core.project import Project, load_project
from vigie.models.counting.logistic import tfidf_logreg
from vigie.packaging.compile import compile_estimator
from vigie.servable.folder import save_servable
from vigie.servable.manifest import Facts
from vigie.servable.store import Store

PROJECT = """
name = "moods"
data = { source = "unused.csv", key = "id" }

[target]
column = "mood"
classes = ["negative", "other"]

[features.text]
type = "text"
max_length = 200

[features.amount]
type = "integer"
required = false
min = 0
missing = [-1]
"""

_WORDS = ("late", "lost", "cancelled", "thanks", "great", "crew", "flight", "to", "@airline", "!!!", "été", '"so"')


@dataclass(frozen=True)
class World:
    """A project, and how to run the command in it."""

    project: Project
    estimator: object
    """The fitted pipeline that the champion was compiled from."""

    @property
    def root(self) -> Path:
        return self.project.root

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "vigie.cli.main", "score", "-p", str(self.root), *arguments]

    def run(self, *arguments: str, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"}
        return subprocess.run(
            self.command(*arguments), capture_output=True, text=True, preexec_fn=before, env=environment, check=False
        )

    def expected(self, texts: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        frame = pd.DataFrame({"text": pd.Series(list(texts), dtype=object), "amount": np.nan})
        found: np.ndarray[tuple[int, int], np.dtype[np.float64]] = self.estimator.predict_proba(frame)  # type: ignore[attr-defined]
        return found


def texts_of(count: int, seed: int = 0) -> list[str]:
    draw = np.random.default_rng(seed)
    return [" ".join(draw.choice(_WORDS, size=draw.integers(1, 9))) for _ in range(count)]


def write_table(path: Path, count: int, seed: int = 0) -> list[str]:
    """Write so many good rows, and return their texts."""
    texts = texts_of(count, seed)
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = ([f"k{number}", text, number % 7, "other"] for number, text in enumerate(texts))
        csv.writer(file).writerows([["id", "text", "amount", "mood"], *rows])
    return texts


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Read it only; tables go elsewhere."""
    root = tmp_path_factory.mktemp("moods")
    (root / "vigie.toml").write_text(PROJECT, encoding="utf-8")
    project = load_project(root)
    texts = texts_of(300, 1)
    frame = pd.DataFrame({"text": pd.Series(texts, dtype=object), "amount": np.nan})
    labels = np.where(frame["text"].str.contains("late|lost|cancelled"), "negative", "other")
    estimator = tfidf_logreg(project.schema).fit(frame, labels)
    runtime = compile_estimator(estimator, project.schema)
    facts = Facts(name="words", recipe="tfidf-logreg", project="moods")
    rows = [{"text": text, "amount": None} for text in texts[:20]]
    save_servable(root / "candidate", runtime, project.schema, rows, facts)
    store = Store(project.store_folder)
    store.publish(root / "candidate", "1")
    store.set_champion("1")
    return World(project, estimator)
