"""What the OpenAPI document says of access: which schemes there are, what each operation needs, how it refuses."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from pydantic import TypeAdapter

from vigie.serving.access import scopes_for
from vigie.serving.errors import ErrorAnswer
from vigie.serving.forms import PROTOCOL
from vigie.serving.protocol_errors import Refusal
from vigie.serving.routes.predict import error_responses

_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A key: 'vigie keys create NAME' makes one."},
    "key": {"type": "apiKey", "in": "header", "name": "x-api-key", "description": "The same key, where it is easier."},
}


_REFUSALS = (401, 403, 429)
"""Of every operation that is not public, wherever keys are on or a rate is set."""


def describe_forms(document: dict[str, Any]) -> None:
    """Write into the document the forms of failing answers, which its operations name."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for form in (ErrorAnswer, Refusal):
        made = TypeAdapter(form).json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(made.pop("$defs", {}))
        schemas[form.__name__] = made


def describe_access(document: dict[str, Any], *, keys: bool) -> None:
    """Write into the document what each operation needs and refuses with. Doing it again changes nothing."""
    if keys:
        document.setdefault("components", {})["securitySchemes"] = _SCHEMES
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            # A parameter stands in braces here, which no rule minds.
            needed = scopes_for(method.upper(), path)
            if keys:
                operation["security"] = [] if needed is None else [{name: sorted(needed)} for name in _SCHEMES]
            if needed is not None:
                operation["responses"].update(_responses(path))


def _responses(path: str) -> dict[str, Any]:
    made = error_responses(*_REFUSALS)
    for status, response in made.items():
        response["description"] = HTTPStatus(int(status)).phrase
        if path.startswith(PROTOCOL):  # which refuses in a form of its own
            response["content"]["application/json"]["schema"] = {"$ref": "#/components/schemas/Refusal"}
    return made
