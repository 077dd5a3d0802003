"""An estimator's classes in the order of the schema."""

from __future__ import annotations

from typing import Any

import numpy as np

from vigie.core.errors import NotServableError
from vigie.core.schema import Schema
from vigie.servable.runtime import Probabilities


def label_numbers(classes: Any, schema: Schema) -> tuple[int, ...]:
    """Return the estimator's classes, in its order, as numbers of the schema's labels.

    Raises
    ------
    NotServableError
        If it knows a class that the schema does not.
    """
    for name in classes:
        if str(name) not in schema.labels:
            raise NotServableError("This estimator", f"it knows the class '{name}', and vigie.toml does not")
    return tuple(schema.labels.index(str(name)) for name in classes)


def in_schema_order(probabilities: Any, classes: Any, schema: Schema) -> Probabilities:
    """Return an estimator's probabilities with the schema's columns; a class it has never seen gets 0."""
    ordered = np.zeros((len(probabilities), len(schema.labels)))
    ordered[:, label_numbers(classes, schema)] = probabilities
    return ordered
