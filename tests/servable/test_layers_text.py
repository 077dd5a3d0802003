"""The runtime of nets and kernel machines over counted terms, against scikit-learn's own pipelines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from vigie.core.errors import ServableCorruptError
from vigie.core.schema import Schema, Target
from vigie.models.counting.layers import tfidf_mlp
from vigie.models.counting.machines import tfidf_kernel_svc
from vigie.packaging.linear import compile_text
from vigie.servable.folder import load_servable, save_servable
from vigie.servable.layers_text import LayersTextRuntime
from vigie.servable.manifest import Facts

TEXTS = [
    "my flight was LATE again and again!!!", "late late late, never again", "bag lost, nobody answers",
    "thank you for the great crew!", "great flight, thanks", "the best crew ever 😀", "",
    "is the flight to Paris late?", "when do you open flights to Rome", "where is gate 4",
]  # fmt: skip
TWO = ["negative"] * 3 + ["other"] * 7
THREE = ["negative"] * 3 + ["positive"] * 3 + ["neutral"] * 4
NEW = [*TEXTS, "late", "zzz qqq", "great great bag!?", "é" * 50, "late " * 5_000, "\0 \u2028 late", "abc" * 30_000]
MADE = [
    (tfidf_mlp, {"layers": (8,), "batch_size": 8, "learning_rate": 0.05}),
    (tfidf_mlp, {"layers": (6, 4), "activation": "tanh", "batch_size": 8, "preparation": "stem", "chars": ()}),
    (tfidf_kernel_svc, {}),
    (tfidf_kernel_svc, {"dimensions": 3, "gamma": 2.0, "letters_of": "text", "words": ()}),
]


def named(value: object) -> str:
    return getattr(value, "__name__", str(value))


@pytest.fixture
def three(schema: Schema) -> Schema:
    target = Target(
        column="sentiment", classes={"positive": ("positive",), "negative": ("negative",), "neutral": ("neutral",)}
    )
    return schema.model_copy(update={"target": target})


def fitted(pipeline: Any, labels: list[str]) -> Any:
    return pipeline.fit(pd.DataFrame({"text": TEXTS * 4}, dtype=object), np.array(labels * 4))


def as_rows(texts: list[str]) -> list[dict[str, Any]]:
    return [{"text": text} for text in texts]


@pytest.mark.parametrize(("recipe", "params"), MADE, ids=named)
def test_runtime_gives_the_pipelines_numbers(
    recipe: Any, params: dict[str, Any], schema: Schema, three: Schema
) -> None:
    for target, labels in ((schema, TWO), (three, THREE)):
        pipeline = fitted(recipe(target, seed=1, **params), labels)
        runtime = compile_text(pipeline, target)
        assert isinstance(runtime, LayersTextRuntime)
        result = runtime.predict_proba(as_rows(NEW))
        places = [list(pipeline.classes_).index(label) for label in target.labels]
        expected = pipeline.predict_proba(pd.DataFrame({"text": NEW}, dtype=object))[:, places]
        assert np.abs(result - expected).max() <= runtime.tolerance
        alone = np.concatenate([runtime.predict_proba([row]) for row in as_rows(NEW)])
        assert np.abs(result - alone).max() <= 1e-12


def test_predict_proba_of_no_rows_is_empty(schema: Schema) -> None:
    runtime = compile_text(fitted(tfidf_kernel_svc(schema), TWO), schema)
    assert runtime.predict_proba([]).shape == (0, 2)


@pytest.mark.parametrize(("recipe", "params"), MADE, ids=named)
def test_saved_runtime_answers_the_same(
    recipe: Any, params: dict[str, Any], tmp_path: Path, schema: Schema, facts: Facts
) -> None:
    runtime = compile_text(fitted(recipe(schema, seed=1, **params), TWO), schema)
    save_servable(tmp_path / "s", runtime, schema, as_rows(NEW[:12]), facts)
    loaded = load_servable(tmp_path / "s")
    assert loaded.predict_proba(as_rows(NEW)).tolist() == runtime.predict_proba(as_rows(NEW)).tolist()


def test_load_with_a_table_of_another_width_is_refused(tmp_path: Path, schema: Schema, facts: Facts) -> None:
    runtime = compile_text(fitted(tfidf_kernel_svc(schema), TWO), schema)
    assert isinstance(runtime, LayersTextRuntime)
    runtime.offset = runtime.offset[:-1]
    save_servable(tmp_path / "s", runtime, schema, [], facts)
    with pytest.raises(ServableCorruptError, match="not of the head's size"):
        load_servable(tmp_path / "s")


def test_explain_names_the_words_that_turn_the_answer(schema: Schema) -> None:
    runtime = compile_text(fitted(tfidf_kernel_svc(schema, words=(1, 1), chars=()), TWO), schema)
    found = {contribution.name: contribution.weight for contribution in runtime.explain({"text": "late crew zzz"}, 0)}
    assert found["late"] > 0 > found["crew"]
    assert "zzz" not in found
    assert runtime.explain({"text": ""}, 0) == []
