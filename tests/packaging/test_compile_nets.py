"""Networks over words as ONNX."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
import pandas as pd
import pytest
import torch
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from vigie.core.errors import NotServableError
from vigie.core.schema import Feature, Schema, Target
from vigie.models.neural.classifier import TextNetClassifier
from vigie.models.neural.layers import FAR_BELOW
from vigie.models.neural.recipes import attention, bilstm, cnn
from vigie.models.text_column import TextColumn
from vigie.packaging import net_graph
from vigie.packaging.compile import compile_estimator
from vigie.packaging.int8 import to_int8
from vigie.packaging.nets import compile_net
from vigie.servable.net_text import NetTextRuntime
from vigie.servable.runtime import Parts

SCHEMA = Schema(
    features=(Feature(name="text", type="text"),),
    target=Target(column="mood", classes={"good": ("good",), "bad": ("bad",), "calm": ("calm",)}),
)
TEXTS = ["late again", "lost my bag, so late", "great crew", "thanks, great flight", "a flight", "my bag is here"] * 5
LABELS = np.array(["bad", "bad", "good", "good", "calm", "calm"] * 5)
ODD = ["", None, "日本語", "late", "great " * 300, "x" * 10_000, *TEXTS[:6]]
TINY: dict[str, Any] = {"embeddings": None, "size": 6, "hidden": 4, "epochs": 2, "lr": 0.02, "min_count": 1}

every_recipe = pytest.mark.parametrize("recipe", [bilstm, cnn, attention])


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Any:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def frame(texts: Any) -> pd.DataFrame:
    return pd.DataFrame({"text": pd.Series(texts, dtype=object)})


def fitted(recipe: Any, **more: Any) -> tuple[Pipeline, NetTextRuntime]:
    model = recipe(SCHEMA, **{**TINY, **more}).fit(frame(TEXTS), LABELS)
    runtime = compile_estimator(model, SCHEMA)
    assert isinstance(runtime, NetTextRuntime)
    return model, runtime


@every_recipe
def test_runtime_gives_the_estimators_numbers_together_and_alone(recipe: Any) -> None:
    model, runtime = fitted(recipe)
    expected = model.predict_proba(frame(ODD))[:, [2, 0, 1]]  # bad, calm, good in the schema's order
    rows = [{"text": text} for text in ODD]
    assert np.abs(runtime.predict_proba(rows) - expected).max() < 1e-5
    alone = np.concatenate([runtime.predict_proba([row]) for row in rows])
    assert np.abs(alone - expected).max() < 1e-5


@pytest.mark.parametrize("more", [{"unit": "characters"}, {"widths": (2,)}, {"widths": [5, 1]}])
def test_variants_of_the_cnn_are_carried(more: dict[str, Any]) -> None:
    model, runtime = fitted(cnn, **more)
    expected = model.predict_proba(frame(ODD))[:, [2, 0, 1]]
    assert np.abs(runtime.predict_proba([{"text": text} for text in ODD]) - expected).max() < 1e-5


@every_recipe
def test_graph_is_valid_the_same_each_time_and_read_again_as_it_was(recipe: Any) -> None:
    model, runtime = fitted(recipe)
    onnx.checker.check_model(onnx.load_from_string(runtime.content), full_check=True)
    assert net_graph.network_to_onnx(model.named_steps["model"]) == runtime.content
    again = NetTextRuntime.load(SCHEMA, Parts(*runtime.dump()))
    assert (again.predict_proba([{"text": "so late"}]) == runtime.predict_proba([{"text": "so late"}])).all()


@every_recipe
def test_int8_network_is_smaller_and_answers_rows_as_if_alone(recipe: Any) -> None:
    _, runtime = fitted(recipe, size=64, hidden=32)
    small = runtime.with_int8(SCHEMA, to_int8(runtime.content), tolerance=0.03)
    rows = [{"text": text} for text in ODD]
    together = small.predict_proba(rows)
    assert (together == np.concatenate([small.predict_proba([row]) for row in rows])).all()
    assert np.abs(together - runtime.predict_proba(rows)).max() < 0.05
    assert len(small.content) < len(runtime.content)
    assert (small.tolerance, runtime.tolerance) == (0.03, 1e-4)


def test_explanation_is_of_each_word_left_out() -> None:
    _, runtime = fitted(attention, epochs=10)
    found = runtime.explain({"text": "great crew unheard"}, 0, top=2)
    assert len(found) == 2
    assert {contribution.name for contribution in found} <= {"great", "crew", "unheard"}
    assert abs(found[0].weight) >= abs(found[1].weight) > 0
    assert runtime.explain({"text": ""}, 0) == []
    assert len(runtime.explain({"text": "great " * 150}, 0, top=1_000)) <= 100


def test_steps_between_text_and_network_are_refused() -> None:
    steps = [
        ("text", TextColumn(SCHEMA.features[0])),
        ("x", FunctionTransformer()),
        ("model", TextNetClassifier(size=4, epochs=1)),
    ]
    model = Pipeline(steps).fit(frame(TEXTS), LABELS)
    with pytest.raises(NotServableError, match="only a TextColumn may stand before it"):
        compile_net(model, SCHEMA)


def test_graph_and_layers_put_the_same_number_on_padding() -> None:
    assert net_graph._FAR_BELOW == FAR_BELOW
