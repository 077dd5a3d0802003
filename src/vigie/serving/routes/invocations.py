"""GET /ping and POST /invocations: what MLflow's model server and SageMaker's containers answer to."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict
from pydantic_core import to_json

from vigie.serving.asking import ask
from vigie.serving.errors import ErrorAnswer, described
from vigie.serving.forms import INVOCATIONS, declared_form
from vigie.serving.invocations import InvocationReader
from vigie.serving.repeats import IdempotencyKey, repeated
from vigie.serving.rows import example_row
from vigie.serving.service import Service

SOURCE = "invocations"

_JSON, _CSV = "application/json", "text/csv"


class Invocations(BaseModel):
    model_config = ConfigDict(protected_namespaces=())

    predictions: list[dict[str, Any]]
    """Per row `label` and each class with its probability, as the candidate's MLflow model gives them."""
    prediction_ids: list[str]
    """Per row the id that a verdict names."""
    model_version: str


def routes(service: Service) -> APIRouter:
    router = APIRouter(tags=["invocations"])
    reader = InvocationReader(service.schema, service.options.max_rows)
    refusals = described(ErrorAnswer, (413, 415))

    @router.get("/ping", response_class=Response, responses={200: {"content": {_JSON: {}}}})
    async def ping() -> Response:
        """200 when predictions are answered, as /ready."""
        await service.check_ready()
        return Response(b"\n", media_type=_JSON)

    @router.post(INVOCATIONS, response_model=Invocations, responses=refusals, openapi_extra=_body(service))
    async def invocations(request: Request, idempotency_key: IdempotencyKey = None) -> Response:
        """Predict from a data frame as MLflow sends it, or a CSV. Every answer is in the ledger before it leaves."""
        form, body = declared_form(request, (_JSON, _CSV)), await request.body()
        rows = reader.read_csv(body) if form == _CSV else reader.read_json(body)
        again = repeated(idempotency_key, INVOCATIONS, form.encode(), body)
        predictions = await ask(service.dataplane, rows, SOURCE, again)
        answer = Invocations(
            predictions=[{"label": one["label"], **one["probabilities"]} for one in predictions],
            prediction_ids=[one["id"] for one in predictions],
            model_version=predictions[0]["model_version"],
        )
        return Response(to_json(answer), media_type=_JSON)

    return router


def _body(service: Service) -> dict[str, Any]:
    row = example_row(service.schema)
    table = {
        "type": "object",
        "required": ["columns", "data"],
        "properties": {
            "columns": {"type": "array", "items": {"type": "string"}},
            "data": {"type": "array", "items": {"type": "array", "items": {}}, "minItems": 1},
        },
    }
    rows = {"type": "array", "items": {}, "minItems": 1}
    forms = {"dataframe_split": table, "dataframe_records": rows, "instances": rows, "inputs": {}}
    schema = {"oneOf": [{"type": "object", "required": [k], "properties": {k: v}} for k, v in forms.items()]}
    examples = {
        "split": {"value": {"dataframe_split": {"columns": list(row), "data": [list(row.values())]}}},
        "records": {"value": {"dataframe_records": [row]}},
    }
    return {
        "requestBody": {
            "required": True,
            "content": {_JSON: {"schema": schema, "examples": examples}, _CSV: {"schema": {"type": "string"}}},
        }
    }
