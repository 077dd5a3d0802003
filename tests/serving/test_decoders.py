"""The readers of other protocols: whatever the bytes, rows or a `PayloadError`; and what was written is read back."""

from __future__ import annotations

import json
import struct
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigie.core.errors import PayloadError
from vigie.core.schema import Feature, Schema, Target
from vigie.serving.inference import InferReader
from vigie.serving.invocations import FORMS, InvocationReader
from vigie.serving.values import read_cell

SCHEMA = Schema(
    features=(
        Feature(name="text", type="text"),
        Feature(name="delay", type="number", required=False),
        Feature(name="retweets", type="integer", required=False),
        Feature(name="verified", type="boolean", required=False),
    ),
    target=Target(column="mood", classes={"negative": ("n",), "other": ("o",)}),
)
TENSORS = InferReader(SCHEMA, 20)
FRAMES = InvocationReader(SCHEMA, 20)

words = st.sampled_from(
    ["inputs", "outputs", "name", "shape", "datatype", "data", "parameters", "binary_data_size", "columns", "index",
     "params", "id", "text", "delay", "verified", "BYTES", "FP64", "BOOL", "INT64", "label", *FORMS]
)  # fmt: skip
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10) | st.integers() | st.floats() | st.text(max_size=8) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=5),
    max_leaves=12,
)
tensor = st.fixed_dictionaries(
    {"name": words, "shape": st.lists(st.integers(-1, 3), max_size=3), "datatype": words},
    optional={"data": anything, "parameters": st.dictionaries(words, anything, max_size=2)},
)
request = st.fixed_dictionaries(
    {"inputs": st.lists(tensor, max_size=3)}, optional={"outputs": anything, "id": anything, "parameters": anything}
)
frames = st.builds(lambda form, held: {form: held}, st.sampled_from(FORMS), anything)


def written(value: Any) -> bytes:
    return json.dumps(value).encode()


@settings(deadline=None, max_examples=300)
@given(
    body=st.binary(max_size=60) | anything.map(written) | request.map(written),
    tail=st.binary(max_size=20),
    length=st.none() | st.text(max_size=3) | st.integers(0, 200).map(str),
)
def test_infer_reader_of_any_bytes_gives_rows_or_a_payload_error(body: bytes, tail: bytes, length: str | None) -> None:
    for said in (length, str(len(body))):
        with suppress(PayloadError):
            asked = TENSORS.read(body + tail, said)
            assert 1 <= len(asked.rows) <= 20
            assert {name for row in asked.rows for name in row} <= set(SCHEMA.names)


@settings(deadline=None, max_examples=300)
@given(body=st.binary(max_size=60) | st.text(max_size=40).map(str.encode) | (anything | frames).map(written))
def test_invocation_reader_of_any_bytes_gives_rows_or_a_payload_error(body: bytes) -> None:
    for read in (FRAMES.read_json, FRAMES.read_csv):
        with suppress(PayloadError):
            assert 1 <= len(read(body)) <= 20


rows = st.lists(
    st.fixed_dictionaries(
        {
            "text": st.text(min_size=1, max_size=12),
            "delay": st.none() | st.floats(allow_nan=False, allow_infinity=False),
            "retweets": st.none() | st.integers(-(2**53), 2**53),
            "verified": st.booleans(),
        }
    ),
    min_size=1,
    max_size=5,
)


def without_missing(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if value is not None} for row in given]


@settings(deadline=None)
@given(given_rows=rows, binary=st.booleans())
def test_rows_written_as_tensors_are_read_back(given_rows: list[dict[str, Any]], binary: bool) -> None:
    datatypes = {"text": "BYTES", "delay": "FP64", "retweets": "FP64", "verified": "BOOL"}
    inputs, parts = [], []
    for name, datatype in datatypes.items():
        values = [row[name] for row in given_rows]
        facts: dict[str, Any] = {"name": name, "shape": [len(values)], "datatype": datatype}
        if binary:
            parts.append(as_bytes(values, datatype))
            facts["parameters"] = {"binary_data_size": len(parts[-1])}
        else:
            facts["data"] = values
        inputs.append(facts)
    head = json.dumps({"inputs": inputs}).encode()
    read = TENSORS.read(b"".join((head, *parts)), str(len(head)))
    assert read.rows == without_missing(given_rows)


def as_bytes(values: list[Any], datatype: str) -> bytes:
    if datatype == "BYTES":
        encoded = [value.encode() for value in values]
        return b"".join(struct.pack("<I", len(one)) + one for one in encoded)
    missing = [np.nan if value is None else value for value in values]
    return np.array(missing, dtype="<f8" if datatype == "FP64" else "?").tobytes()


@settings(deadline=None)
@given(given_rows=rows)
def test_rows_written_as_a_data_frame_are_read_back(given_rows: list[dict[str, Any]]) -> None:
    names = list(given_rows[0])
    table = {"columns": names, "data": [[row[name] for name in names] for row in given_rows]}
    columns = {name: [row[name] for row in given_rows] for name in names}
    for form, held in (("dataframe_split", table), ("dataframe_records", given_rows), ("inputs", columns)):
        assert FRAMES.read_json(written({form: held})) == without_missing(given_rows)


@pytest.mark.parametrize(
    ("kind", "cell", "expected"),
    [
        ("integer", "9007199254740993", 9007199254740993),  # which a float would not hold
        ("integer", "-3.0", -3),
        ("integer", "3.5", 3.5),
        ("number", "1e3", 1000.0),
        ("number", " 2 ", 2.0),
        ("number", "1_000", "1_000"),
        ("number", "NaN", None),
        ("boolean", "TRUE", True),
        ("boolean", "0", False),
        ("boolean", "2", 2.0),
        ("category", " a ", " a "),
        ("text", "NaN", "NaN"),
    ],
)
def test_read_cell_gives_what_a_cell_means(kind: str, cell: str, expected: Any) -> None:
    assert read_cell(kind, cell) == expected
