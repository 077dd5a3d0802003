"""The declared schema put to every row: good rows typed, bad rows set aside with the reason."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import pandera.polars as pa
import polars as pl

from vigie.core.errors import DataError
from vigie.core.schema import Feature, Schema, Target
from vigie.data.columns import KEY, LABEL
from vigie.data.values import TYPES, parse_values

UNKNOWN_LABEL = "the label is none of the declared values"
NO_LABEL = "the label is missing"


@dataclass(frozen=True, slots=True)
class Validated:
    """What became of a source's rows."""

    good: pl.DataFrame
    """Typed rows; `_row` is their number in the source's frame."""
    bad: pl.DataFrame
    """`_row` and `_reason` (several joined by '; ')."""
    unlabelled: int
    """Rows left out because they have no label."""
    unknown_labels: dict[str, int] = field(default_factory=dict)
    """Label values that no class declares → rows."""


def validate(frame: pl.DataFrame, schema: Schema) -> Validated:
    """Put the schema to a frame of texts, as `normalise_columns` gives it.

    A row is bad if its label is none of the declared values, its key or a required feature is missing, or a value
    is not of its type or out of bounds. Bad rows are never dropped and never stop the rest.
    """
    frame = frame.with_row_index("_row")
    target = schema.target
    raw = frame[LABEL].str.strip_chars()
    is_unlabelled = (raw == "").fill_null(value=True)
    reasons: dict[int, list[str]] = defaultdict(list)
    if target.unlabelled == "drop":
        frame, raw = frame.filter(~is_unlabelled), raw.filter(~is_unlabelled)
        left_out = int(is_unlabelled.sum())
    else:
        _note(reasons, is_unlabelled, NO_LABEL)
        left_out = 0
    typed, unknown = _typed(frame, raw, schema, reasons)
    return Validated(*_part(typed, schema, reasons), left_out, unknown)


def validate_features(frame: pl.DataFrame, schema: Schema) -> Validated:
    """Put the schema to rows whose label is what is asked for, as `feature_columns` gives them; else as `validate`."""
    reasons: dict[int, list[str]] = defaultdict(list)
    typed = _typed_features(frame.with_row_index("_row"), schema, reasons)
    return Validated(*_part(typed, schema, reasons), 0)


def build_pandera_schema(schema: Schema, *, has_key: bool, has_label: bool = True) -> pa.DataFrameSchema:
    """Return the Pandera schema of a typed frame: what the project's schema says, column by column."""
    columns = {feature.name: _column(feature) for feature in schema.features}
    if has_label:
        columns[LABEL] = pa.Column(pl.String, pa.Check.isin(list(schema.labels), error=UNKNOWN_LABEL), nullable=True)
    if has_key:
        columns[KEY] = pa.Column(pl.String, nullable=False)
    return pa.DataFrameSchema(columns, strict=False)


def class_values(target: Target) -> dict[str, str]:
    """Return each source value → its class; '1.0' means '1' too, for tools write whole numbers so."""
    exact = {value: name for name, values in target.classes.items() for value in values}
    floats = {f"{value}.0": name for value, name in exact.items() if value.lstrip("-").isdigit()}
    return {**floats, **exact}


def _column(feature: Feature) -> pa.Column:
    checks: list[pa.Check] = []
    if feature.min is not None:
        checks.append(pa.Check.ge(feature.min, error=f"is under {feature.min:g}"))
    if feature.max is not None:
        checks.append(pa.Check.le(feature.max, error=f"is over {feature.max:g}"))
    if feature.values:
        checks.append(pa.Check.isin(list(feature.values), error="is none of the declared values"))
    if feature.type in ("text", "category"):
        limit = feature.max_length
        checks.append(pa.Check.str_length(max_value=limit, error=f"is longer than {limit} characters"))
    return pa.Column(TYPES[feature.type], checks, nullable=not feature.required)


def _typed(
    frame: pl.DataFrame, raw: pl.Series, schema: Schema, reasons: dict[int, list[str]]
) -> tuple[pl.DataFrame, dict[str, int]]:
    """Return the frame with typed features and class names, noting what does not fit, and the unknown labels."""
    labels = raw.replace_strict(class_values(schema.target), default=None, return_dtype=pl.String)
    is_unknown = labels.is_null() & (raw != "").fill_null(value=False)
    _note(reasons, is_unknown, UNKNOWN_LABEL)
    counts = raw.filter(is_unknown).value_counts(sort=True, name="rows")
    return _typed_features(frame.with_columns(labels.alias(LABEL)), schema, reasons), dict(counts.iter_rows())


def _typed_features(frame: pl.DataFrame, schema: Schema, reasons: dict[int, list[str]]) -> pl.DataFrame:
    parsed = [parse_values(feature, frame[feature.name]) for feature in schema.features]
    for column in parsed:
        _note(reasons, column.is_wrong, f"{column.values.name} {column.reason}")
    typed = frame.with_columns(column.values for column in parsed)
    if KEY in typed.columns:
        key = pl.col(KEY).str.strip_chars()
        typed = typed.with_columns(pl.when(key != "").then(key).alias(KEY))
    return typed


def _part(typed: pl.DataFrame, schema: Schema, reasons: dict[int, list[str]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the good rows and, by number and reason, the bad ones."""
    _check(typed, schema, reasons)
    rows = sorted(row for row, found in reasons.items() if found)
    texts = ["; ".join(dict.fromkeys(reasons[row])) for row in rows]
    is_bad = pl.int_range(typed.height, eager=True).is_in(rows)
    bad = pl.DataFrame({"_row": typed["_row"].gather(rows), "_reason": pl.Series(texts, dtype=pl.String)})
    return typed.filter(~is_bad), bad


def _note(reasons: dict[int, list[str]], is_wrong: pl.Series, reason: str) -> None:
    for row in is_wrong.arg_true():
        reasons[row].append(reason)


def _check(typed: pl.DataFrame, schema: Schema, reasons: dict[int, list[str]]) -> None:
    """Run Pandera over the typed frame and note every failure at its row."""
    declared = build_pandera_schema(schema, has_key=KEY in typed.columns, has_label=LABEL in typed.columns)
    try:
        # A LazyFrame would have its schema checked and not its values.
        declared.validate(typed.select(*declared.columns), lazy=True)
    except pa.errors.SchemaErrors as error:
        for failure in error.failure_cases.iter_rows(named=True):
            _note_failure(failure, reasons)


def _note_failure(failure: dict[str, Any], reasons: dict[int, list[str]]) -> None:
    row, column, check = failure["index"], failure["column"], failure["check"]
    if row is None:
        raise DataError(f"The validation judged column '{column}' as a whole ({check}), not its rows.")
    if check == "not_nullable":
        # A value that was no number became null above and has its reason already.
        if any(reason.startswith(f"{column} ") for reason in reasons.get(row, ())):
            return
        check = "is missing"
    name = {KEY: "the key", LABEL: ""}.get(column, column)
    reasons[row].append(f"{name} {check}".strip())
