"""A network is served in eight bits where that hardly costs anything, and both renditions are on record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier

from vigie.core.schema import Feature, Schema, Target
from vigie.models.dummy import dummy
from vigie.packaging import package as packaging
from vigie.packaging.package import Prepared, package, prepare, save
from vigie.servable.encoder_text import EncoderTextRuntime
from vigie.servable.folder import load_servable
from vigie.servable.manifest import Facts
from vigie.servable.runtime import Probabilities

SCHEMA = Schema(
    features=(Feature(name="text", type="text", required=False),),
    target=Target(column="y", classes={"bad": ("bad",), "good": ("good",)}),
)
FACTS = Facts(name="net", recipe="encoder-logreg", project="moods")


@pytest.fixture(scope="module")
def fitted(tiny_bert: Path) -> Any:
    from vigie.models.transformer.recipes import encoder_logreg

    X, y = rows()
    return encoder_logreg(SCHEMA, model=str(tiny_bert), C=100.0).fit(X, y)


def rows() -> tuple[pd.DataFrame, Any]:
    texts = ["bad and cold", "awful, cold", "good and warm", "love it, warm"] * 10 + [None]
    y = np.array(["bad", "bad", "good", "good"] * 10 + ["good"])
    return pd.DataFrame({"text": pd.Series(texts, dtype=object)}), y


def accuracy(answers: Probabilities) -> float:
    return float((np.array(SCHEMA.labels)[answers.argmax(axis=1)] == rows()[1]).mean())


@pytest.fixture(scope="module")
def prepared(fitted: Any) -> Prepared:
    return prepare(fitted, SCHEMA, rows()[0], score=accuracy)


def test_int8_that_costs_nothing_is_kept_with_both_renditions(prepared: Prepared) -> None:
    precision = prepared.precision
    assert precision is not None
    assert precision.kept == "int8"
    assert precision.int8.size_bytes < precision.fp32.size_bytes
    assert precision.int8.score == accuracy(prepared.answers)
    assert 0 < precision.max_difference < 0.2
    assert prepared.runtime.tolerance >= precision.max_difference


def test_kept_int8_answers_as_it_was_measured_whatever_lies_beside(prepared: Prepared, tmp_path: Path) -> None:
    X, _ = rows()
    manifest = save(tmp_path / "s", prepared, SCHEMA, X, FACTS)
    servable = load_servable(tmp_path / "s")
    assert servable.manifest == manifest
    assert manifest.precision == prepared.precision
    together = servable.predict_proba([{"text": text} for text in X["text"]])
    alone = np.concatenate([servable.predict_proba([{"text": text}]) for text in X["text"]])
    assert np.abs(together - alone).max() < 1e-12
    assert np.abs(together - prepared.answers).max() < 1e-12


@pytest.mark.parametrize("worse", [0.2, np.nan])
def test_int8_that_costs_more_than_half_a_point_is_not_kept(fitted: Any, worse: float) -> None:
    scores = iter([0.9, 0.9 - worse])
    prepared = prepare(fitted, SCHEMA, rows()[0], score=lambda _: next(scores))
    assert prepared.precision is not None
    assert prepared.precision.kept == "fp32"
    assert prepared.runtime.tolerance == 1e-4
    assert isinstance(prepared.runtime, EncoderTextRuntime)
    assert prepared.runtime.spec.precision == "fp32"


def test_without_a_score_a_network_stays_as_it_is(fitted: Any, tmp_path: Path) -> None:
    manifest = package(tmp_path / "s", fitted, SCHEMA, rows()[0], FACTS)
    assert manifest.precision is None
    assert manifest.spec["precision"] == "fp32"


def test_what_is_no_network_has_nothing_to_choose() -> None:
    X, y = rows()
    model = dummy(SCHEMA).fit(X, y)
    assert isinstance(model, DummyClassifier)
    assert packaging.prepare(model, SCHEMA, X, score=accuracy).precision is None
