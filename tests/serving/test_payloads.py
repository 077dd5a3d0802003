"""From bytes to rows: what is read, what is refused, and that nothing else can happen."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.core.errors import PayloadError
from vigie.core.schema import Feature, Schema, Target
from vigie.serving.payloads import PayloadReader
from vigie.serving.reasons import MOST_DETAILS

FEATURES = (
    Feature(name="text", type="text", max_length=40),
    Feature(name="size", type="number", required=False, min=0),
    Feature(name="year", type="integer", required=False, missing=(-1,)),
    Feature(name="fuel", type="category", required=False, values=("gas", "wood")),
    Feature(name="new", type="boolean", required=False),
)
TARGET = Target(column="y", classes={"a": ("a",), "b": ("b",)})
READER = PayloadReader(Schema(features=FEATURES, target=TARGET), max_rows=3)
TEXTS = PayloadReader(Schema(features=FEATURES[:1], target=TARGET), max_rows=3)


def refusal(body: bytes, reader: PayloadReader = READER) -> list[tuple[str, str]]:
    with pytest.raises(PayloadError) as caught:
        reader.read(body)
    return list(caught.value.details)


def test_read_one_row_gives_it_and_keeps_its_own_bytes() -> None:
    payload = TEXTS.read(b'{ "text" : "late \\"again\\"" }')
    assert payload.rows == [{"text": 'late "again"'}]
    assert payload.stored == ['{ "text" : "late \\"again\\"" }']
    assert not payload.many


def test_read_many_rows_gives_each_with_its_own_json() -> None:
    payload = TEXTS.read(b'{"rows": [{"text": "one"}, {"text": "\xc3\xa9t\xc3\xa9"}]}')
    assert payload.rows == [{"text": "one"}, {"text": "été"}]
    assert [json.loads(text) for text in payload.stored] == payload.rows
    assert payload.many


def test_read_many_rows_behind_much_white_space_gives_them() -> None:
    assert TEXTS.read(b"{" + b" " * 100 + b'"rows": [{"text": "one"}]}').many


def test_read_a_text_that_says_rows_is_one_row() -> None:
    assert not TEXTS.read(b'{"text": "the word \\"rows\\""}').many


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b'{"text": "a", "size": -1}', ("size", "must be greater than or equal to 0")),
        (b'{"text": "a", "size": NaN}', ("size", "must be a finite number")),
        (b'{"text": "a", "fuel": "coal"}', ("fuel", "must be 'gas' or 'wood'")),
        (b'{"text": "a", "yaer": 1}', ("yaer", "is no field; did you mean 'year'?")),
        (b'{"size": 1}', ("text", "is required")),
        (b'{"text": "\\t"}', ("text", "must not be blank")),
        (b"[]", ("", "must be an object")),
        (b'{"rows": []}', ("rows", "must have at least 1 item after validation, not 0")),
        (b'{"rows": [{"text": "a"}, {"text": 1}]}', ("rows.1.text", "must be a valid string")),
        (b'{"text": "a", "text": "b"}', ("text", "is there more than once")),
        (b'{"text": "a", "te\\u0078t": "b"}', ("text", "is there more than once")),
        (b'{"rows": [{"text": "a", "size": 1, "size": 2}]}', ("size", "is there more than once")),
    ],
)
def test_read_an_unsound_request_tells_path_and_reason(body: bytes, detail: tuple[str, str]) -> None:
    assert detail in refusal(body)


def test_read_a_text_field_twice_is_refused_whatever_the_spelling() -> None:
    assert refusal(b'{"text": "a", "text": "b"}', TEXTS) == [("text", "is there more than once")]
    assert refusal(b'{"text": "a", "\\u0074ext": "b"}', TEXTS) == [("text", "is there more than once")]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b'{"text": "\xff\xfe"}',
        b'\xef\xbb\xbf{"text": "a"}',
        b'{"text": "\\ud800"}',
        b'{"text": "a\x00"}',
        b"[" * 100_000,
        b'{"text": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
        b'{"text": "a", "year": ' + b"9" * 5_000 + b"}",
        b'{"rows": ' + b'{"rows": ' * 1_000 + b"1" + b"}" * 1_001,
    ],
    ids=lambda body: repr(body[:16]),
)
def test_read_what_is_no_sound_json_is_refused(body: bytes) -> None:
    assert refusal(body)
    assert refusal(body, TEXTS)


def test_read_too_many_rows_is_refused() -> None:
    assert refusal(b'{"rows": [' + b",".join([b'{"text": "a"}'] * 4) + b"]}")[0][0] == "rows"


def test_refusal_of_many_findings_tells_the_first_and_how_many_more() -> None:
    body = json.dumps({"text": "a", **{f"field_{number}": 1 for number in range(100)}}).encode()
    details = refusal(body)
    assert len(details) == MOST_DETAILS + 1
    assert details[-1] == ("", "and 80 more")


def test_refusal_never_tells_values() -> None:
    secret = "Zebra-7"
    rows: list[dict[str, Any]] = [
        {"text": secret * 20},
        {"text": "a", "fuel": secret},
        {"text": "a", "size": secret},
        {"text": "a", "year": secret},
        {"text": "a", "new": secret},
        {"text": [secret]},
    ]
    for row in rows:
        for body in (row, {"rows": [row]}):
            with pytest.raises(PayloadError) as caught:
                READER.read(json.dumps(body).encode())
            assert secret not in str(caught.value)
            assert secret not in repr(caught.value.details)


def test_refusal_of_a_long_field_name_shortens_it() -> None:
    assert max(len(path) for path, _ in refusal(json.dumps({"text": "a", "x" * 10_000: 1}).encode())) <= 64


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
near_rows = st.dictionaries(st.sampled_from(["text", "size", "year", "fuel", "new", "rows", "x"]), json_values)


@given(
    st.binary()
    | near_rows.map(lambda row: json.dumps(row).encode())
    | json_values.map(lambda v: json.dumps(v).encode())
)
def test_read_any_bytes_gives_rows_or_a_payload_error(body: bytes) -> None:
    for reader in (READER, TEXTS):
        with suppress(PayloadError):
            payload = reader.read(body)
            assert [set(row) for row in payload.rows] == [set(reader.row_model.model_fields)] * len(payload.rows)
            assert all(isinstance(json.loads(text), dict) for text in payload.stored)
