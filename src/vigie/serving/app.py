"""The FastAPI application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from vigie import __version__
from vigie.core.errors import VigieError
from vigie.servable.trust import trust
from vigie.serving.described import describe_access, describe_forms
from vigie.serving.errors import REFUSALS, ErrorAnswer, Problem, described, problem_of, problem_of_status
from vigie.serving.guard import Guarded
from vigie.serving.limits import BodyLimit
from vigie.serving.options import ServiceOptions
from vigie.serving.protocol_errors import in_its_form
from vigie.serving.reasons import findings_error
from vigie.serving.routes import (
    alerts,
    challenge,
    drift,
    ground_truth,
    health,
    history,
    impact,
    inference,
    invocations,
    leaderboard,
    model,
    monitors,
    performance,
    predict,
    reviews,
    verdicts,
    watching,
)
from vigie.serving.sending import armoured
from vigie.serving.service import Service
from vigie.serving.tracing import Take, Traced


class VigieApp(FastAPI):
    """FastAPI with one route in front of its middleware: the hot one, which is in the router and the document too."""

    def __init__(self, service: Service, **options: Any) -> None:
        super().__init__(**options)
        self.service = service
        self.hot = predict.Predict(service)
        self._door: ASGIApp = self.hot

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == predict.PATH and scope["method"] == "POST":
            await self._door(scope, receive, send)
        else:
            await super().__call__(scope, receive, in_its_form(scope, armoured(scope, send)))

    def open_to(self, origins: Sequence[str]) -> None:
        """Let the pages of these origins ask from a browser."""
        options: dict[str, Any] = {
            "allow_origins": origins,
            "allow_methods": ["GET", "POST"],
            "allow_headers": ["authorization", "content-type", "idempotency-key", "vigie-source", "x-api-key"],
            "expose_headers": ["retry-after"],
        }
        self.add_middleware(CORSMiddleware, **options)
        self._door = CORSMiddleware(self.hot, **options)  # which goes around the others

    def observe(self, take: Take) -> None:
        """Hand every request that has ended to `take`; the outermost door, so that refusals are seen too."""
        self.add_middleware(Traced, take=take)
        self._door = Traced(self._door, take)

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document, the hot route included."""
        document = super().openapi()
        if predict.PATH not in document["paths"]:
            predict.add_operation(document, self.service)
            describe_forms(document)
            describe_access(document, keys=self.service.options.keys)
        return document


def create_app(options: ServiceOptions) -> VigieApp:
    """Return the service of one project as an ASGI application; it opens nothing before its lifespan begins."""
    trust(options.project.file.service.trusted_types, options.project.root)
    service = Service(options)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with service.running():
            yield

    file = options.project.file
    app = VigieApp(
        service,
        title=file.title.say("en", file.name),
        version=__version__,
        description=f"Predictions of the project {file.name}, and what people say about them.",
        lifespan=lifespan,
        redoc_url=None,
        redirect_slashes=False,
        responses=described(ErrorAnswer, REFUSALS),
    )
    app.router.routes.append(Route(predict.PATH, app.hot, methods=["POST"], include_in_schema=False))
    for group in (
        health,
        model,
        drift,
        leaderboard,
        verdicts,
        ground_truth,
        watching,
        performance,
        monitors,
        history,
        alerts,
        challenge,
        impact,
        reviews,
        inference,
        invocations,
    ):
        app.include_router(group.routes(service))
    app.add_middleware(BodyLimit, limit=options.max_body_bytes, on_refusal=service.refused)
    app.add_middleware(Guarded, guard=service.guard, on_refusal=service.refused)
    if origins := file.service.cors:
        app.open_to(origins)
    if service.outside is not None:
        app.observe(service.outside.take)
    _add_error_handlers(app)
    return app


def _allowed(app: VigieApp, request: Request) -> str:
    # The framework names the methods of the first route at an address, and two may share one.
    def takes(method: str) -> bool:
        asked = {**request.scope, "method": method}
        return any(route.matches(asked)[0] is Match.FULL for route in app.router.routes)

    return ", ".join(method for method in ("GET", "HEAD", "POST") if takes(method))


def _add_error_handlers(app: VigieApp) -> None:
    def answer(problem: Problem) -> Response:
        app.service.refused(problem)
        return Response(problem.body, problem.http_status, dict(problem.headers), "application/json")

    async def on_vigie_error(_: Request, error: Exception) -> Response:
        return answer(problem_of(error))

    async def on_invalid_request(_: Request, error: Exception) -> Response:
        found = error.errors() if isinstance(error, RequestValidationError | ValidationError) else []
        return answer(problem_of(findings_error(found)))

    async def on_http_error(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            return answer(problem_of(error))
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = _allowed(app, request)
        return answer(problem_of_status(error.status_code, request.method, headers))

    app.add_exception_handler(VigieError, on_vigie_error)
    app.add_exception_handler(RequestValidationError, on_invalid_request)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(Exception, on_vigie_error)
