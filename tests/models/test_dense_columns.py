"""Columns made dense, and the recipes that weigh them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from vigie.core.errors import FitError
from vigie.core.schema import Feature, Schema, Target
from vigie.models.catalogue import build, find_recipe
from vigie.models.dense_columns import DenseColumns
from vigie.packaging.dense_columns import compile_dense_columns
from vigie.servable.dense import NumberColumn, Scale
from vigie.servable.dense_columns import DenseColumnsRuntime
from vigie.servable.runtime import Parts

SCHEMA = Schema(
    features=(
        Feature(name="area", type="number", required=False),
        Feature(name="energy", type="category", required=False),
    ),
    target=Target(column="letter", classes={"A": ("A",), "B": ("B",), "C": ("C",)}),
)


def make_table() -> tuple[pd.DataFrame, NDArray[np.str_]]:
    """Invented: a letter that goes up and down with the area, which a straight line cannot say."""
    draw = np.random.default_rng(5)
    area = draw.uniform(0, 90, 400)
    energy = pd.Series(draw.choice(["gas", "wood"], 400), dtype=object)
    y = np.where((area > 30) & (area < 60), "A", np.where(energy == "gas", "B", "C"))
    frame = pd.DataFrame({"area": area, "energy": energy})
    frame.loc[::20, "area"] = np.nan
    frame.loc[::25, "energy"] = None
    return frame, y


@pytest.mark.parametrize(
    ("scale", "expected"),
    [
        ("robust", [[-0.5, 0.0], [5.0, 0.0], [0.0, 1.0]]),
        ("ranks", [[-0.5, 0.0], [1.0, 0.0], [0.0, 1.0]]),
        ("bends", [[0.0, 1.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 1.0, 0.0, 0.0, 1.0]]),
    ],
)
def test_dense_columns_put_numbers_on_their_scale(scale: Scale, expected: list[list[float]]) -> None:
    X = np.array([[0.0], [10.0], [20.0], [30.0], [1000.0], [np.nan]])
    dense = DenseColumns(scale=scale, knots=5).fit(X)
    assert dense.transform(np.array([[10.0], [1e300], [np.nan]])).tolist() == expected


def test_dense_columns_write_codes_as_zeros_and_ones_and_unknown_as_missing() -> None:
    dense = DenseColumns(categories=(0,)).fit(np.array([[0.0], [1.0], [np.nan]]))
    assert dense.transform(np.array([[1.0], [np.nan], [7.0]])).tolist() == [[0, 1, 0], [0, 0, 1], [0, 0, 1]]


def test_dense_columns_leave_out_what_never_changes() -> None:
    X = np.array([[3.0, np.nan, 1.0], [3.0, np.nan, 2.0], [3.0, np.nan, np.nan]])
    (column,) = DenseColumns(knots=2).fit(X).spec_.columns
    assert column.place == 2
    assert DenseColumns().fit(X[:, :2]).transform(X[:, :2]).shape == (3, 0)


def test_dense_columns_of_one_value_or_none_tell_them_apart() -> None:
    (column,) = DenseColumns(scale="ranks").fit(np.array([[4.0], [np.nan]])).spec_.columns
    assert isinstance(column, NumberColumn)
    assert column.absence
    assert np.isfinite(DenseColumns(scale="robust").fit_transform(np.array([[4.0], [np.nan], [1e300]]))).all()


@pytest.mark.parametrize(
    ("recipe", "params"),
    [
        ("columns-logreg", {"penalty": "l1", "C": 0.5}),
        ("columns-logreg", {"penalty": "elasticnet", "scale": "bends", "knots": 4}),
        ("columns-mlp", {"layers": [8], "activation": "tanh", "scale": "robust", "early_stopping": True}),
        ("columns-mlp", {"layers": [12, 6], "max_epochs": 4}),
    ],
)
def test_weighted_columns_are_served_to_the_last_digits(recipe: str, params: dict[str, Any]) -> None:
    X, y = make_table()
    model = build(find_recipe(recipe, Path()), SCHEMA, 1, params).fit(X, y)
    parts = compile_dense_columns(model, SCHEMA).dump()
    runtime = DenseColumnsRuntime.load(SCHEMA, parts)
    rows = X.astype(object).where(X.notna(), None).to_dict("records")
    np.testing.assert_allclose(runtime.predict_proba(rows), model.predict_proba(X), rtol=0, atol=1e-12)
    alone = np.concatenate([runtime.predict_proba([row]) for row in rows[:30]])
    np.testing.assert_allclose(alone, model.predict_proba(X)[:30], rtol=0, atol=1e-12)


def test_columns_logreg_bends_where_a_straight_line_cannot() -> None:
    X, y = make_table()
    right = {
        scale: (build(find_recipe("columns-logreg", Path()), SCHEMA, 0, {"scale": scale}).fit(X, y).predict(X) == y)
        for scale in ("bends", "robust")
    }
    assert right["bends"].mean() > 0.85 > right["robust"].mean() + 0.1


def test_columns_mlp_records_its_epochs() -> None:
    X, y = make_table()
    for early, entries in [(True, {"epoch", "train_loss", "valid_score"}), (False, {"epoch", "train_loss"})]:
        params = {"layers": [4], "max_epochs": 3, "early_stopping": early}
        model = build(find_recipe("columns-mlp", Path()), SCHEMA, 0, params).fit(X, y)
        history = model.named_steps["model"].history_
        assert [entry["epoch"] for entry in history] == [1, 2, 3]
        assert set(history[0]) == entries


@pytest.mark.parametrize(
    ("recipe", "params", "reason"),
    [
        ("columns-logreg", {"penalty": "l3"}, "penalty must be one of l1, l2, elasticnet"),
        ("columns-logreg", {"scale": "log"}, "scale must be one of robust, ranks, bends"),
        ("columns-mlp", {"knots": 1}, "knots must be 2 or more"),
    ],
)
def test_weighted_columns_with_a_wrong_value_say_what_is_allowed(
    recipe: str, params: dict[str, Any], reason: str
) -> None:
    with pytest.raises(FitError, match=reason):
        build(find_recipe(recipe, Path()), SCHEMA, 0, params)


@pytest.mark.parametrize("recipe", ["columns-logreg", "columns-mlp", "ordinal-boosting"])
def test_recipes_of_tables_refuse_texts_alone(recipe: str) -> None:
    schema = Schema(features=(Feature(name="text", type="text"),), target=SCHEMA.target)
    with pytest.raises(FitError, match="only texts"):
        build(find_recipe(recipe, Path()), schema, 0, {})


def test_dense_columns_runtime_refuses_a_head_of_another_size() -> None:
    X, y = make_table()
    parts = compile_dense_columns(build(find_recipe("columns-logreg", Path()), SCHEMA, 0, {}).fit(X, y), SCHEMA).dump()
    arrays = {**parts.arrays, "head_weights": parts.arrays["head_weights"][:-1]}
    with pytest.raises(ValueError, match="dense columns' number"):
        DenseColumnsRuntime.load(SCHEMA, Parts(parts.spec, arrays))


def test_dense_columns_runtime_explains_against_the_usual_value() -> None:
    X, y = make_table()
    runtime = compile_dense_columns(build(find_recipe("columns-logreg", Path()), SCHEMA, 0, {}).fit(X, y), SCHEMA)
    label = SCHEMA.labels.index("C")
    found = runtime.explain({"area": 80.0, "energy": "wood"}, label)
    assert {contribution.name for contribution in found} <= {"area", "energy"}
    assert runtime.known_values == {"energy": runtime.columns.categories["energy"]}
    usual = runtime.columns.typical
    assert runtime.explain(dict(usual), label) == []
