"""The recipes for tables obey the laws of estimators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.ensemble import HistGradientBoostingClassifier

from vigie.core.errors import FitError
from vigie.core.schema import Derived, Feature, Schema, Target
from vigie.models.boosting import Boosting
from vigie.models.trees import gradient_boosting, random_forest

SCHEMA = Schema(
    features=(
        Feature(name="area", type="number", required=False),
        Feature(name="use", type="number", required=False),
        Feature(name="energy", type="category", required=False),
    ),
    derived=(Derived(name="use_per_m2", ratio=("use", "area")),),
    target=Target(column="letter", classes={"A": ("A",), "B": ("B",), "C": ("C",)}),
)
RECIPES: list[Callable[..., Any]] = [
    lambda seed=0: gradient_boosting(SCHEMA, seed=seed, max_iter=10, min_samples_leaf=5, max_features=0.7),
    lambda seed=0: random_forest(SCHEMA, seed=seed, n_estimators=10),
]


@pytest.fixture(scope="module")
def table() -> tuple[pd.DataFrame, NDArray[np.str_]]:
    """600 invented rows whose letter follows the consumption per m², later for wood."""
    draw = np.random.default_rng(0)
    area, use = draw.uniform(20, 200, 600), draw.uniform(1_000, 40_000, 600)
    energy = draw.choice(np.array(["gas", "wood", None], dtype=object), 600)
    steps = np.searchsorted([100, 250], use / area * np.where(energy == "wood", 0.6, 1.0))
    frame = pd.DataFrame({"area": area, "use": use, "energy": pd.Series(energy, dtype=object)})
    frame.loc[::9, "use"] = np.nan
    return frame, np.array(["A", "B", "C"])[steps]


@pytest.mark.parametrize("recipe", RECIPES)
def test_recipe_learns_and_its_probabilities_sum_to_one(recipe: Any, table: Any) -> None:
    X, y = table
    before = X.copy(deep=True)
    model = recipe().fit(X[:400], y[:400])
    probabilities = model.predict_proba(X[400:])
    assert model.classes_.tolist() == ["A", "B", "C"]
    assert probabilities.sum(axis=1) == pytest.approx(1)
    assert (model.predict(X[400:]) == y[400:]).mean() > 0.75
    pd.testing.assert_frame_equal(X, before)


@pytest.mark.parametrize("recipe", RECIPES)
def test_recipe_with_same_seed_gives_same_model(recipe: Any, table: Any) -> None:
    X, y = table
    first, again, other = (clone(recipe(seed)).fit(X, y).predict_proba(X) for seed in (3, 3, 4))
    np.testing.assert_allclose(first, again, rtol=0, atol=1e-15)
    assert np.abs(first - other).max() > 1e-6


@pytest.mark.parametrize("recipe", RECIPES)
def test_recipe_tolerates_unseen_categories_and_missing_values(recipe: Any, table: Any) -> None:
    X, y = table
    odd = pd.DataFrame({"area": [np.nan, 0.0], "use": [np.nan, -5.0], "energy": pd.Series(["peat", None])})
    assert np.isfinite(recipe().fit(X, y).predict_proba(odd)).all()


@pytest.mark.parametrize("recipe", [gradient_boosting, random_forest])
def test_recipe_for_texts_alone_is_refused(recipe: Any) -> None:
    texts = Schema(features=(Feature(name="text", type="text"),), target=SCHEMA.target)
    with pytest.raises(FitError, match="only texts"):
        recipe(texts)


def test_boosting_gives_the_model_of_scikit_learn(table: Any) -> None:
    X, y = table
    numbers = X[["area", "use"]].to_numpy()
    ours = Boosting(max_iter=5, random_state=0).fit(numbers, y)
    theirs = HistGradientBoostingClassifier(max_iter=5, random_state=0).fit(numbers, y)
    assert ours.predict_proba(numbers).tolist() == theirs.predict_proba(numbers).tolist()
    assert ours.get_params() == theirs.get_params()
