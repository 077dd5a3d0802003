"""Sending bytes without the framework's own machinery."""

from __future__ import annotations

from starlette.types import Send

from vigie.serving.errors import Problem

_JSON_TYPE = (b"content-type", b"application/json")


async def send_json(send: Send, body: bytes) -> None:
    """Answer 200 with `body`."""
    headers = [_JSON_TYPE, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def send_problem(send: Send, problem: Problem) -> None:
    """Answer with the one error shape."""
    body = problem.body
    headers = [_JSON_TYPE, (b"content-length", b"%d" % len(body))]
    headers += [(name.encode("latin-1"), value.encode("latin-1")) for name, value in problem.headers.items()]
    await send({"type": "http.response.start", "status": problem.http_status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
