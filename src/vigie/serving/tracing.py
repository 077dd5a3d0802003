"""A trace per request, where somebody is to be told: one door around the application, and a note of what it answered.

The hot route goes around the framework (ADR 0060), so the same door stands before it. Where nobody is told there is no
door, and nothing is noted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from time import time_ns

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vigie.serving.champion import Answer
from vigie.telemetry.facts import RequestFacts

SILENT = frozenset({"/health", "/ready", "/ping", "/metrics", "/v2/health/live", "/v2/health/ready"})
"""What supervisors ask every few seconds: a trace of each would hide the others."""

NOTED: ContextVar[RequestFacts | None] = ContextVar("noted", default=None)
"""The facts of the request under way; None where nobody is told."""

Take = Callable[[RequestFacts], None]


class Traced:
    """ASGI middleware that notes when a request began and ended, and how, and hands that on.

    Parameters
    ----------
    take
        Gets each request when it has ended; must not block.
    """

    def __init__(self, app: ASGIApp, take: Take) -> None:
        self._app = app
        self._take = take

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in SILENT:
            await self._app(scope, receive, send)
            return
        facts = RequestFacts(scope["method"], time_ns())
        for name, value in scope["headers"]:
            if name == b"traceparent":
                facts.parent = value.decode("latin-1")
            elif name == b"tracestate":
                facts.parent_state = value.decode("latin-1")
        NOTED.set(facts)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                facts.status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            facts.ended_ns = time_ns()
            facts.route = _route(scope)
            self._take(facts)


def _route(scope: Scope) -> str:
    route = scope.get("route")
    if route is not None:
        return str(route.path)
    # An address that nobody declared may hold anything, and there may be any number of them.
    return scope["path"] if scope["path"] == "/predict" else ""


def note_answers(answers: Sequence[Answer]) -> None:
    """Keep with the request which model answered, how many rows and, of a single one, under which id."""
    facts = NOTED.get()
    if facts is not None and answers:
        facts.model_version = answers[0].row.model_version
        facts.rows = len(answers)
        facts.prediction_id = answers[0].row.id if len(answers) == 1 else None


def note_error(code: str) -> None:
    """Keep with the request the code that it is refused with."""
    facts = NOTED.get()
    if facts is not None:
        facts.error = code


def note_prediction(prediction_id: str) -> None:
    """Keep with the request which prediction it is about."""
    facts = NOTED.get()
    if facts is not None:
        facts.prediction_id = prediction_id
