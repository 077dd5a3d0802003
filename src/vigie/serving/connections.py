"""A connection that does not wait for ever: requests that do not arrive, and headers that never end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from vigie.serving.errors import Problem
from vigie.serving.sending import raw_problem

MOST_HEAD_BYTES = 64 * 1024
"""Of a request's line and headers. The parser itself has no limit."""


class Connection(HttpToolsProtocol):
    """uvicorn's connection, with an end to its patience. Costs a request two assignments and a look at the clock.

    Parameters
    ----------
    within_s
        So long a request may take to arrive whole, from its first byte (of a new connection: from the beginning).
    on_refusal
        Called with each refusal, to count it.
    """

    def __init__(self, *, within_s: float, on_refusal: Callable[[Problem], None], **given: Any) -> None:
        super().__init__(**given)
        self._within_s = within_s
        self._on_refusal = on_refusal
        self._began: float | None = None
        self._in_head = True
        self._head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as its base does
        super().connection_made(transport)
        self._began = self.loop.time()

    def data_received(self, data: bytes) -> None:
        if self._began is None:
            self._began = self.loop.time()
        super().data_received(data)
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > MOST_HEAD_BYTES:
                self._refuse(Problem("headers_too_large", f"The headers are larger than {MOST_HEAD_BYTES:,} bytes."))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = True
        self._head_bytes = 0

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._began = None

    def look(self, at: float) -> None:
        """Refuse the request that has been arriving for too long; `at` is the loop's time."""
        # While earlier requests of the connection wait for their answers, nothing is read: that is no fault of its own.
        if self._began is not None and at - self._began > self._within_s and not self.pipeline:
            self._refuse(Problem("request_timeout", f"The request did not arrive within {self._within_s:g} s."))

    def _refuse(self, problem: Problem) -> None:
        if self.transport is None or self.transport.is_closing():
            return
        if self._head_bytes or not self._in_head:  # else nobody has asked anything
            self._on_refusal(problem)
            if self._is_silent():
                self.transport.write(raw_problem(problem, HTTPStatus(problem.http_status).phrase))
        self.transport.close()

    def _is_silent(self) -> bool:
        """Say whether no answer is under way, which another one would cut in two."""
        cycle = self.cycle
        return cycle is None or cycle.response_complete if self._in_head else not cycle.response_started
