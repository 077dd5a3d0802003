"""Who asks, and whether they may: keys, scopes and rates, before anything of a request is read."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import NamedTuple

from starlette.types import ASGIApp, Receive, Scope, Send

from vigie.core.errors import KeyRequiredError, ScopeError, VigieError
from vigie.core.keys import Key
from vigie.serving.access import Scopes, scopes_for
from vigie.serving.errors import Problem, problem_of
from vigie.serving.keys import KeyRing
from vigie.serving.limits import Headers
from vigie.serving.rate import RateLimit
from vigie.serving.sending import send_problem


class Caller(NamedTuple):
    """Whoever asks, as far as it is known."""

    key: Key | None = None
    """None where keys are off."""

    @property
    def key_id(self) -> str | None:
        return self.key.id if self.key is not None else None

    @property
    def sees_only(self) -> str | None:
        """The id of the key whose predictions the caller may see; None: all."""
        if self.key is None or self.key.may(("read",)):
            return None
        return self.key.id


_ANYBODY = Caller()

CALLER: ContextVar[Caller] = ContextVar("caller", default=_ANYBODY)
"""Of the request under way; so that not every door into the service has to hand it on."""


class Guard:
    """Lets a request pass or raises why not.

    Parameters
    ----------
    ring
        The keys; None where they are off.
    rate
        None where there is no limit. It counts by key, and by address where there is none.
    """

    def __init__(self, ring: KeyRing | None, rate: RateLimit | None) -> None:
        self._ring = ring
        self._rate = rate
        self.idle = ring is None and rate is None

    def admit(self, scope: Scope, headers: Headers, needed: Scopes | None) -> None:
        """Return if the request may pass; who asks is in `CALLER` from then on.

        Raises
        ------
        KeyRequiredError, ScopeError, RateLimitError
        LedgerUnavailableError
            The keys could not be read yet.
        """
        if needed is None or self.idle:
            return
        key = self._key(scope, headers)
        if self._rate is not None:
            self._rate.take(key.id if key is not None else address_of(scope))
        if key is None:
            return
        if not key.may(needed):
            raise ScopeError(key.id, sorted(needed))
        CALLER.set(Caller(key))

    def _key(self, scope: Scope, headers: Headers) -> Key | None:
        if self._ring is None:
            return None
        try:
            return self._ring.find(_given(headers))
        except KeyRequiredError:
            if self._rate is not None:  # guessing is counted too
                self._rate.take(address_of(scope))
            raise


class Guarded:
    """Middleware that asks the guard about each request."""

    def __init__(self, app: ASGIApp, guard: Guard, on_refusal: Callable[[Problem], None]) -> None:
        self._app = app
        self._guard = guard
        self._on_refusal = on_refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            try:
                self._guard.admit(scope, dict(scope["headers"]), scopes_for(scope["method"], scope["path"]))
            except VigieError as error:
                problem = problem_of(error)
                self._on_refusal(problem)
                await send_problem(send, problem)
                return
        await self._app(scope, receive, send)


def _given(headers: Headers) -> str:
    """Return the key that the request came with, in either header; empty: none."""
    authorization = headers.get(b"authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(b" ")
        if scheme.lower() == b"bearer" and token:
            return token.strip().decode("latin-1")
    return headers.get(b"x-api-key", b"").strip().decode("latin-1")


def address_of(scope: Scope) -> str:
    """Return the address that a request came from."""
    client = scope.get("client")
    return str(client[0]) if client else "unknown"
