"""Columns are prepared once for training and serving: many rows and one row agree to the last bit."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigie.core.schema import Derived, Feature, Schema, Target, clean_row
from vigie.core.types import Row
from vigie.servable.column import LARGEST, Encoded
from vigie.servable.columns import Columns, ColumnsSpec, category_columns, column_names, encode

TARGET = Target(column="letter", classes={"A": ("A",), "B": ("B",)})
SCHEMA = Schema(
    features=(
        Feature(name="note", type="text", required=False),
        Feature(name="area", type="number", missing=(0,)),
        Feature(name="cost", type="number", missing=(-1.5,)),
        Feature(name="year", type="integer", missing=(-1,)),
        Feature(name="heated", type="boolean"),
        Feature(name="energy", type="category", missing=("unknown",)),
    ),
    derived=(
        Derived(name="cost_per_m2", ratio=("cost", "area")),
        Derived(name="margin", difference=("cost", "area")),
        Derived(name="log_cost", log="cost"),
        Derived(name="cost_band", bands="cost", at=(-1.5, 0.0, 100.0)),
        Derived(name="log_rate", log="cost_per_m2"),
        Derived(name="rate_band", bands="cost_per_m2", at=(1.0, 2.5)),
        Derived(name="no_year", is_missing="year"),
        Derived(name="no_energy", is_missing="energy"),
        Derived(name="no_note", is_missing="note"),
        Derived(name="family", group="energy", of={"fossil": ("gas", "oil"), "none": ("unknown",)}),
    ),
    target=TARGET,
)
SPEC = ColumnsSpec(categories={"energy": ("gas", "wood", "oil")})

NUMBERS = st.none() | st.floats(allow_subnormal=True) | st.sampled_from([0.0, -0.0, -1.0, -1.5, 1e308, 5e-324])
ROWS = st.fixed_dictionaries(
    {
        "note": st.none() | st.sampled_from(["", "  ", "warm"]),
        "area": NUMBERS,
        "cost": NUMBERS,
        "year": st.none() | st.integers(-(2**53), 2**53) | st.sampled_from([-1, 0]),
        "heated": st.none() | st.booleans(),
        "energy": st.none() | st.sampled_from(["gas", "wood", "oil", "unknown", "straw", "", " "]),
    }
)


def by_column(rows: list[Row]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in SCHEMA.names}


def bits(encoded: Encoded) -> bytes:
    """Return the numbers' bits; a missing one is a missing one, whatever its payload."""
    return np.where(np.isnan(encoded), np.nan, encoded).tobytes("C")


def encode_one(**values: Any) -> dict[str, float]:
    columns = Columns(SCHEMA, SPEC)
    return dict(zip(columns.names, columns.encode_row(clean_row(SCHEMA, values)), strict=True))


@settings(max_examples=60, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=8))
def test_encode_row_equals_encode_to_the_last_bit(rows: list[Row]) -> None:
    columns = Columns(SCHEMA, SPEC)
    many = columns.encode(by_column(rows))
    single = np.array([columns.encode_row(clean_row(SCHEMA, row)) for row in rows])
    assert bits(many) == bits(single)


@settings(max_examples=60, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=8))
def test_encode_arrays_equals_encode_lists(rows: list[Row]) -> None:
    lists = by_column(rows)
    arrays = {
        name: np.array([np.nan if value is None else value for value in values], dtype=np.float64)
        if SCHEMA.feature(name).type in ("number", "integer", "boolean")
        else np.array(values, dtype=object)
        for name, values in lists.items()
    }
    assert bits(encode(SPEC, SCHEMA, arrays)) == bits(encode(SPEC, SCHEMA, lists))


@settings(max_examples=60, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=8))
def test_encode_gives_numbers_that_fit_32_bits_or_missing(rows: list[Row]) -> None:
    encoded = encode(SPEC, SCHEMA, by_column(rows))
    assert not np.isinf(encoded.astype(np.float32)).any()


def test_encode_row_reads_every_type() -> None:
    encoded = encode_one(area=50.0, cost=100, year=1990, heated=True, energy="wood", note="x")
    assert encoded == {
        "area": 50, "cost": 100, "year": 1990, "heated": 1, "energy": 1, "cost_per_m2": 2, "margin": 50,
        "log_cost": math.log1p(100), "cost_band": 2, "log_rate": math.log1p(2), "rate_band": 1,
        "no_year": 0, "no_energy": 0, "no_note": 0, "family": 2,
    }  # fmt: skip


def test_encode_row_with_markers_gives_missing_and_flags() -> None:
    encoded = encode_one(area=0, cost=-1.5, year=-1, heated=None, energy="unknown", note=" ")
    flags = {name for name, value in encoded.items() if value == 1}
    assert flags == {"no_year", "no_energy", "no_note"}
    assert all(math.isnan(value) for name, value in encoded.items() if name not in flags)


def test_encode_row_with_unseen_category_counts_as_missing_but_is_not_flagged() -> None:
    encoded = encode_one(area=1.0, cost=1.0, year=1, heated=False, energy="straw", note="x")
    assert math.isnan(encoded["energy"])
    assert encoded["no_energy"] == 0
    assert encoded["family"] == 2


@pytest.mark.parametrize(
    ("cost", "area", "expected"), [(1.0, 0.0, math.nan), (1e300, 1e-300, LARGEST), (-1e300, 1e-300, -LARGEST)]
)
def test_ratio_that_is_no_ordinary_number_is_missing_or_bounded(cost: float, area: float, expected: float) -> None:
    ratio = encode_one(area=area, cost=cost, year=None, heated=None, energy=None)["cost_per_m2"]
    assert ratio == expected or (math.isnan(ratio) and math.isnan(expected))


def test_encode_row_bounds_an_integer_beyond_floats() -> None:
    assert encode_one(year=10**400)["year"] == LARGEST
    assert encode_one(year=-(10**400))["year"] == -LARGEST


def test_column_names_are_features_without_texts_then_derived() -> None:
    assert column_names(SCHEMA)[:6] == ("area", "cost", "year", "heated", "energy", "cost_per_m2")
    assert category_columns(SCHEMA) == (4, 14)
    assert Columns(SCHEMA, SPEC).category_sizes() == {4: 3, 14: 3}


def test_columns_spec_survives_json() -> None:
    spec = ColumnsSpec(categories={"energy": ("gas", "wood")}, typical={"energy": "gas", "area": 1.5, "year": None})
    assert ColumnsSpec.model_validate(spec.model_dump(mode="json")) == spec
