"""The proof that a runtime gives the estimator's numbers, on rows neither was fitted on."""

from __future__ import annotations

from typing import Any

import numpy as np

from vigie.core.errors import ProofError
from vigie.core.schema import Feature, Schema, clean_row
from vigie.core.types import Row
from vigie.servable.manifest import Proof
from vigie.servable.runtime import Probabilities, Runtime

_ALONE = 50
"""Rows that are also sent by themselves, as most requests are."""


def prove_equal(
    expected: Probabilities, runtime: Runtime, schema: Schema, frame: Any, tolerance: float | None = None
) -> Proof:
    """Compare the runtime with the estimator on every row of a frame, and some rows one by one.

    Parameters
    ----------
    expected
        What the estimator answers to the frame, shape (n_rows, n_classes), in the schema's order (`in_schema_order`).
    frame
        A pandas frame with the schema's columns, as the estimator takes them.
    tolerance
        By default the runtime's own.

    Raises
    ------
    ProofError
        If a probability differs by more than the tolerance, or is no number.
    """
    allowed = runtime.tolerance if tolerance is None else tolerance
    rows = [clean_row(schema, row) for row in to_rows(schema, frame)]
    together = runtime.predict_proba(rows)
    alone = np.concatenate([runtime.predict_proba([row]) for row in rows[:_ALONE]])
    difference = max(_largest(together - expected), _largest(alone - expected[:_ALONE]))
    if difference > allowed:
        raise ProofError(difference, allowed, len(rows))
    return Proof(max_difference=difference, tolerance=allowed, rows=len(rows))


def to_rows(schema: Schema, frame: Any) -> list[Row]:
    """Return a frame's rows as the service would get them: whole numbers and booleans as such, None where missing."""
    columns = {
        feature.name: [_as_sent(feature, value) for value in frame[feature.name].tolist()]
        for feature in schema.features
    }
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _as_sent(feature: Feature, value: Any) -> Any:
    if value is None or value != value:
        return None
    if feature.type == "boolean":
        return bool(value)
    if feature.type == "integer" and float(value).is_integer():
        return int(value)
    return value


def _largest(differences: Any) -> float:
    largest = np.abs(differences).max()
    return float("inf") if np.isnan(largest) else float(largest)
