"""Compiled trees give the estimator's numbers, whatever the columns hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.pipeline import Pipeline

from vigie.core.errors import NotServableError
from vigie.core.schema import Derived, Feature, Schema, Target, clean_row
from vigie.models.columns import ColumnsEncoder
from vigie.models.trees import gradient_boosting, ordinal_boosting, random_forest
from vigie.packaging.trees import compile_trees
from vigie.servable.trees import TreesRuntime

Table = tuple[pd.DataFrame, NDArray[np.str_]]

LETTERS = ("C", "A", "B")


def make_schema(labels: tuple[str, ...] = LETTERS, *, categories: bool = True) -> Schema:
    features = [
        Feature(name="text", type="text", required=False),
        Feature(name="area", type="number", required=False),
        Feature(name="use", type="number", required=False),
        Feature(name="year", type="integer", required=False),
        Feature(name="heated", type="boolean", required=False),
    ]
    derived = [Derived(name="use_per_m2", ratio=("use", "area")), Derived(name="no_year", is_missing="year")]
    if categories:
        features.append(Feature(name="energy", type="category", required=False))
        features.append(Feature(name="activity", type="category", required=False))
        derived.append(Derived(name="family", group="energy", of={"fossil": ("gas", "oil")}))
    classes: dict[str, tuple[str, ...]] = {label: (label,) for label in labels}
    return Schema(features=tuple(features), derived=tuple(derived), target=Target(column="letter", classes=classes))


def make_table(labels: tuple[str, ...] = LETTERS, rows: int = 500) -> Table:
    """Invented rows: holes in every column, whole numbers that meet thresholds exactly, 40 uneven activities."""
    draw = np.random.default_rng(1)
    activity = draw.geometric(0.1, rows).clip(max=40)
    frame = pd.DataFrame(
        {
            "text": "x",
            "area": draw.integers(20, 60, rows).astype(float),
            "use": draw.lognormal(8, 2, rows),
            "year": draw.integers(1950, 1960, rows).astype(float),
            "heated": draw.choice([0.0, 1.0, np.nan], rows),
            "energy": pd.Series(draw.choice(["gas", "wood", "oil"], rows), dtype=object),
            "activity": pd.Series([f"activity {number}" for number in activity], dtype=object),
        }
    )
    frame.loc[draw.random(rows) < 0.2, "use"] = np.nan
    frame.loc[draw.random(rows) < 0.2, "energy"] = None
    frame.loc[frame["energy"].isna(), "year"] = np.nan
    score = frame["use"].fillna(9_000) / frame["area"] + 40 * (activity % 7) + 90 * frame["year"].isna()
    steps = np.searchsorted(np.quantile(score, np.arange(1, len(labels)) / len(labels)), score)
    return frame, np.array(sorted(labels))[steps]


def strange_rows() -> pd.DataFrame:
    """Nothing at all; values never seen; and numbers at and beyond the ends of what 32 bits hold."""
    return pd.DataFrame(
        {
            "text": [None] * 4,
            "area": [np.nan, 0.0, 1e300, -1e300],
            "use": [np.nan, -1.0, 1e-300, 1e300],
            "year": [np.nan, 3.0, 1e18, -1e18],
            "heated": [np.nan, 1.0, 0.0, 1.0],
            "energy": pd.Series([None, "peat", "gas", "wood"], dtype=object),
            "activity": pd.Series([None, "none", "activity 1", "activity 2"], dtype=object),
        }
    )


def check_equal(pipeline: Any, schema: Schema, frame: pd.DataFrame) -> TreesRuntime:
    runtime = compile_trees(pipeline, schema)
    rows = [clean_row(schema, row) for row in frame.to_dict("records")]
    expected = np.zeros((len(frame), len(schema.labels)))
    expected[:, [schema.labels.index(name) for name in pipeline.classes_]] = pipeline.predict_proba(frame)
    many = runtime.predict_proba(rows)
    single = np.concatenate([runtime.predict_proba([row]) for row in rows[:50]])
    np.testing.assert_allclose(many, expected, rtol=0, atol=1e-12)
    np.testing.assert_allclose(single, many[:50], rtol=0, atol=1e-15)
    return runtime


@pytest.mark.parametrize("labels", [("good", "bad"), LETTERS], ids=["two classes", "three classes"])
@pytest.mark.parametrize("categories", [True, False], ids=["categories", "numbers alone"])
@pytest.mark.parametrize("recipe", [gradient_boosting, ordinal_boosting, random_forest])
def test_compile_trees_equals_the_estimator(recipe: Any, categories: bool, labels: tuple[str, ...]) -> None:
    schema = make_schema(labels, categories=categories)
    X, y = make_table(labels)
    pipeline = recipe(schema, min_samples_leaf=2).fit(X[:400], y[:400])
    check_equal(pipeline, schema, pd.concat([X, strange_rows()], ignore_index=True))


@pytest.mark.parametrize("recipe", [gradient_boosting, ordinal_boosting, random_forest])
def test_compile_trees_fitted_without_missing_values_equals_on_missing_ones(recipe: Any) -> None:
    X, y = make_table()
    whole = X.notna().all(axis=1)
    schema = make_schema()
    pipeline = recipe(schema, min_samples_leaf=2).fit(X[whole], y[whole])
    check_equal(pipeline, schema, pd.concat([X, strange_rows()], ignore_index=True))


def test_compile_trees_where_missing_alone_decides_equals_the_estimator() -> None:
    # Such a split has plus infinity for its threshold.
    X, _ = make_table()
    y = np.where(X["year"].isna(), "good", "bad")
    schema = make_schema(("good", "bad"), categories=False)
    for recipe in (gradient_boosting, random_forest):
        check_equal(recipe(schema).fit(X, y), schema, X)


def test_compile_trees_takes_boosting_that_stopped_early_and_weighed_classes() -> None:
    X, y = make_table()
    schema = make_schema()
    pipeline = gradient_boosting(
        schema, seed=5, max_iter=30, max_features=0.5, early_stopping=True, class_weight="balanced"
    )
    check_equal(pipeline.fit(X, y), schema, X)


def test_compile_trees_takes_steps_of_a_scale_that_share_with_their_neighbours() -> None:
    X, y = make_table()
    schema = make_schema()
    check_equal(ordinal_boosting(schema, neighbours=0.4, max_iter=20).fit(X, y), schema, X)


def test_compile_trees_refuses_boostings_of_different_lengths() -> None:
    X, y = make_table()
    pipeline = ordinal_boosting(make_schema(), max_iter=5).fit(X, y)
    pipeline.named_steps["model"].estimators_[0]._predictors.pop()  # as early stopping might
    with pytest.raises(NotServableError, match="different numbers of rounds"):
        compile_trees(pipeline, make_schema())


def test_compile_trees_takes_extra_trees() -> None:
    X, y = make_table()
    schema = make_schema()
    model = ExtraTreesClassifier(10, max_depth=8, random_state=0)
    check_equal(Pipeline([("columns", ColumnsEncoder(schema)), ("model", model)]).fit(X, y), schema, X)


@pytest.mark.parametrize("recipe", [gradient_boosting, ordinal_boosting, random_forest])
def test_compile_trees_gives_nothing_to_a_class_without_rows(recipe: Any) -> None:
    X, y = make_table()
    schema = make_schema()
    runtime = check_equal(recipe(schema).fit(X[y != "A"], y[y != "A"]), schema, X)
    assert runtime.predict_proba([clean_row(schema, {})])[0, schema.labels.index("A")] == 0


def test_compile_trees_of_a_forest_of_one_class_is_certain() -> None:
    X, y = make_table()
    schema = make_schema()
    check_equal(random_forest(schema).fit(X[y == "A"], y[y == "A"]), schema, X)


def test_compile_trees_refuses_other_steps_and_unknown_classes() -> None:
    X, y = make_table()
    other = Pipeline([("columns", ColumnsEncoder(make_schema())), ("model", DummyClassifier())]).fit(X, y)
    with pytest.raises(NotServableError, match="ColumnsEncoder and DummyClassifier"):
        compile_trees(other, make_schema())
    pipeline = random_forest(make_schema(), n_estimators=2).fit(X, np.char.add("class ", y))
    with pytest.raises(NotServableError, match="'class A'"):
        compile_trees(pipeline, make_schema())
