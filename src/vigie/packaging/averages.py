"""From averaged word vectors and a linear model to one row of scores for each word."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from vigie.core.errors import NotServableError
from vigie.core.schema import Schema
from vigie.models.embeddings.average_vectors import AverageVectors
from vigie.packaging.labels import label_numbers
from vigie.servable.average_text import AverageTextRuntime, AverageTextSpec


def is_averages(estimator: object) -> bool:
    """Say whether `compile_averages` is the one to take this estimator."""
    return isinstance(estimator, Pipeline) and any(isinstance(step, AverageVectors) for _, step in estimator.steps)


def compile_averages(pipeline: Pipeline, schema: Schema) -> AverageTextRuntime:
    """Return the runtime of a fitted pipeline of `TextColumn`, `AverageVectors`, a scaling and a logistic regression.

    Scaling and weights are linear, so they are applied to each word's vector once and for all.

    Raises
    ------
    NotServableError
        If a step is none of those.
    """
    column, features, *scales, model = (step for _, step in pipeline.steps)
    if not isinstance(model, LogisticRegression) or not all(isinstance(scale, StandardScaler) for scale in scales):
        raise NotServableError("A pipeline of averaged vectors", "only a scaling and a logistic regression may follow")
    weights = model.coef_.T
    intercept = np.atleast_1d(model.intercept_)
    for scale in reversed(scales):
        weights, intercept = _unscaled(scale, weights, intercept)
    averages = features.averages_
    spec = AverageTextSpec(
        feature=column.feature.name,
        style=column.style,
        pattern=averages.pattern,
        lengths=averages.lengths,
        unseen_weight=averages.unseen_weight,
        link="sigmoid" if len(model.classes_) == 2 else "softmax",
        classes=label_numbers(model.classes_, schema),
    )
    scores = replace(averages, rows=averages.rows @ weights, subword_rows=averages.subword_rows @ weights)
    return AverageTextRuntime(schema, spec, scores, intercept)


def _unscaled(scale: StandardScaler, weights: Any, intercept: Any) -> tuple[Any, Any]:
    """Return the weights and the intercept that do to a vector what these do to the scaled one."""
    if scale.scale_ is not None:
        weights = weights / scale.scale_[:, None]
    return weights, intercept if scale.mean_ is None else intercept - scale.mean_ @ weights
