"""The request's rows as Pydantic models, built from the schema that also validates the data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model

from vigie.core.schema import Feature, Schema, is_missing

LARGEST_INTEGER = 2**53
"""Beyond it a float, which is what models compute with, no longer holds every integer."""

# What `core.schema.is_missing` takes for a blank is what Python's `str.strip` removes: a little more than \s.
NOT_BLANK = r"[^\s\x1c-\x1f]"

_STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, hide_input_in_errors=True)


def row_model(schema: Schema) -> type[BaseModel]:
    """Return the model of one row: strict types, the schema's bounds, no unknown field, no NaN, no blank text."""
    fields: dict[str, Any] = {feature.name: _field(feature) for feature in schema.features}
    config = ConfigDict(**_STRICT, title="Row", json_schema_extra={"examples": [example_row(schema)]})
    return create_model("Row", __config__=config, __doc__="One row: the fields that the model sees.", **fields)


def rows_model(row: type[BaseModel], max_rows: int) -> type[BaseModel]:
    """Return the model of a request with many rows."""
    rows = (list[row], Field(min_length=1, max_length=max_rows))  # type: ignore[valid-type]  # a model made at run time
    config = ConfigDict(**_STRICT, title="Rows")
    return create_model("Rows", __config__=config, __doc__="Many rows, answered together.", rows=rows)


def example_row(schema: Schema) -> dict[str, Any]:
    """Return one row that is accepted, without the fields that are missing in it."""
    return {name: value for name, value in schema.example().items() if value is not None}


def _field(feature: Feature) -> tuple[Any, Any]:
    described: dict[str, Any] = {
        "title": feature.title.say("en", feature.name),
        "description": " ".join(
            part for part in (feature.help.say("en"), f"[{feature.unit}]" * bool(feature.unit)) if part
        )
        or None,
        "examples": [feature.example] if feature.example is not None else None,
    }
    kind = _TYPES[feature.type](feature)
    if feature.required:
        return _without_markers(feature, kind), Field(..., **described)
    return _without_markers(feature, kind | None), Field(None, **described)


def _without_markers(feature: Feature, kind: Any) -> Any:
    """Let the ways of saying 'missing' through as None, where there are any besides None itself."""
    blank = not feature.required and feature.type in ("text", "category")
    if not feature.missing and not blank:
        return kind

    def none_for_marker(value: Any) -> Any:
        # True equals 1, and a marker 1 does not mean it.
        return None if not isinstance(value, bool | list | dict) and is_missing(feature, value) else value

    return Annotated[kind, BeforeValidator(none_for_marker)]


def _text(feature: Feature) -> Any:
    return Annotated[str, Field(max_length=feature.max_length, pattern=NOT_BLANK)]


def _category(feature: Feature) -> Any:
    return Literal[feature.values] if feature.values else _text(feature)


def _number(feature: Feature) -> Any:
    return Annotated[float, Field(ge=feature.min, le=feature.max)]


def _integer(feature: Feature) -> Any:
    low = -LARGEST_INTEGER if feature.min is None else feature.min
    high = LARGEST_INTEGER if feature.max is None else feature.max
    return Annotated[int, Field(ge=_whole(low), le=_whole(high)), BeforeValidator(_integer_of)]


def _integer_of(value: Any) -> Any:
    # 3.0 is an integer of JSON, and some languages know no other way to write 3.
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _whole(bound: float) -> float:
    return int(bound) if float(bound).is_integer() else bound


_TYPES: dict[str, Callable[[Feature], Any]] = {
    "text": _text,
    "category": _category,
    "number": _number,
    "integer": _integer,
    "boolean": lambda _: bool,
}
