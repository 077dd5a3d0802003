"""Estimators that only scikit-learn itself can answer with."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import Pipeline

from vigie.core.errors import NotServableError, ServableError, UntrustedTypeError
from vigie.core.schema import Feature, Schema, Target
from vigie.models.catalogue import build, find_recipe
from vigie.models.columns import ColumnsEncoder
from vigie.packaging.package import package
from vigie.servable.folder import load_servable
from vigie.servable.manifest import Facts
from vigie.servable.trust import trust

SCHEMA = Schema(
    features=(
        Feature(name="text", type="text", required=False),
        Feature(name="size", type="number", required=False),
        Feature(name="colour", type="category", required=False),
    ),
    target=Target(column="kind", classes={"small": ("small",), "large": ("large",)}),
)
OWN = '''
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline


class Length(TransformerMixin, BaseEstimator):
    """How long the text is, and the size."""

    def fit(self, X, y=None):
        self.fitted_ = True
        return self

    def transform(self, X):
        return [[len(text or ""), 0 if size != size else size] for text, size in zip(X["text"], X["size"])]


def by_length(schema, *, seed=0):
    """Tries the length alone."""
    return Pipeline([("length", Length()), ("model", LogisticRegression())])
'''


@pytest.fixture(autouse=True)
def _trust_nobody_after() -> Iterator[None]:
    yield
    trust(())
    sys.modules.pop("vigie_project_recipes", None)


def rows(count: int = 60) -> tuple[pd.DataFrame, np.ndarray[tuple[int], np.dtype[np.str_]]]:
    draw = np.random.default_rng(0)
    y = draw.choice(["small", "large"], count)
    X = pd.DataFrame(
        {
            "text": pd.Series(["word " * (9 if label == "large" else 2) for label in y], dtype=object),
            "size": np.where(y == "large", 9.0, 1.0) + draw.normal(0, 3, count),
            "colour": pd.Series(draw.choice(["red", "blue"], count), dtype=object),
        }
    )
    X.loc[0, ["text", "size", "colour"]] = [None, np.nan, None]
    return X, y


def own_estimator(folder: Path) -> Pipeline:
    (folder / "recipes.py").write_text(OWN)
    return build(find_recipe("recipes.py:by_length", folder), SCHEMA, 0, {})


FACTS = Facts(name="own", recipe="recipes.py:by_length", project="own")


def test_estimator_of_scikit_learn_alone_is_served_by_it(tmp_path: Path) -> None:
    X, y = rows()
    steps = [("columns", ColumnsEncoder(SCHEMA)), ("model", GaussianNB())]
    X = X.fillna({"size": 0.0, "colour": "red"})
    model = Pipeline(steps).fit(X, y)
    manifest = package(tmp_path / "servable", model, SCHEMA, X, FACTS)
    servable = load_servable(tmp_path / "servable")
    assert manifest.kind == "skops"
    given = servable.predict_proba([{"text": "a", "size": 2, "colour": "blue"}])
    frame = pd.DataFrame({"text": ["a"], "size": [2.0], "colour": ["blue"]})
    assert given[0, ::-1].tolist() == pytest.approx(model.predict_proba(frame)[0].tolist())


def test_own_class_is_refused_until_the_project_trusts_it(tmp_path: Path) -> None:
    X, y = rows()
    model = own_estimator(tmp_path).fit(X, y)
    with pytest.raises(NotServableError, match=r'trusted_types = \["vigie_project_recipes\.Length"\]'):
        package(tmp_path / "servable", model, SCHEMA, X, FACTS)
    trust(["vigie_project_recipes.Length"], tmp_path)
    package(tmp_path / "servable", model, SCHEMA, X, FACTS)
    servable = load_servable(tmp_path / "servable")
    assert servable.explain({"text": "word " * 9, "size": 9.0, "colour": "red"}, "large")[0].name == "text"


def test_trust_is_the_loading_process_own_and_not_in_the_artefact(tmp_path: Path) -> None:
    X, y = rows()
    model = own_estimator(tmp_path).fit(X, y)
    trust(["vigie_project_recipes.Length"], tmp_path)
    package(tmp_path / "servable", model, SCHEMA, X, FACTS)
    trust(())
    with pytest.raises(UntrustedTypeError, match=r"vigie_project_recipes\.Length"):
        load_servable(tmp_path / "servable")


def test_own_class_is_found_in_a_process_that_never_saw_the_file(tmp_path: Path) -> None:
    X, y = rows()
    model = own_estimator(tmp_path).fit(X, y)
    trust(["vigie_project_recipes.Length"], tmp_path)
    package(tmp_path / "servable", model, SCHEMA, X, FACTS)
    del sys.modules["vigie_project_recipes"]
    assert load_servable(tmp_path / "servable").predict_proba([{"text": None, "size": 3, "colour": None}]).shape == (
        1,
        2,
    )


def test_altered_file_of_an_estimator_is_refused(tmp_path: Path) -> None:
    X, y = rows()
    model = Pipeline([("columns", ColumnsEncoder(SCHEMA)), ("model", LinearDiscriminantAnalysis())])
    X = X.fillna({"size": 0.0, "colour": "red"})
    package(tmp_path / "servable", model.fit(X, y), SCHEMA, X, FACTS)
    file = tmp_path / "servable" / "estimator.skops"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(ServableError, match="SHA-256"):
        load_servable(tmp_path / "servable")
