"""From a fitted estimator to a servable in a folder, or to the reason why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vigie.core.errors import NotServableError
from vigie.core.schema import Schema, clean_row
from vigie.core.types import Row
from vigie.packaging.compile import compile_estimator
from vigie.packaging.labels import in_schema_order
from vigie.packaging.precision import Score, choose_precision, is_quantisable
from vigie.packaging.prove import prove_equal, to_rows
from vigie.servable.folder import save_servable
from vigie.servable.manifest import Facts, Manifest, Precision, Proof
from vigie.servable.runtime import Probabilities, Runtime

GOLDEN_ROWS = 20


@dataclass(frozen=True)
class Prepared:
    """A runtime that was proved, not yet saved."""

    runtime: Runtime
    answers: Probabilities
    """Its own to the validation rows: what is measured is what is served."""
    proof: Proof
    precision: Precision | None = None
    """Of a network, where there was a choice."""


def package(
    folder: Path,
    estimator: Any,
    schema: Schema,
    validation: Any,
    facts: Facts,
    expected: Probabilities | None = None,
    score: Score | None = None,
) -> Manifest:
    """Compile a fitted estimator, prove it equal on the validation rows, and save it into `folder`.

    Parameters
    ----------
    facts
        Where a network may come out in eight bits its metrics are another's: use `prepare` and `save`, and measure
        between them.
    validation, expected, score
        As for `prepare`.

    Raises
    ------
    NotServableError
        If no runtime carries the estimator.
    ProofError
        If the runtime's numbers differ. Nothing is written then.
    """
    return save(folder, prepare(estimator, schema, validation, expected, score), schema, validation, facts)


def prepare(
    estimator: Any, schema: Schema, validation: Any, expected: Probabilities | None = None, score: Score | None = None
) -> Prepared:
    """Compile a fitted estimator, prove it equal on the validation rows, and choose a network's precision.

    Parameters
    ----------
    validation
        A pandas frame with the schema's columns; some of its rows are kept in the servable as golden rows.
    expected
        What the estimator answers to `validation`, in the schema's order, where that is known already.
    score
        The deciding metric of answers to `validation`, higher is better. With it a network is served in eight bits if
        that hardly costs anything; without, as it is.

    Raises
    ------
    NotServableError
        If no runtime carries the estimator.
    ProofError
        If the runtime's numbers differ.
    """
    runtime = compile_estimator(estimator, schema)
    if not len(validation):
        raise NotServableError(type(estimator).__name__, "there are no validation rows to prove its servable on")
    if expected is None:
        expected = in_schema_order(estimator.predict_proba(validation), estimator.classes_, schema)
    proof = prove_equal(expected, runtime, schema, validation)
    if score is None or not is_quantisable(runtime):
        return Prepared(runtime, expected, proof)
    rows = [clean_row(schema, row) for row in to_rows(schema, validation)]
    choice = choose_precision(runtime, schema, rows, score)
    return Prepared(choice.runtime, choice.answers, proof, choice.precision)


def save(
    folder: Path,
    prepared: Prepared,
    schema: Schema,
    validation: Any,
    facts: Facts,
    beside: Mapping[str, bytes] | None = None,
) -> Manifest:
    """Save a proved runtime into `folder`, with some of the validation rows as golden rows.

    Parameters
    ----------
    beside
        Files that go with it; see `servable.folder.save_servable`.
    """
    golden = _spread(prepared.answers, to_rows(schema, validation))
    proof, precision = prepared.proof, prepared.precision
    return save_servable(
        folder, prepared.runtime, schema, golden, facts, proof=proof, precision=precision, beside=beside
    )


def package_runtime(
    folder: Path,
    runtime: Runtime,
    schema: Schema,
    validation: Any,
    facts: Facts,
    expected: Probabilities,
    beside: Mapping[str, bytes] | None = None,
) -> Manifest:
    """Prove that a runtime gives the expected answers to the validation rows, and save it into `folder`.

    Raises
    ------
    ProofError
        If its numbers differ. Nothing is written then.
    """
    proof = prove_equal(expected, runtime, schema, validation)
    return save(folder, Prepared(runtime, expected, proof), schema, validation, facts, beside)


def _spread(answers: Probabilities, rows: Sequence[Row]) -> list[Row]:
    """Return rows whose answers lie all over the range, from the least to the most sure of the first class."""
    order = answers[:, 0].argsort(kind="stable")
    places = np.unique(np.linspace(0, len(rows) - 1, min(GOLDEN_ROWS, len(rows))).round().astype(int))
    return [rows[number] for number in order[places]]
