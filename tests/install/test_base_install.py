"""The base install and nothing else runs the service, for every kind of servable; networks by an extra."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pandas as pd
import pytest

from vigie.core.project import load_project
from vigie.models.catalogue import build, find_recipe
from vigie.packaging.package import package
from vigie.servable.folder import load_servable
from vigie.servable.manifest import Facts
from vigie.servable.store import Store

pytestmark = pytest.mark.service

TRAINING = (
    "sklearn pandas polars pyarrow deltalake pandera mlflow torch transformers skorch gensim onnx onnxscript scipy"
    " matplotlib spacy hyperopt streamlit textblob simplemma skops joblib"
)

TEXT = """
name = "texts"
data = { source = "rows.csv" }
target = { column = "mood", classes = ["bad", "good"] }
features.text = { type = "text" }
"""
COLUMNS = """
name = "columns"
data = { source = "rows.csv" }
target = { column = "mood", classes = ["bad", "good"] }

[features.delay]
type = "number"
required = false

[features.airline]
type = "category"
"""

NET = {"embeddings": "none", "size": 6, "hidden": 4, "epochs": 2, "lr": 0.02, "min_count": 1}
KINDS: dict[str, tuple[str, str, dict[str, Any], tuple[str, ...]]] = {
    "linear-text": (TEXT, "tfidf-logreg", {"min_df": 1}, ()),
    "layers-text": (TEXT, "tfidf-mlp", {"min_df": 1}, ()),
    "lexicon": (TEXT, "lexicon-vader", {}, ()),
    "trees": (COLUMNS, "gradient-boosting", {"max_iter": 5}, ()),
    "columns": (COLUMNS, "columns-mlp", {}, ()),
    "net-text": (TEXT, "cnn", NET, ("onnx",)),
    "encoder-text": (TEXT, "encoder-logreg", {"layers": 1}, ("subwords",)),
}
"""Kind of servable → a project, a recipe that makes one, its parameters, and the extras that serve it."""


def rows(toml: str) -> pd.DataFrame:
    """Return invented rows, bad and good in turn."""
    texts = ["late again", "great crew", "lost my bag, so late", "thanks, great flight", "rude, late", "love it"] * 40
    numbers = np.arange(240)
    table = {"delay": numbers % 2 * -40.0 + numbers, "airline": np.where(numbers % 3, "Delta", "United").astype(object)}
    return pd.DataFrame({"text": pd.Series(texts, dtype=object)} if toml is TEXT else table)


@contextmanager
def serving(python: Path, root: Path) -> Iterator[str]:
    """Run the service in another environment and give its address."""
    command = [str(python), "-I", "-m", "vigie.cli.main", "serve", "--project", str(root), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        log = []
        try:
            for line in process.stderr:
                log.append(line)
                if found := re.search(r"http://[\d.]+:\d+", line):
                    yield found[0]
                    return
            raise AssertionError("".join(log))
        finally:
            process.kill()


@pytest.mark.parametrize("kind", KINDS)
def test_install_serves_each_kind_without_a_training_library(
    kind: str, environment: Callable[..., Any], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    toml, recipe, params, extras = KINDS[kind]
    (tmp_path / "vigie.toml").write_text(toml)
    project = load_project(tmp_path)
    if kind == "encoder-text":
        params = {**params, "model": str(request.getfixturevalue("tiny_bert"))}
    X = rows(toml)
    estimator = build(find_recipe(recipe, Path()), project.schema, 0, params)
    estimator.fit(X, np.array(["bad", "good"] * 120, dtype=object))
    manifest = package(tmp_path / "c", estimator, project.schema, X, Facts(name="c", recipe=recipe, project="p"))
    assert manifest.kind == kind
    store = Store(project.store_folder)
    store.publish(tmp_path / "c", "1")
    store.set_champion("1")

    installed = environment(*extras)
    asked = X.head(4).to_dict("records")
    with serving(installed.python, tmp_path) as url:
        answer = httpx.post(f"{url}/predict", json={"rows": asked}, timeout=30)
        assert answer.status_code == 200, answer.text
        assert httpx.get(f"{url}/ready").status_code == 200
    given = [list(one["probabilities"].values()) for one in answer.json()["predictions"]]
    assert given == pytest.approx(load_servable(tmp_path / "c").predict_proba(asked), abs=1e-6)


@pytest.mark.parametrize("extras", [(), ("onnx",), ("subwords",)])
def test_install_holds_no_training_library(environment: Callable[..., Any], extras: tuple[str, ...]) -> None:
    code = f"import importlib.util as u; print([name for name in {TRAINING.split()!r} if u.find_spec(name)])"
    assert environment(*extras).run(code) == "[]"


@pytest.mark.parametrize(("extras", "most"), [((), 120), (("onnx",), 190), (("subwords",), 225), (("notify",), 135)])
def test_install_stays_small(environment: Callable[..., Any], extras: tuple[str, ...], most: int) -> None:
    assert environment(*extras).megabytes <= most
