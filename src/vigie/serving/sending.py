"""Sending bytes without the framework's own machinery."""

from __future__ import annotations

from starlette.types import Message, Scope, Send

from vigie.serving import exchange
from vigie.serving.errors import Problem

_JSON_TYPE = (b"content-type", b"application/json")

SECURITY = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
)
"""On every answer: no browser takes it for something else, keeps it, shows it in a frame of others, or tells of it."""


_JSON_LINES = b"".join(b"%b: %b\r\n" % pair for pair in (_JSON_TYPE, *SECURITY))


async def send_json(send: Send, body: bytes) -> None:
    """Answer 200 with `body`."""
    if exchange.answer(send, _JSON_LINES, body):
        return
    headers = [_JSON_TYPE, (b"content-length", b"%d" % len(body)), *SECURITY]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def send_problem(send: Send, problem: Problem) -> None:
    """Answer with the one error shape."""
    body = problem.body
    headers = _problem_headers(problem, body)
    await send({"type": "http.response.start", "status": problem.http_status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def raw_problem(problem: Problem, phrase: str) -> bytes:
    """Return the same as the bytes of a last answer, for where no request has been understood."""
    body = problem.body
    headers = [*_problem_headers(problem, body), (b"connection", b"close")]
    lines = [b"HTTP/1.1 %d %s" % (problem.http_status, phrase.encode())]
    return b"\r\n".join([*lines, *(b"%s: %s" % pair for pair in headers), b"", body])


def _problem_headers(problem: Problem, body: bytes) -> list[tuple[bytes, bytes]]:
    headers = [_JSON_TYPE, (b"content-length", b"%d" % len(body)), *SECURITY]
    return headers + [(name.encode("latin-1"), value.encode("latin-1")) for name, value in problem.headers.items()]


def armoured(scope: Scope, send: Send) -> Send:
    """Return `send`, which puts the headers of `SECURITY` on an answer that lacks them."""
    if scope["type"] != "http":
        return send

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start" and SECURITY[0] not in message["headers"]:
            message = {**message, "headers": [*message["headers"], *SECURITY]}
        await send(message)

    return sending
