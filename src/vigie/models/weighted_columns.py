"""Recipes for tables that add up weighted columns: logistic regression and a multilayer perceptron."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from vigie.core.schema import Schema
from vigie.models.columns import ColumnsEncoder, refuse_texts_alone
from vigie.models.dense_columns import DenseColumns
from vigie.models.perceptron import Perceptron
from vigie.servable.columns import category_columns
from vigie.servable.dense import Scale

Penalty = Literal["l1", "l2", "elasticnet"]


def columns_logreg(
    schema: Schema,
    *,
    seed: int = 0,
    scale: Scale = "bends",
    knots: int = 9,
    C: float = 1.0,
    penalty: Penalty = "l2",
    l1_ratio: float = 0.5,
    class_weight: Literal["balanced"] | None = None,
) -> Pipeline:
    """Logistic regression over the schema's columns: each speaks for itself, and their words add up.

    The plain model of tables, from credit scores to medicine: every column's part in the answer can be drawn as one
    line. Tries whether the columns decide each by itself; where trees do clearly better, they decide together.
    Categories become columns of 0 and 1, missing values a column of their own, and numbers (`scale`) lines with bends,
    so that "more is better up to here" can be said.

    Parameters
    ----------
    scale
        How numbers are written: "bends" for a line with bends at quantiles, "ranks" and "robust" for a straight one,
        over quantiles or over quartile distances.
    knots
        Quantiles at which "bends" bends, from 2.
    C
        Freedom of the weights, over 0.
    penalty
        "l2" keeps all weights small, "l1" makes many of them 0, "elasticnet" does some of each.
    l1_ratio
        The share of "l1" in "elasticnet", between 0 and 1.
    class_weight
        "balanced" to count rare classes as much as common ones.
    """
    ratios = {"l1": 1.0, "l2": 0.0, "elasticnet": l1_ratio}
    if penalty not in ratios:
        raise ValueError(f"penalty must be one of {', '.join(ratios)}, and is {penalty!r}")
    model = LogisticRegression(
        C=C,
        l1_ratio=ratios[penalty],
        # lbfgs takes a fraction of saga's time, and knows only l2.
        solver="lbfgs" if penalty == "l2" else "saga",
        max_iter=2_000,
        tol=1e-3,
        class_weight=class_weight,
        random_state=seed,
    )
    return Pipeline([*_steps(schema, "columns-logreg", scale, knots), ("model", model)])


def columns_mlp(
    schema: Schema,
    *,
    seed: int = 0,
    scale: Scale = "ranks",
    knots: int = 33,
    layers: Sequence[int] = (64, 32),
    activation: Literal["relu", "tanh", "logistic"] = "relu",
    alpha: float = 1.0,
    learning_rate: float = 2e-3,
    batch_size: int = 64,
    max_epochs: int = 60,
    early_stopping: bool = False,
    patience: int = 8,
) -> Pipeline:
    """A multilayer perceptron over the schema's columns.

    Tries whether smooth surfaces fit the classes better than the steps of trees: on some thousand rows of a table they
    seldom do, but their mistakes are other ones, which helps an ensemble. Numbers are put in their place among the
    training rows' quantiles, so that no outlier shouts.

    Parameters
    ----------
    scale, knots
        As for `columns-logreg`.
    layers
        Units of each hidden layer, from input to output.
    activation
        What bends the units' sums.
    alpha
        How much large weights cost, from 0.
    learning_rate
        Size of the steps (Adam).
    batch_size
        Rows of a step.
    max_epochs
        Passes over the rows at most.
    early_stopping
        Hold back a tenth of the training rows, and stop when they no longer gain for `patience` passes.
    """
    model = Perceptron(
        hidden_layer_sizes=tuple(layers),
        activation=activation,
        alpha=alpha,
        learning_rate_init=learning_rate,
        batch_size=batch_size,
        max_iter=max_epochs,
        early_stopping=early_stopping,
        n_iter_no_change=patience,
        random_state=seed,
    )
    return Pipeline([*_steps(schema, "columns-mlp", scale, knots), ("model", model)])


def _steps(schema: Schema, recipe: str, scale: Scale, knots: int) -> list[tuple[str, Any]]:
    refuse_texts_alone(schema, recipe)
    if scale not in get_args(Scale):
        raise ValueError(f"scale must be one of {', '.join(get_args(Scale))}, and is {scale!r}")
    if knots < 2:
        raise ValueError(f"knots must be 2 or more, and is {knots}")
    return [
        ("columns", ColumnsEncoder(schema)),
        ("dense", DenseColumns(category_columns(schema), scale, knots)),
    ]
