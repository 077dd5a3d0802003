"""Refusals in the form of the Open Inference Protocol, wherever in the service they were made."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from starlette.types import Message, Scope, Send

from vigie.serving.forms import PROTOCOL


class Refusal(BaseModel):
    """The protocol's form of a failing answer."""

    error: str


def in_its_form(scope: Scope, send: Send) -> Send:
    """Return `send`, which of a request below /v2 turns Vigie's error shape into the protocol's `{"error": text}`."""
    if scope["type"] != "http" or not _is_of_protocol(scope["path"]):
        return send
    head: Message = {}
    body = bytearray()

    async def sending(message: Message) -> None:
        nonlocal head
        if message["type"] == "http.response.start" and message["status"] >= HTTPStatus.BAD_REQUEST:
            head = message
        elif not head:
            await send(message)
        else:
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                told = _translated(bytes(body))
                kept = [(name, value) for name, value in head["headers"] if name.lower() != b"content-length"]
                await send({**head, "headers": [*kept, (b"content-length", b"%d" % len(told))]})
                await send({"type": "http.response.body", "body": told})

    return sending


def _is_of_protocol(path: str) -> bool:
    return path == PROTOCOL or path.startswith(f"{PROTOCOL}/")


def _translated(body: bytes) -> bytes:
    try:
        error = json.loads(body)["error"]
        return json.dumps({"error": _text(error)}, ensure_ascii=False).encode()
    except (ValueError, KeyError, TypeError):
        return body


def _text(error: dict[str, Any]) -> str:
    """Return the message, with every finding when it tells the first only."""
    message: str = error["message"]
    details = error.get("details", [])
    if len(details) < 2:  # one is in the message
        return message
    return " ".join((message, "; ".join(f"{one['path'] or 'it'} {one['reason']}" for one in details) + "."))
