"""The rows of a window beside the training rows: which columns have moved, ranked by what that does to the answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vigie.core.declarations.drift import DriftRule
from vigie.core.schema import Feature, Schema
from vigie.monitoring.drift.columns import compare_categories, compare_numbers, compare_texts, names_or_numbers
from vigie.monitoring.drift.findings import CONFIDENCE, PREDICTION, ColumnDrift, DriftReport, DriftTest, Kind
from vigie.monitoring.drift.intake import invalid_values
from vigie.monitoring.drift.reference import Columns, ColumnSketches, Reference


@dataclass(frozen=True)
class Window:
    """The predictions of a stretch of time."""

    since: int
    at: int
    """Microseconds since the epoch, UTC; the end is not in it."""
    total: int
    """Predictions in it; those below may be a part of them, from all over it."""
    columns: Columns
    labels: Sequence[str] = ()
    """What the champion answered, leaving out any other version."""
    confidences: NDArray[np.float64] | Sequence[float] = ()
    hidden: frozenset[str] = frozenset()
    """Columns of texts of which the ledger keeps digests only."""

    @property
    def read(self) -> int:
        return len(next(iter(self.columns.values()), ()))


def compare_window(
    reference: Reference, schema: Schema, window: Window, rule: DriftRule, version: str | None = None
) -> DriftReport:
    """Return what has changed since training, the change that does most to the answers first.

    Parameters
    ----------
    schema
        The project's: its columns are looked at, and those of the reference that it has no more.
    """
    about = DriftReport(
        since=window.since,
        at=window.at,
        rows=window.total,
        read=window.read,
        version=version,
        reference_rows=reference.columns.rows,
        min_rows=rule.min_rows,
        level=rule.level,
    )
    if window.read < rule.min_rows:
        return about.model_copy(update={"problem": "few rows" if window.read else "no rows"})
    found = [*_inputs(reference.columns, schema, window, rule), *_answers(reference, window, rule)]
    judged = [_judged(column, rule) for column in _corrected(found)]
    weighed = [_weighed(column, reference) for column in judged]
    ranked = sorted(weighed, key=lambda column: (-column.weight, -(column.value or 0), -(column.importance or 0)))
    return about.model_copy(update={"columns": tuple(ranked)})


def _inputs(sketches: ColumnSketches, schema: Schema, window: Window, rule: DriftRule) -> Iterator[ColumnDrift]:
    for feature in schema.features:
        yield _input(sketches, feature, window, rule)
    known = {**sketches.numbers, **sketches.categories, **sketches.texts}
    for name in known.keys() - set(schema.names):
        kind: Kind = "number" if name in sketches.numbers else "text" if name in sketches.texts else "category"
        yield ColumnDrift(column=name, kind=kind, status="gone", missing_now=1.0)


def _input(sketches: ColumnSketches, feature: Feature, window: Window, rule: DriftRule) -> ColumnDrift:
    name = feature.name
    values = window.columns[name]
    if name in window.hidden and name in sketches.texts:
        return _hidden(name, sketches.texts[name].missing / max(sketches.texts[name].rows, 1), values)
    if feature.type == "text" and name in sketches.texts:
        found = compare_texts(name, sketches.texts[name], list(values), rule)
    elif (then := sketches.numbers.get(name) or sketches.categories.get(name)) is not None and feature.type != "text":
        found = names_or_numbers(feature, then, values, rule)
    else:
        own: Kind = "number" if feature.type == "integer" else feature.type
        return ColumnDrift(column=name, kind=own, status="new", rows=window.read)
    return found.model_copy(update={"invalid": invalid_values(feature, values)})


def _hidden(name: str, missing_then: float, values: Sequence[object] | NDArray[np.object_]) -> ColumnDrift:
    missing = sum(value is None for value in values)
    return ColumnDrift(
        column=name,
        kind="text",
        status="hidden",
        rows=len(values) - missing,
        missing_then=missing_then,
        missing_now=missing / len(values),
    )


def _answers(reference: Reference, window: Window, rule: DriftRule) -> Iterator[ColumnDrift]:
    if len(window.labels):
        yield compare_categories(PREDICTION, reference.labels, list(window.labels), rule, "label")
        confidences = np.asarray(window.confidences, dtype=np.float64)
        yield compare_numbers(CONFIDENCE, reference.confidences, confidences, rule, "confidence")


def _corrected(columns: Sequence[ColumnDrift]) -> list[ColumnDrift]:
    """Return the columns with every p-value corrected for the number of all tests."""
    tests = [test for column in columns for test in column.tests]
    corrected = iter(holm([test.p_value for test in tests]))
    return [
        column.model_copy(update={"tests": tuple(_with(test, next(corrected)) for test in column.tests)})
        for column in columns
    ]


def _with(test: DriftTest, corrected: float) -> DriftTest:
    return test.model_copy(update={"corrected": corrected})


def _judged(column: ColumnDrift, rule: DriftRule) -> ColumnDrift:
    if column.status != "steady":
        return column
    real = column.real(rule.level)
    if real:
        return column.model_copy(update={"status": "drifted", "value": real[0].effect})
    if all(test.name == "missing" for test in column.tests):
        return column.model_copy(update={"status": "few"})
    return column.model_copy(update={"value": 0.0})


def _weighed(column: ColumnDrift, reference: Reference) -> ColumnDrift:
    answers = column.column in (PREDICTION, CONFIDENCE)
    return column.model_copy(update={"importance": 1.0 if answers else reference.importance.get(column.column)})


def holm(p_values: Sequence[float]) -> list[float]:
    """Return the p-values corrected so that the chance of even one false alarm stays under the level.

    `evaluation.correction` has the same for the training side, which the service does not carry.

    Examples
    --------
    >>> [round(p, 3) for p in holm([0.01, 0.04, 0.03, 0.005])]
    [0.03, 0.06, 0.06, 0.02]

    References
    ----------
    Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of Statistics 6 (1979).
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    stepped = np.minimum(np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)), 1.0)
    corrected = np.empty(len(p))
    corrected[order] = stepped
    return [float(value) for value in corrected]
