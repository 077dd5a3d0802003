"""The model of one row, built from the schema."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from vigie.core.schema import Feature, Schema, Target
from vigie.serving.rows import LARGEST_INTEGER, example_row, row_model


def make_schema(**facts: Any) -> Schema:
    feature = Feature.model_validate({"name": "field", **facts})
    target = Target(column="y", classes={"a": ("a",), "b": ("b",)})
    return Schema(features=(feature,), target=target)


def read(schema: Schema, json: str) -> Any:
    return row_model(schema).model_validate_json(json).__dict__["field"]


ACCEPTED: list[tuple[dict[str, Any], str, Any]] = [
    ({"type": "text"}, '"été 🧳"', "été 🧳"),
    ({"type": "text", "required": False}, "null", None),
    ({"type": "text", "required": False}, '"  "', None),
    ({"type": "number"}, "3", 3.0),
    ({"type": "number", "min": 0, "max": 1}, "1", 1.0),
    ({"type": "number", "required": False, "missing": (-1,), "min": 0}, "-1", None),
    ({"type": "integer", "min": 1800, "max": 2100}, "1990", 1990),
    ({"type": "integer"}, str(-LARGEST_INTEGER), -LARGEST_INTEGER),
    ({"type": "integer"}, "1.0", 1),
    ({"type": "boolean"}, "false", False),
    ({"type": "boolean", "required": False}, "null", None),
    ({"type": "category"}, '"any"', "any"),
    ({"type": "category", "values": ("gas", "wood")}, '"wood"', "wood"),
    ({"type": "category", "values": ("gas", "wood"), "required": False}, '""', None),
    ({"type": "category", "required": False, "missing": ("unknown",)}, '"unknown"', None),
]


@pytest.mark.parametrize(("facts", "json", "expected"), ACCEPTED)
def test_row_model_of_a_sound_value_gives_it(facts: dict[str, Any], json: str, expected: Any) -> None:
    assert read(make_schema(**facts), f'{{"field": {json}}}') == expected


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"type": "text"}, '""'),
    ({"type": "text"}, '" \\u001c\\u00a0"'),
    ({"type": "text"}, "5"),
    ({"type": "text"}, "null"),
    ({"type": "text", "max_length": 3}, '"four"'),
    ({"type": "number"}, "NaN"),
    ({"type": "number"}, "-Infinity"),
    ({"type": "number"}, "1e999"),
    ({"type": "number"}, '"3"'),
    ({"type": "number"}, "true"),
    ({"type": "number", "max": 1}, "1.01"),
    ({"type": "number", "missing": (-1,)}, "-1"),
    ({"type": "integer"}, "1.5"),
    ({"type": "integer"}, "true"),
    ({"type": "integer", "required": False, "missing": (1,)}, "true"),
    ({"type": "integer"}, str(LARGEST_INTEGER + 1)),
    ({"type": "integer", "min": 0}, "-1"),
    ({"type": "boolean"}, "1"),
    ({"type": "boolean"}, '"true"'),
    ({"type": "category", "values": ("gas",)}, '"coal"'),
    ({"type": "category"}, '" "'),
    ({"type": "category", "required": False, "missing": ("unknown",)}, '["unknown"]'),
]


@pytest.mark.parametrize(("facts", "json"), REFUSED)
def test_row_model_of_an_unsound_value_refuses_it(facts: dict[str, Any], json: str) -> None:
    with pytest.raises(ValidationError):
        read(make_schema(**facts), f'{{"field": {json}}}')


def test_row_model_of_an_optional_field_left_out_gives_none() -> None:
    assert read(make_schema(type="number", required=False), "{}") is None


def test_example_row_is_accepted_by_the_model() -> None:
    schema = make_schema(type="integer", min=1800)
    assert row_model(schema).model_validate(example_row(schema)).__dict__ == {"field": 1800}
