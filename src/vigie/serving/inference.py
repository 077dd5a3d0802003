"""Requests and answers of the Open Inference Protocol (version 2): a named tensor per feature, and back. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vigie.core.errors import nearest
from vigie.core.schema import Feature, Schema
from vigie.serving.limits import require_sound
from vigie.serving.reasons import payload_error, refusal
from vigie.serving.tensors import TAKEN, InputTensor, OutputTensor, Value, check_datatype, read_binary, read_json
from vigie.serving.values import fitted

OUTPUTS = ("label", "probabilities", "prediction_id")


class TensorFacts(BaseModel):
    """A tensor that the model takes or gives; -1 stands for the number of rows."""

    name: str
    datatype: str
    shape: list[int]


class RequestedOutput(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, hide_input_in_errors=True)

    name: str = Field(max_length=200)
    parameters: dict[str, Any] = {}


class InferRequest(BaseModel):
    """The JSON of a request."""

    model_config = ConfigDict(extra="ignore", strict=True, hide_input_in_errors=True)

    id: str | None = Field(None, max_length=200)
    parameters: dict[str, Any] = {}
    inputs: list[InputTensor] = Field(min_length=1, max_length=10_000)
    outputs: list[RequestedOutput] | None = Field(None, max_length=100)


class Asked(NamedTuple):
    """What a request asks for."""

    rows: list[dict[str, Value]]
    id: str | None
    outputs: tuple[tuple[str, bool], ...]
    """The tensors to answer with, and whether each is sent in binary."""


class InferReader:
    """Reads the protocol's requests for one schema. It checks tensors; values are checked as those of any request.

    Parameters
    ----------
    max_rows
        The most rows that one request may hold.
    """

    def __init__(self, schema: Schema, max_rows: int) -> None:
        self._schema = schema
        self._features = {feature.name: feature for feature in schema.features}
        self._max_rows = max_rows

    def read(self, body: bytes, json_length: str | None = None) -> Asked:
        """Return what `body` asks for.

        Parameters
        ----------
        json_length
            How many of the bytes are JSON, as the header `Inference-Header-Content-Length` says; without it, all.

        Raises
        ------
        PayloadError
            If the request cannot be used: what is wrong with which tensor, without values.
        """
        length = _length(json_length, len(body))
        require_sound(body[:length])
        try:
            request = InferRequest.model_validate_json(body[:length])
        except ValidationError as error:
            raise payload_error(error) from error
        columns = self._columns(request.inputs, body[length:])
        return Asked(self._rows(columns), request.id, tuple(_outputs(request)))

    def _columns(self, tensors: Sequence[InputTensor], data: bytes) -> dict[str, list[Value]]:
        columns: dict[str, list[Value]] = {}
        at = 0
        for tensor in tensors:
            if tensor.name in columns:
                raise refusal([(f"inputs.{tensor.name}", "is there more than once")])
            kind = self._feature(tensor.name).type
            check_datatype(tensor, kind)
            size = tensor.binary_size
            if size is None:
                values = read_json(tensor)
            else:
                if at + size > len(data):
                    raise refusal([(f"inputs.{tensor.name}", "has fewer bytes than its `binary_data_size` says")])
                values = read_binary(tensor, data[at : at + size])
                at += size
            columns[tensor.name] = [fitted(kind, value) for value in values]
        if at != len(data):
            raise refusal([("", f"has {len(data) - at} bytes after its last tensor")])
        return columns

    def _feature(self, name: str) -> Feature:
        if name not in self._features:
            close = nearest(name, self._features)
            hint = f"did you mean '{close}'?" if close else f"there are: {', '.join(islice(self._features, 20))}"
            raise refusal([("inputs", f"holds a tensor that is no feature; {hint}")])
        return self._features[name]

    def _rows(self, columns: Mapping[str, list[Value]]) -> list[dict[str, Value]]:
        lengths = {len(values) for values in columns.values()}
        if len(lengths) > 1:
            raise refusal([("inputs", "must have the same number of rows in each tensor")])
        lacking = [one.name for one in self._features.values() if one.required and one.name not in columns]
        if lacking:
            raise refusal([(f"inputs.{name}", "is required") for name in lacking])
        if not 1 <= (rows := lengths.pop()) <= self._max_rows:
            raise refusal([("inputs", f"must hold 1 to {self._max_rows:,} rows, not {rows:,}")])
        # What is missing is left out, so that of a required field it is told in the same words as everywhere.
        table = zip(*columns.values(), strict=True)
        return [{k: v for k, v in zip(columns, values, strict=True) if v is not None} for values in table]


def _length(given: str | None, most: int) -> int:
    if given is None:
        return most
    if not (given.isascii() and given.isdigit()) or len(given) > 12 or int(given) > most:
        raise refusal([("Inference-Header-Content-Length", "must be how many bytes of the body are JSON")])
    return int(given)


def _outputs(request: InferRequest) -> list[tuple[str, bool]]:
    every = request.parameters.get("binary_data_output") is True
    if not request.outputs:
        return [(name, every) for name in OUTPUTS]
    for one in request.outputs:
        if one.name not in OUTPUTS:
            raise refusal([("outputs", f"names a tensor that there is not; there are: {', '.join(OUTPUTS)}")])
        if {"classification", "shared_memory_region"} & one.parameters.keys():
            reason = "cannot be given as a classification or in shared memory"
            raise refusal([(f"outputs.{one.name}", reason)])
    return [(one.name, one.parameters.get("binary_data", every) is True) for one in request.outputs]


def input_facts(schema: Schema) -> list[TensorFacts]:
    """Return the tensors that the model takes, one per feature."""
    return [TensorFacts(name=one.name, datatype=TAKEN[one.type][0], shape=[-1]) for one in schema.features]


def output_facts(schema: Schema) -> list[TensorFacts]:
    """Return the tensors that the model gives; the columns of the probabilities are the classes in declared order."""
    return [
        TensorFacts(name="label", datatype="BYTES", shape=[-1]),
        TensorFacts(name="probabilities", datatype="FP64", shape=[-1, len(schema.labels)]),
        TensorFacts(name="prediction_id", datatype="BYTES", shape=[-1]),
    ]


def answer(
    predictions: Sequence[Mapping[str, Any]], labels: Sequence[str], asked: Asked, model: str
) -> tuple[bytes, int | None]:
    """Return the answer's bytes, and how many of them are JSON if a part is binary.

    Parameters
    ----------
    predictions
        As `POST /predict` answers, one per row.
    labels
        The classes, in the order of the columns of the probabilities.
    model
        The name that the protocol knows the model by.
    """
    tensors = {one.name: one for one in _tensors(predictions, labels)}
    parts: list[bytes] = []
    told: list[dict[str, Any]] = []
    for name, binary in asked.outputs:
        if binary:
            parts.append(tensors[name].to_bytes())
            told.append(
                tensors[name].model_dump(exclude={"data"}) | {"parameters": {"binary_data_size": len(parts[-1])}}
            )
        else:
            told.append(tensors[name].model_dump())
    facts = {"model_name": model, "model_version": predictions[0]["model_version"], "outputs": told}
    head = json.dumps(facts if asked.id is None else {"id": asked.id, **facts}, ensure_ascii=False).encode()
    return b"".join((head, *parts)), len(head) if parts else None


def _tensors(predictions: Sequence[Mapping[str, Any]], labels: Sequence[str]) -> list[OutputTensor]:
    rows = len(predictions)
    shares = [one["probabilities"][label] for one in predictions for label in labels]
    return [
        OutputTensor(name="label", datatype="BYTES", shape=[rows], data=[one["label"] for one in predictions]),
        OutputTensor(name="probabilities", datatype="FP64", shape=[rows, len(labels)], data=shares),
        OutputTensor(name="prediction_id", datatype="BYTES", shape=[rows], data=[one["id"] for one in predictions]),
    ]
