"""Which runtime carries which estimator."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.dummy import DummyClassifier

from vigie.core.errors import NotServableError
from vigie.core.schema import Schema
from vigie.packaging.labels import label_numbers
from vigie.packaging.linear import compile_text, is_text
from vigie.packaging.own import compile_own
from vigie.packaging.trees import compile_trees, is_trees
from vigie.servable.prior import PriorRuntime
from vigie.servable.runtime import Runtime


def compile_estimator(estimator: Any, schema: Schema) -> Runtime:
    """Return the runtime that gives the fitted estimator's numbers without scikit-learn.

    Raises
    ------
    NotServableError
        If no runtime carries it.
    """
    if isinstance(estimator, DummyClassifier):
        return _compile_prior(estimator, schema)
    if is_text(estimator):
        return compile_text(estimator, schema)
    if is_trees(estimator):
        return compile_trees(estimator, schema)
    return compile_own(estimator, schema)


def _compile_prior(estimator: DummyClassifier, schema: Schema) -> PriorRuntime:
    if estimator.strategy != "prior":
        raise NotServableError(f"A DummyClassifier with strategy='{estimator.strategy}'")
    shares = np.zeros(len(schema.labels))
    shares[list(label_numbers(estimator.classes_, schema))] = estimator.class_prior_
    return PriorRuntime(shares)
