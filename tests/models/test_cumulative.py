"""A scale's steps from questions of 'above, or not'."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from vigie.core.errors import FitError
from vigie.core.schema import Feature, Schema, Target
from vigie.models.catalogue import build, find_recipe
from vigie.models.cumulative import CumulativeClassifier
from vigie.servable.ordinal import from_cumulative

ORDER = ("low", "middle", "high", "never met")


def make_steps() -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(0)
    X = draw.normal(size=(300, 2))
    step = np.searchsorted([-0.5, 0.7], X[:, 0] + draw.normal(0, 0.3, 300))
    return X, np.array(ORDER)[step]


def test_cumulative_classifier_learns_the_steps_in_the_order_given() -> None:
    X, y = make_steps()
    model = CumulativeClassifier(LogisticRegression(), ORDER).fit(X, y)
    assert model.order_.tolist() == ["low", "middle", "high"]
    assert model.classes_.tolist() == ["high", "low", "middle"]
    assert len(model.estimators_) == 2
    assert (model.predict(X) == y).mean() > 0.8
    assert model.predict_proba(X).sum(axis=1) == pytest.approx(1)
    assert model.predict([[-3.0, 0.0], [0.1, 0.0], [3.0, 0.0]]).tolist() == ["low", "middle", "high"]


def test_cumulative_classifier_with_neighbours_is_more_often_within_one_step() -> None:
    draw = np.random.default_rng(1)
    X = draw.normal(size=(600, 1))
    step = np.where(draw.random(600) < 0.4, 0, np.where(X[:, 0] > 0, 3, 2))
    y = np.array(["a", "b", "c", "d"])[step]
    y[:5] = "b"
    shares = {}
    for neighbours in (0.0, 1.0):
        model = CumulativeClassifier(LogisticRegression(), ("a", "b", "c", "d"), neighbours).fit(X, y)
        answers = np.searchsorted(["a", "b", "c", "d"], model.predict(X))
        shares[neighbours] = (np.abs(answers - np.searchsorted(["a", "b", "c", "d"], y)) <= 1).mean()
    assert shares[1.0] >= shares[0.0]


def test_from_cumulative_with_chances_that_rise_counts_them_as_level() -> None:
    assert from_cumulative(np.array([[0.5, 0.75]])).tolist() == [[0.5, 0.0, 0.5]]
    assert from_cumulative(np.array([[0.5, 0.75]]), neighbours=1.0).tolist() == [[0.25, 0.5, 0.25]]


@pytest.mark.parametrize(("labels", "reason"), [(["low", "odd"], "'odd' is no step"), (["low", "low"], "two steps")])
def test_cumulative_classifier_refuses_strange_or_single_classes(labels: list[str], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        CumulativeClassifier(LogisticRegression(), ORDER).fit([[0.0], [1.0]], labels)


@pytest.mark.parametrize("neighbours", [-0.1, 1.5])
def test_ordinal_boosting_with_neighbours_out_of_range_says_so(neighbours: float) -> None:
    schema = Schema(
        features=(Feature(name="area", type="number"),),
        target=Target(column="letter", classes={"A": ("A",), "B": ("B",)}, ordered=True),
    )
    with pytest.raises(FitError, match="from 0 to 1"):
        build(find_recipe("ordinal-boosting", Path()), schema, 0, {"neighbours": neighbours})
