"""From scikit-learn's answer without a look at the row to the runtime that gives the same."""

from __future__ import annotations

import numpy as np
from sklearn.dummy import DummyClassifier

from vigie.core.errors import NotServableError
from vigie.core.schema import Schema
from vigie.packaging.labels import label_numbers
from vigie.servable.prior import PriorRuntime


def is_prior(estimator: object) -> bool:
    """Say whether `compile_prior` takes this estimator."""
    return isinstance(estimator, DummyClassifier)


def compile_prior(estimator: DummyClassifier, schema: Schema) -> PriorRuntime:
    """Return the runtime that answers with the shares of the classes.

    Raises
    ------
    NotServableError
        If the estimator answers with anything else, or knows a class that the schema does not.
    """
    if estimator.strategy != "prior":
        raise NotServableError(f"A DummyClassifier with strategy='{estimator.strategy}'")
    shares = np.zeros(len(schema.labels))
    shares[list(label_numbers(estimator.classes_, schema))] = estimator.class_prior_
    return PriorRuntime(shares)
