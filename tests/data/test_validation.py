from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from vigie.core.schema import Feature, Schema, Target
from vigie.data.validation import Validated, validate
from vigie.data.values import parse_values

SCHEMA = Schema(
    features=(
        Feature(name="surface", type="number", min=0, max=9800),
        Feature(name="year", type="integer", required=False, missing=(-1,)),
        Feature(name="use", type="category", values=("office", "shop"), missing=("non renseigné",), required=False),
        Feature(name="heated", type="boolean", required=False),
        Feature(name="note", type="text", required=False, max_length=5),
    ),
    target=Target(column="letter", classes={"good": ("A", "B"), "bad": ("1", "G")}),
)
FINE: dict[str, str | None] = {
    "_key": "k", "_label": "A", "surface": "10", "year": "1985", "use": "shop", "heated": "true", "note": "é😀a",
}  # fmt: skip


def judge(*rows: dict[str, Any], schema: Schema = SCHEMA) -> Validated:
    frame = pl.DataFrame([{**FINE, **row} for row in rows], schema=dict.fromkeys(FINE, pl.String))
    return validate(frame, schema)


def reasons(*rows: dict[str, Any]) -> list[tuple[int, str]]:
    return [(row, reason) for row, reason in judge(*rows).bad.iter_rows()]


def test_validate_good_row_is_typed() -> None:
    row = judge({}).good.drop("_row").row(0, named=True)

    assert row == {
        "_key": "k", "_label": "good", "surface": 10.0, "year": 1985, "use": "shop", "heated": True, "note": "é😀a",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"surface": "-3"}, "surface is under 0"),
        ({"surface": "9801"}, "surface is over 9800"),
        ({"surface": "wide"}, "surface is no number"),
        ({"surface": "inf"}, "surface is no number"),
        ({"surface": None}, "surface is missing"),
        ({"surface": "NaN"}, "surface is missing"),
        ({"year": "1985.5"}, "year is no whole number"),
        ({"year": "1e30"}, "year is no whole number"),
        ({"use": "castle"}, "use is none of the declared values"),
        ({"heated": "maybe"}, "heated is neither true nor false"),
        ({"note": "toolong"}, "note is longer than 5 characters"),
        ({"_label": "I"}, "the label is none of the declared values"),
        ({"_key": " "}, "the key is missing"),
        ({"surface": "-3", "heated": "?"}, "heated is neither true nor false; surface is under 0"),
    ],
)
def test_validate_bad_row_is_set_aside_with_its_reason(wrong: dict[str, Any], reason: str) -> None:
    assert reasons({}, wrong, {}) == [(1, reason)]
    assert judge({}, wrong, {}).good["_row"].to_list() == [0, 2]


@pytest.mark.parametrize(
    "missing",
    [{"year": "-1"}, {"year": "-1.0"}, {"year": None}, {"use": "non renseigné"}, {"use": "  "}, {"heated": ""}],
)
def test_validate_every_way_of_saying_missing_becomes_null(missing: dict[str, Any]) -> None:
    (name,) = missing

    assert judge(missing).good[name].to_list() == [None]


def test_validate_rows_without_a_label_are_left_out_and_counted() -> None:
    found = judge({"_label": None}, {}, {"_label": "  "}, {"surface": "x"})

    assert found.unlabelled == 2
    assert found.good["_row"].to_list() == [1]
    assert found.bad.rows() == [(3, "surface is no number")]


def test_validate_rows_without_a_label_may_be_bad_instead() -> None:
    schema = SCHEMA.model_copy(update={"target": SCHEMA.target.model_copy(update={"unlabelled": "quarantine"})})

    found = judge({"_label": None}, {}, schema=schema)

    assert found.unlabelled == 0
    assert found.bad.rows() == [(0, "the label is missing")]


def test_validate_unknown_labels_are_told_apart() -> None:
    found = judge({"_label": "I"}, {"_label": "I"}, {"_label": "good"}, {})

    assert found.unknown_labels == {"I": 2, "good": 1}


def test_validate_whole_number_labels_may_come_as_floats() -> None:
    assert judge({"_label": "1.0"}, {"_label": " 1 "}).good["_label"].to_list() == ["bad", "bad"]


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["570306133677760513"], [570306133677760513]),
        (["1985.0", "1985.", "+7", "-2.00", "1e3"], [1985, 1985, 7, -2, 1000]),
        ([" 12 ", "", None], [12, None, None]),
    ],
)
def test_parse_values_whole_numbers_are_exact(texts: list[str | None], numbers: list[int | None]) -> None:
    parsed = parse_values(Feature(name="n", type="integer"), pl.Series(texts, dtype=pl.String))

    assert parsed.values.to_list() == numbers
    assert not parsed.is_wrong.any()


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["3,5", "1234,25", None], [3.5, 1234.25, None]),
        (["0,250"], [0.25]),
        (["1,234"], [None]),
        (["3,5", "2.5"], [None, 2.5]),
        (["1,234,567"], [None]),
    ],
)
def test_parse_values_decimal_commas_are_read_only_beyond_doubt(
    texts: list[str | None], numbers: list[float | None]
) -> None:
    parsed = parse_values(Feature(name="x", type="number"), pl.Series(texts, dtype=pl.String))

    assert parsed.values.to_list() == numbers
