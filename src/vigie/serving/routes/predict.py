"""POST /predict: the hot route. Bytes in, bytes out, without the framework's machinery in between (ADR 0060)."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from pydantic import TypeAdapter
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from vigie.core.answers.service import Prediction
from vigie.serving import repeats
from vigie.serving.access import PREDICT
from vigie.serving.errors import ErrorAnswer, problem_of
from vigie.serving.limits import Headers, read_body, require_json
from vigie.serving.reasons import refusal
from vigie.serving.rows import example_row
from vigie.serving.sending import send_json, send_problem
from vigie.serving.service import Service

PATH = "/predict"

_WORDS = {"true": True, "1": True, "false": False, "0": False}
_LONGEST_SOURCE = 32


class Predict:
    """The ASGI application of the hot route."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._predict = service.dataplane.predict
        self._limit = service.options.max_body_bytes
        self._guard = service.guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        query: bytes = scope["query_string"]
        try:
            if not self._guard.idle:
                self._guard.admit(scope, headers, PREDICT)
            require_json(headers)
            body = await read_body(receive, headers, self._limit)
            again = headers.get(repeats.HEADER)
            answer = await self._predict(
                body,
                source=_source(headers),
                explain=_wants_reasons(query) if query else False,
                request=None if again is None else repeats.request_of(again, PATH, query, body),
            )
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - the last place where it can become the one error shape
            problem = problem_of(error)
            self._service.refused(problem)
            await send_problem(send, problem)
        else:
            await send_json(send, answer)


def _source(headers: Headers) -> str | None:
    given = headers.get(b"vigie-source")
    if given is None:
        return None
    text = given[:_LONGEST_SOURCE].decode("ascii", "ignore")
    return text if text.isprintable() else None


def _wants_reasons(query: bytes) -> bool:
    given = dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True)).get("explain", "false")
    if given not in _WORDS:
        raise refusal([("explain", "must be true or false")])
    return _WORDS[given]


def add_operation(document: dict[str, Any], service: Service) -> None:
    """Write the hot route into the OpenAPI document, as the framework would have done."""
    reader = service.reader
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    template = "#/components/schemas/{model}"
    for model in (reader.row_model, reader.rows_model, Prediction, ErrorAnswer):
        described = TypeAdapter(model).json_schema(ref_template=template)
        schemas.update(described.pop("$defs", {}))
        schemas[described["title"]] = described
    schemas["Predictions"] = {
        "title": "Predictions",
        "type": "object",
        "required": ["predictions"],
        "properties": {"predictions": {"type": "array", "items": _ref("Prediction")}},
    }
    document["paths"][PATH] = {"post": _operation(service)}


def _operation(service: Service) -> dict[str, Any]:
    row = example_row(service.schema)
    return {
        "tags": ["predictions"],
        "summary": "Predict",
        "description": "The label and probabilities of one row, or of many. Every answer is in the ledger before it"
        f" leaves. At most {service.options.max_rows:,} rows and {service.options.max_body_bytes:,} bytes.",
        "operationId": "predict",
        "parameters": [
            {
                "name": "explain",
                "in": "query",
                "description": "Say what weighed most too.",
                "schema": {"type": "boolean", "default": False},
            },
            {
                "name": "vigie-source",
                "in": "header",
                "description": f"A word that says who asks; its first {_LONGEST_SOURCE} characters are kept with the"
                " prediction.",
                "schema": {"type": "string"},
            },
            {
                "name": "idempotency-key",
                "in": "header",
                "description": "A key of your own for this request: sent again with it, the request has the same"
                " answer and leaves no second row.",
                "schema": {"type": "string", "maxLength": repeats.LONGEST, "pattern": f"^{repeats.PATTERN}$"},
            },
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"oneOf": [_ref("Row"), _ref("Rows")]},
                    "examples": {
                        "one": {"summary": "One row", "value": row},
                        "many": {"summary": "Many rows", "value": {"rows": [row, row]}},
                    },
                }
            },
        },
        "responses": {
            "200": _content({"oneOf": [_ref("Prediction"), _ref("Predictions")]}, "Answered, and in the ledger"),
            **error_responses(409, 413, 415, 422, 500, 503),
        },
    }


def error_responses(*statuses: int) -> dict[str, Any]:
    """Return the OpenAPI entries of failing answers."""
    return {str(status): _content(_ref("ErrorAnswer"), "Refused") for status in statuses}


def _content(schema: dict[str, Any], words: str) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
