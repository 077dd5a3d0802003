"""From a fitted estimator to a servable in a folder, or to the reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from vigie.core.schema import Schema, clean_row
from vigie.core.types import Row
from vigie.packaging.compile import compile_estimator
from vigie.packaging.prove import prove_equal, to_rows
from vigie.servable.folder import save_servable
from vigie.servable.manifest import Facts, Manifest
from vigie.servable.runtime import Runtime

GOLDEN_ROWS = 20


def package(folder: Path, estimator: Any, schema: Schema, validation: Any, facts: Facts) -> Manifest:
    """Compile a fitted estimator, prove it equal on the validation rows, and save it into `folder`.

    Parameters
    ----------
    validation
        A pandas frame with the schema's columns; some of its rows are kept in the servable as golden rows.

    Raises
    ------
    NotServableError
        If no runtime carries the estimator.
    ProofError
        If the runtime's numbers differ. Nothing is written then.
    """
    runtime = compile_estimator(estimator, schema)
    proof = prove_equal(estimator, runtime, schema, validation)
    golden = _spread(runtime, schema, to_rows(schema, validation))
    return save_servable(folder, runtime, schema, golden, facts, proof=proof)


def _spread(runtime: Runtime, schema: Schema, rows: Sequence[Row]) -> list[Row]:
    """Return rows whose answers lie all over the range, from the least to the most sure of the first class."""
    order = runtime.predict_proba([clean_row(schema, row) for row in rows])[:, 0].argsort(kind="stable")
    places = np.unique(np.linspace(0, len(rows) - 1, min(GOLDEN_ROWS, len(rows))).round().astype(int))
    return [rows[number] for number in order[places]]
