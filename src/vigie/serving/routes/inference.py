"""The Open Inference Protocol (version 2) below /v2, so that KServe and Seldon can host the service."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict

from vigie import __version__
from vigie.core.errors import NotServedError
from vigie.core.schema import Schema
from vigie.serving.asking import ask
from vigie.serving.champion import Champion
from vigie.serving.errors import REFUSALS, described
from vigie.serving.forms import PROTOCOL, declared_form
from vigie.serving.inference import InferReader, TensorFacts, answer, input_facts, output_facts
from vigie.serving.protocol_errors import Refusal
from vigie.serving.repeats import IdempotencyKey, repeated
from vigie.serving.service import Service
from vigie.serving.tensors import OutputTensor

LENGTH = "Inference-Header-Content-Length"
SOURCE = "v2"

_JSON, _BINARY = "application/json", "application/octet-stream"


class Live(BaseModel):
    live: bool


class Ready(BaseModel):
    ready: bool


class ServerFacts(BaseModel):
    name: str
    version: str
    extensions: list[str]


class ModelFacts(BaseModel):
    model_config = ConfigDict(protected_namespaces=())

    name: str
    versions: list[str]
    """The one that answers now, if there is one."""
    platform: str
    inputs: list[TensorFacts]
    outputs: list[TensorFacts]


class ModelReady(Ready):
    name: str


class InferAnswer(BaseModel):
    model_config = ConfigDict(protected_namespaces=())

    model_name: str
    model_version: str
    id: str | None = None
    outputs: list[OutputTensor]


_REFUSALS = described(Refusal, REFUSALS, "Refused")


def routes(service: Service) -> APIRouter:
    asked_form = _body(service.schema)
    router = APIRouter(prefix=PROTOCOL, tags=["open inference protocol"], responses=_REFUSALS)
    name = service.options.project.file.name
    reader = InferReader(service.schema, service.options.max_rows)

    @router.get("", operation_id="v2_server")
    async def server() -> ServerFacts:
        """The server's name and the protocol's extensions that it speaks."""
        return ServerFacts(name="vigie", version=__version__, extensions=["binary_tensor_data"])

    @router.get("/health/live", operation_id="v2_live")
    async def live() -> Live:
        """Alive, whatever else."""
        return Live(live=True)

    @router.get("/health/ready", operation_id="v2_ready")
    async def ready() -> Ready:
        """200 when predictions are answered, as /ready."""
        await service.check_ready()
        return Ready(ready=True)

    @router.get("/models/{model}", operation_id="v2_model")
    @router.get("/models/{model}/versions/{version}", operation_id="v2_model_version")
    async def model(model: str, version: str | None = None) -> ModelFacts:
        """The model's tensors: one per feature goes in, the label, the probabilities and the ids come out."""
        _check_name(model, name)
        champion = service.rollout.champion if version is None else _of_version(service, version)
        return ModelFacts(
            name=name,
            versions=[champion.version] if champion else [],
            platform="vigie",
            inputs=input_facts(service.schema),
            outputs=output_facts(service.schema),
        )

    @router.get("/models/{model}/ready", operation_id="v2_model_ready")
    @router.get("/models/{model}/versions/{version}/ready", operation_id="v2_model_version_ready")
    async def model_ready(model: str, version: str | None = None) -> ModelReady:
        """200 when this model's predictions are answered."""
        _check_name(model, name)
        _of_version(service, version)
        await service.check_ready()
        return ModelReady(name=name, ready=True)

    @router.post(
        "/models/{model}/infer",
        operation_id="v2_infer",
        response_model=InferAnswer,
        openapi_extra=asked_form,
    )
    @router.post(
        "/models/{model}/versions/{version}/infer", operation_id="v2_version_infer", response_model=InferAnswer,
        openapi_extra=asked_form,
    )  # fmt: skip
    async def infer(
        request: Request, model: str, version: str | None = None, idempotency_key: IdempotencyKey = None
    ) -> Response:
        """Predict from a tensor per feature, in JSON or binary. Every answer is in the ledger before it leaves."""
        _check_name(model, name)
        _of_version(service, version)
        _check_form(request)
        body, json_length = await request.body(), request.headers.get(LENGTH)
        asked = reader.read(body, json_length)
        again = repeated(idempotency_key, request.url.path, (json_length or "").encode(), body)
        pinned = version is not None
        predictions = await ask(service.dataplane, asked.rows, SOURCE, again, by_champion=pinned)
        told, told_length = answer(predictions, service.schema.labels, asked, name)
        if told_length is None:
            return Response(told, media_type=_JSON)
        return Response(told, headers={LENGTH: str(told_length)}, media_type=_BINARY)

    return router


def _check_name(given: str, name: str) -> None:
    if given != name:
        raise NotServedError("model", name)


def _of_version(service: Service, version: str | None) -> Champion:
    champion = service.rollout.require()
    if version is not None and version != champion.version:
        raise NotServedError("version", champion.version)
    return champion


def _check_form(request: Request) -> None:
    # Triton's clients declare nothing, and the protocol leaves that free.
    declared_form(request, (_JSON, _BINARY), _JSON)


def _body(schema: Schema) -> dict[str, Any]:
    names = [one.name for one in schema.features]
    tensor = {
        "type": "object",
        "required": ["name", "shape", "datatype"],
        "properties": {
            "name": {"type": "string", "enum": names},
            "shape": {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 1, "maxItems": 2},
            "datatype": {"type": "string"},
            "parameters": {"type": "object"},
            "data": {"type": ["array", "null"], "items": {}},
        },
    }
    asked = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
    body = {
        "type": "object",
        "required": ["inputs"],
        "properties": {
            "id": {"type": ["string", "null"], "maxLength": 200},
            "parameters": {"type": "object"},
            "inputs": {"type": "array", "items": tensor, "minItems": 1},
            "outputs": {"type": ["array", "null"], "items": asked},
        },
    }
    example = {
        "inputs": [
            {"name": one.name, "shape": [1], "datatype": facts.datatype, "data": [value]}
            for one, facts in zip(schema.features, input_facts(schema), strict=True)
            if (value := schema.example()[one.name]) is not None
        ]
    }
    return {"requestBody": {"required": True, "content": {_JSON: {"schema": body, "example": example}}}}
