"""How much of a request is read, and in what form."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pydantic_core import from_json
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vigie.core.errors import BusyError, PayloadFormError, PayloadTooLargeError, VigieError
from vigie.serving.errors import Problem, problem_of
from vigie.serving.exchange import body_of
from vigie.serving.forms import has_own_form
from vigie.serving.reasons import refusal
from vigie.serving.sending import send_problem

Headers = Mapping[bytes, bytes]

MOST_HALVES_BYTES = 24 * 1024 * 1024
"""So much memory may be filled by requests that are still arriving. A caller who is slow on purpose holds no more."""

_JSON = b"application/json"


def require_json(headers: Headers) -> None:
    """Raise `PayloadFormError` unless the request is declared to be JSON."""
    declared = headers.get(b"content-type", b"")
    if declared != _JSON and declared.partition(b";")[0].strip().lower() != _JSON:
        raise PayloadFormError


async def read_body(receive: Receive, headers: Headers, limit: int) -> bytes:
    """Return the request's whole body.

    Raises
    ------
    PayloadTooLargeError
        As soon as it is known to be larger than `limit` bytes: from its declared length, else while reading.
    ClientDisconnect
        If the caller left before its end.
    """
    declared = headers.get(b"content-length")
    if declared is not None and declared.isdigit() and int(declared) > limit:
        raise PayloadTooLargeError(limit)
    body = body_of(receive)
    if body is None:
        message = await receive()
        if message.get("more_body", False):
            return await _read_on(message, receive, limit)
        body = message.get("body", b"")
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
    if len(body) > limit:
        raise PayloadTooLargeError(limit)
    return body


async def _read_on(first: Message, receive: Receive, limit: int) -> bytes:
    body = bytearray(first.get("body", b""))
    try:
        _halves.take(len(body))
        more = True
        while more and len(body) <= limit:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            chunk = message.get("body", b"")
            body += chunk
            _halves.take(len(chunk))
            more = message.get("more_body", False)
    finally:
        _halves.give_back(len(body))
    if len(body) > limit:
        raise PayloadTooLargeError(limit)
    return bytes(body)


class _Halves:
    """Counts what is held of requests that have not arrived whole, over all connections of the process."""

    def __init__(self) -> None:
        self._bytes = 0

    def take(self, size: int) -> None:
        self._bytes += size
        if self._bytes > MOST_HALVES_BYTES:
            raise BusyError

    def give_back(self, size: int) -> None:
        self._bytes -= size


_halves = _Halves()


def require_sound(body: bytes) -> None:
    """Raise `PayloadError` unless `body` is JSON, without NaN."""
    # Here, because the framework tells broken JSON, broken UTF-8 and too deep JSON in three ways, none of them ours.
    try:
        from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise refusal([("", f"is not sound JSON: {error}")]) from error


class BodyLimit:
    """Middleware that reads a request whole, within the limit, before anything else sees it.

    Parameters
    ----------
    limit
        In bytes.
    on_refusal
        Called with each refusal, to count it.
    """

    def __init__(self, app: ASGIApp, limit: int, on_refusal: Callable[[Problem], None]) -> None:
        self._app = app
        self._limit = limit
        self._on_refusal = on_refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        try:
            body = await read_body(receive, headers, self._limit)
            if body and not has_own_form(scope["path"]):
                require_json(headers)
                require_sound(body)
        except VigieError as error:
            problem = problem_of(error)
            self._on_refusal(problem)
            await send_problem(send, problem)
            return
        except ClientDisconnect:
            return
        await self._app(scope, _replay(body, receive), send)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replayed() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed
