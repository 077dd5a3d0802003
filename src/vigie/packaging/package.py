"""From a fitted estimator to a servable in a folder, or to the reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from vigie.core.errors import NotServableError
from vigie.core.schema import Schema
from vigie.core.types import Row
from vigie.packaging.compile import compile_estimator
from vigie.packaging.labels import in_schema_order
from vigie.packaging.prove import prove_equal, to_rows
from vigie.servable.folder import save_servable
from vigie.servable.manifest import Facts, Manifest
from vigie.servable.runtime import Probabilities, Runtime

GOLDEN_ROWS = 20


def package(
    folder: Path,
    estimator: Any,
    schema: Schema,
    validation: Any,
    facts: Facts,
    expected: Probabilities | None = None,
) -> Manifest:
    """Compile a fitted estimator, prove it equal on the validation rows, and save it into `folder`.

    Parameters
    ----------
    validation
        A pandas frame with the schema's columns; some of its rows are kept in the servable as golden rows.
    expected
        What the estimator answers to `validation`, in the schema's order, where that is known already.

    Raises
    ------
    NotServableError
        If no runtime carries the estimator.
    ProofError
        If the runtime's numbers differ. Nothing is written then.
    """
    runtime = compile_estimator(estimator, schema)
    if not len(validation):
        raise NotServableError(type(estimator).__name__, "there are no validation rows to prove its servable on")
    if expected is None:
        expected = in_schema_order(estimator.predict_proba(validation), estimator.classes_, schema)
    return package_runtime(folder, runtime, schema, validation, facts, expected)


def package_runtime(
    folder: Path, runtime: Runtime, schema: Schema, validation: Any, facts: Facts, expected: Probabilities
) -> Manifest:
    """Prove that a runtime gives the expected answers to the validation rows, and save it into `folder`.

    Raises
    ------
    ProofError
        If its numbers differ. Nothing is written then.
    """
    proof = prove_equal(expected, runtime, schema, validation)
    golden = _spread(expected, to_rows(schema, validation))
    return save_servable(folder, runtime, schema, golden, facts, proof=proof)


def _spread(answers: Probabilities, rows: Sequence[Row]) -> list[Row]:
    """Return rows whose answers lie all over the range, from the least to the most sure of the first class."""
    order = answers[:, 0].argsort(kind="stable")
    places = np.unique(np.linspace(0, len(rows) - 1, min(GOLDEN_ROWS, len(rows))).round().astype(int))
    return [rows[number] for number in order[places]]
