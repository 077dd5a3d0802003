"""What the OpenAPI document says of access: which schemes there are, what each operation needs, how it refuses."""

from __future__ import annotations

from typing import Any

from vigie.serving.access import scopes_for
from vigie.serving.forms import PROTOCOL
from vigie.serving.routes.predict import error_responses

_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A key: 'vigie keys create NAME' makes one."},
    "key": {"type": "apiKey", "in": "header", "name": "x-api-key", "description": "The same key, where it is easier."},
}


def describe_access(document: dict[str, Any], *, keys: bool, rate: bool) -> None:
    """Write into the document what each operation needs and refuses with. Doing it again changes nothing."""
    refusals = (401, 403) * keys + (429,) * rate
    if keys:
        document.setdefault("components", {})["securitySchemes"] = _SCHEMES
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            # A parameter stands in braces here, which no rule minds.
            needed = scopes_for(method.upper(), path)
            if keys:
                operation["security"] = [] if needed is None else [{name: sorted(needed)} for name in _SCHEMES]
            if needed is not None:
                operation["responses"].update(_responses(path, refusals))


def _responses(path: str, statuses: tuple[int, ...]) -> dict[str, Any]:
    made = error_responses(*statuses)
    if path.startswith(PROTOCOL):  # which refuses in a form of its own
        for response in made.values():
            response["content"]["application/json"]["schema"] = {"$ref": "#/components/schemas/Refusal"}
    return made
