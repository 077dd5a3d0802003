"""What a preparation is known by: its rows, parameters and code, and nothing that differs between processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from vigie.core.schema import Feature, Schema, Target
from vigie.models.catalogue import build, find_recipe
from vigie.pipelines.tune.preparation import code_digest, divide, preparation_key

SCHEMA = Schema(
    features=(Feature(name="text", type="text"), Feature(name="size", type="number")),
    target=Target(column="tone", classes={"negative": ("neg",), "other": ("pos",)}),
)
FACTS = {"dataset": [1, "abc"]}


def key(estimator: Any, facts: Any = None, root: Path = Path()) -> str | None:
    preparation, _ = divide(estimator)
    assert preparation is not None
    return preparation_key(preparation, facts or FACTS, root)


def tfidf(**params: Any) -> Any:
    return build(find_recipe("tfidf-logreg", Path()), SCHEMA, 0, params)


def pipeline(*steps: Any) -> Pipeline:
    return Pipeline([*((f"step {number}", step) for number, step in enumerate(steps)), ("model", LogisticRegression())])


def test_divide_gives_the_estimators_own_steps() -> None:
    whole = tfidf()
    preparation, model = divide(whole)
    assert preparation is not None
    assert [step for _, step in [*preparation.steps, ("", model)]] == [step for _, step in whole.steps]


@pytest.mark.parametrize("estimator", [LogisticRegression(), Pipeline([("model", LogisticRegression())])])
def test_divide_without_steps_has_no_preparation(estimator: Any) -> None:
    assert divide(estimator) == (None, estimator)


def test_key_same_preparation_has_it_whatever_the_model() -> None:
    assert key(tfidf(C=0.1)) == key(tfidf(C=9.0)) is not None


@pytest.mark.parametrize(
    "changed",
    [{"min_df": 3}, {"words": (1, 1)}, {"chars": None}, {"contrast": 0.2}, {"contrast": 0.0}, {"style": "plain"}],
)
def test_key_another_parameter_of_the_preparation_changes_it(changed: dict[str, Any]) -> None:
    assert key(tfidf(**changed)) != key(tfidf())


def test_key_other_rows_or_code_change_it() -> None:
    found = {key(tfidf(), facts) for facts in ({"dataset": [1, "abc"]}, {"dataset": [2, "abc"]}, {"code": "x"})}
    assert len(found) == 3


def test_key_tells_classes_and_kinds_of_value_apart() -> None:
    steps = [
        CountVectorizer(), TfidfVectorizer(), CountVectorizer(min_df=1.0), CountVectorizer(stop_words=["a", "b"]),
        CountVectorizer(stop_words=["ab"]), CountVectorizer(dtype=np.float32), CountVectorizer(vocabulary={"a": 0}),
        FeatureUnion([("a", CountVectorizer())]), StandardScaler(), FunctionTransformer(np.log1p),
        FunctionTransformer(np.sqrt), "passthrough", None,
    ]  # fmt: skip
    assert len({key(pipeline(step)) for step in steps}) == len(steps)


@pytest.mark.parametrize(
    "step", [FunctionTransformer(lambda X: X), CountVectorizer(tokenizer=lambda text: text.split()), object()]
)
def test_key_code_without_a_name_has_none(step: Any) -> None:
    assert key(pipeline(step)) is None


def test_key_file_that_a_parameter_names_counts(tmp_path: Path) -> None:
    (tmp_path / "a.vec").write_text("1")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "weights").write_text("1")
    before = [key(pipeline(CountVectorizer(input=name)), root=tmp_path) for name in ("a.vec", "folder", "b.vec")]
    (tmp_path / "a.vec").write_text("12")
    (tmp_path / "folder" / "weights").write_text("12")
    after = [key(pipeline(CountVectorizer(input=name)), root=tmp_path) for name in ("a.vec", "folder", "b.vec")]
    assert [one == other for one, other in zip(before, after, strict=True)] == [False, False, True]


SCRIPT = """
from pathlib import Path
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from vigie.pipelines.tune.preparation import preparation_key
steps = [("count", CountVectorizer(stop_words=frozenset({"a", "b", "c", "d"})))]
print(preparation_key(Pipeline(steps), {"dataset": [1, "abc"]}, Path()))
"""


def test_key_is_the_same_in_another_process() -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
    assert "None" not in found.pop()


def test_code_digest_follows_the_projects_own_code(tmp_path: Path) -> None:
    before = code_digest(tmp_path)
    (tmp_path / "recipes.py").write_text("x = 1")
    after = code_digest(tmp_path)
    assert before != after == code_digest(tmp_path)
