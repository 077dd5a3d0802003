"""The Open Inference Protocol, asked by Triton's own client over a real socket."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest
from tritonclient import http as triton
from tritonclient.utils import InferenceServerException

pytestmark = pytest.mark.service

TOML = """
name = "mixed"
data = { source = "rows.csv" }
target = { column = "mood", classes = ["negative", "other"] }

[features.text]
type = "text"
max_length = 300

[features.airline]
type = "category"
values = ["Delta", "United"]
required = false

[features.delay]
type = "number"
required = false
min = 0

[features.retweets]
type = "integer"
required = false

[features.verified]
type = "boolean"
required = false

[service]
max_rows = 50
max_body_bytes = 20_000
"""

TEXTS = np.array(["late again", "été à Orly ✈"], dtype=object)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, serve_module: Any) -> Iterator[tuple[Any, str]]:
    with serve_module(tmp_path_factory.mktemp("mixed"), TOML) as (world, running):
        yield world, running.url


@pytest.fixture
def url(served: tuple[Any, str]) -> str:
    return served[1]


@pytest.fixture
def client(url: str) -> Iterator[triton.InferenceServerClient]:
    with triton.InferenceServerClient(url.removeprefix("http://")) as opened:
        yield opened


def tensor(name: str, values: Any, datatype: str, *, binary: bool = True) -> triton.InferInput:
    made = triton.InferInput(name, list(values.shape), datatype)
    made.set_data_from_numpy(values, binary_data=binary)
    return made


def texts(*, binary: bool = True) -> triton.InferInput:
    return tensor("text", TEXTS, "BYTES", binary=binary)


def test_server_and_model_are_live_ready_and_described(client: triton.InferenceServerClient) -> None:
    assert client.is_server_live()
    assert client.is_server_ready()
    assert client.is_model_ready("mixed")
    assert client.is_model_ready("mixed", "1")
    assert not client.is_model_ready("mixed", "2")
    assert client.get_server_metadata()["extensions"] == ["binary_tensor_data"]
    facts = client.get_model_metadata("mixed")
    assert facts == client.get_model_metadata("mixed", "1")
    assert (facts["name"], facts["versions"], facts["platform"]) == ("mixed", ["1"], "vigie")
    assert [(one["name"], one["datatype"], one["shape"]) for one in facts["inputs"]] == [
        ("text", "BYTES", [-1]), ("airline", "BYTES", [-1]), ("delay", "FP64", [-1]), ("retweets", "INT64", [-1]),
        ("verified", "BOOL", [-1]),
    ]  # fmt: skip
    assert [(one["name"], one["datatype"], one["shape"]) for one in facts["outputs"]] == [
        ("label", "BYTES", [-1]), ("probabilities", "FP64", [-1, 2]), ("prediction_id", "BYTES", [-1]),
    ]  # fmt: skip


@pytest.mark.parametrize("binary", [True, False])
def test_infer_answers_and_keeps_what_each_tensor_said(
    client: triton.InferenceServerClient, served: tuple[Any, str], binary: bool
) -> None:
    inputs = [
        texts(binary=binary),
        tensor("airline", np.array(["Delta", ""], dtype=object), "BYTES", binary=binary),
        tensor("delay", np.array([12.5, 3.0]), "FP64", binary=binary),
        tensor("retweets", np.array([3, 2**53]), "INT64", binary=binary),
        tensor("verified", np.array([True, False]), "BOOL", binary=binary),
    ]
    outputs = [
        triton.InferRequestedOutput(name, binary_data=binary) for name in ("label", "probabilities", "prediction_id")
    ]
    result = client.infer("mixed", inputs, outputs=outputs, request_id="mine")
    facts = result.get_response()
    assert (facts["model_name"], facts["model_version"], facts["id"]) == ("mixed", "1", "mine")
    assert np.array_equal(result.as_numpy("probabilities"), [[0.25, 0.75], [0.25, 0.75]])
    assert [as_text(value) for value in result.as_numpy("label")] == ["other", "other"]
    assert kept(served, [as_text(value) for value in result.as_numpy("prediction_id")]) == [
        {"text": TEXTS[0], "airline": "Delta", "delay": 12.5, "retweets": 3, "verified": True},
        {"text": TEXTS[1], "airline": None, "delay": 3.0, "retweets": 2**53, "verified": False},
    ]


def as_text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def kept(served: tuple[Any, str], ids: list[str]) -> list[dict[str, Any]]:
    with served[0].ledger().database.read() as connection:
        rows = dict(connection.exec_driver_sql("SELECT id, features FROM predictions").fetchall())
    return [json.loads(rows[one]) for one in ids]


def test_infer_of_one_row_without_named_outputs_gives_all_in_binary(client: triton.InferenceServerClient) -> None:
    result = client.infer("mixed", [tensor("text", TEXTS[:1].reshape(1, 1), "BYTES")])
    assert [one["parameters"]["binary_data_size"] for one in result.get_response()["outputs"]] == [9, 16, 40]
    assert result.as_numpy("probabilities").shape == (1, 2)
    assert result.as_numpy("label").tolist() == [b"other"]


def test_infer_takes_floats_with_nan_for_integers_with_missing_values(
    client: triton.InferenceServerClient, served: tuple[Any, str]
) -> None:
    retweets = tensor("retweets", np.array([3.0, np.nan]), "FP64")
    delay = tensor("delay", np.array([7, 8], dtype=np.int32), "INT32")
    ids = client.infer("mixed", [texts(), retweets, delay], model_version="1").as_numpy("prediction_id")
    rows = kept(served, [as_text(value) for value in ids])
    assert [(row["retweets"], row["delay"]) for row in rows] == [(3, 7.0), (None, 8.0)]


def test_infer_gives_only_the_outputs_that_were_named(client: triton.InferenceServerClient) -> None:
    result = client.infer("mixed", [texts()], outputs=[triton.InferRequestedOutput("label", binary_data=False)])
    assert result.get_response()["outputs"] == [
        {"name": "label", "datatype": "BYTES", "shape": [2], "data": ["other", "other"]}
    ]


REFUSED: dict[str, tuple[list[triton.InferInput], str]] = {
    "an unknown name": ([tensor("txt", TEXTS, "BYTES")], "did you mean 'text'"),
    "a wrong type": ([tensor("text", np.array([1, 2]), "INT64")], "inputs.text.datatype must be BYTES"),
    "a row too wide": ([tensor("text", TEXTS.reshape(1, 2), "BYTES")], "must be [rows] or [rows, 1]"),
    "uneven columns": ([texts(), tensor("delay", np.array([1.0]), "FP64")], "the same number of rows"),
    "a lacking column": ([tensor("delay", np.array([1.0]), "FP64")], "inputs.text is required"),
    "a column twice": ([texts(), texts()], "inputs.text is there more than once"),
    "no row": ([tensor("text", TEXTS[:0], "BYTES", binary=False)], "must hold 1 to 50 rows, not 0"),
    "too many rows": ([tensor("text", np.array(["a"] * 51, dtype=object), "BYTES")], "1 to 50 rows, not 51"),
    "a blank text": ([tensor("text", np.array(["a", " "], dtype=object), "BYTES")], "rows.1.text must not be blank"),
    "an unknown category": (
        [texts(), tensor("airline", np.array(["KLM", "BA"], dtype=object), "BYTES")],
        "rows.0.airline must be 'Delta' or 'United'; rows.1.airline",
    ),
    "an infinite number": ([texts(), tensor("delay", np.array([np.inf, 0]), "FP64")], "rows.0.delay must be a finite"),
    "half an integer": ([texts(), tensor("retweets", np.array([0.5, 1]), "FP64")], "rows.0.retweets must be a valid"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_infer_with_a_bad_tensor_is_refused_in_words(client: triton.InferenceServerClient, what: str) -> None:
    inputs, words = REFUSED[what]
    with pytest.raises(InferenceServerException) as caught:
        client.infer("mixed", inputs)
    assert caught.value.status() == "422"
    assert words in caught.value.message()


def test_infer_of_another_model_version_or_output_is_refused(client: triton.InferenceServerClient) -> None:
    with pytest.raises(InferenceServerException, match="no model of this name here: 'mixed'"):
        client.infer("other", [texts()])
    with pytest.raises(InferenceServerException, match="no version of this name here: '1'"):
        client.infer("mixed", [texts()], model_version="2")
    with pytest.raises(InferenceServerException, match="there are: label, probabilities, prediction_id"):
        client.infer("mixed", [texts()], outputs=[triton.InferRequestedOutput("score")])
    with pytest.raises(InferenceServerException, match="cannot be given as a classification"):
        client.infer("mixed", [texts()], outputs=[triton.InferRequestedOutput("label", class_count=2)])


def test_infer_of_a_compressed_body_is_refused(client: triton.InferenceServerClient) -> None:
    with pytest.raises(InferenceServerException, match="send the header 'content-encoding: identity'"):
        client.infer("mixed", [texts()], request_compression_algorithm="gzip")


HEADER = b'{"inputs": [{"name": "text", "shape": [1], "datatype": "BYTES", "parameters": {"binary_data_size": %d}}]}'


@pytest.mark.parametrize(
    ("size", "data", "length", "words"),
    [
        (5, b"\x01\0\0\0a", None, "trailing characters"),
        (5, b"\x01\0\0\0a", "x", "must be how many bytes"),
        (5, b"\x01\0\0\0a", "9999", "must be how many bytes"),
        (5, b"\x02\0\0\0a", "", "ends within a text"),
        (3, b"\x02\0\0", "", "ends within a text"),
        (6, b"\x01\0\0\0a", "", "fewer bytes"),
        (5, b"\x01\0\0\0a?", "", "has 1 bytes after"),
        (5, b"\x01\0\0\0\xff", "", "not UTF-8"),
        (-1, b"", "", "must be a number of bytes"),
    ],
)
def test_infer_of_broken_bytes_is_refused(url: str, size: int, data: bytes, length: str | None, words: str) -> None:
    head = HEADER % size
    headers = {} if length is None else {"Inference-Header-Content-Length": length or str(len(head))}
    answer = httpx.post(f"{url}/v2/models/mixed/infer", content=head + data, headers=headers)
    assert answer.status_code == 422
    assert words in answer.json()["error"]


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 422), (b"[]", 422), (b"{}", 422), (b'{"inputs": []}', 422), (b"[" * 9_000, 422), (b" " * 20_001, 413)],
)
def test_infer_without_tensors_is_refused_in_the_protocols_form(url: str, body: bytes, status: int) -> None:
    answer = httpx.post(f"{url}/v2/models/mixed/infer", content=body)
    assert answer.status_code == status
    assert isinstance(answer.json()["error"], str)


def test_every_refusal_below_v2_has_the_protocols_form(url: str) -> None:
    infer = f"{url}/v2/models/mixed/infer"
    strange = {"content-type": "text/plain"}
    for answer in (httpx.get(f"{url}/v2/nothing"), httpx.get(infer), httpx.post(infer, content=b"a", headers=strange)):
        assert answer.status_code in (404, 405, 415)
        assert isinstance(answer.json()["error"], str)
    walked = [path for path in httpx.get(f"{url}/openapi.json").json()["paths"] if path.startswith("/v2")]
    assert len(walked) == 9
    for path in walked:
        answer = httpx.delete(url + path.replace("{model}", "mixed").replace("{version}", "1"))
        assert (answer.status_code, set(answer.json())) == (405, {"error"})
        assert answer.headers["allow"]
    assert httpx.get(f"{url}/nothing").json()["error"]["code"] == "not_found"


def test_protocol_without_a_champion_says_why_and_describes_the_model_all_the_same(make_world: Any, start: Any) -> None:
    with start(make_world(TOML, "mixed").options()) as service:
        for path in ("health/ready", "models/mixed/ready"):
            answer = service.get(f"/v2/{path}")
            assert answer.status_code == 503
            assert "vigie promote" in answer.json()["error"]
        assert service.get("/v2/health/live").json() == {"live": True}
        assert service.get("/v2/models/mixed").json()["versions"] == []
