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
    """uvicorn's connection, with an end to its patience. Costs a whole request a few assignments.

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
        self._whole = False
        self._began: float | None = None
        """When the request began that has not arrived whole; None between two requests."""
        self._head_bytes = 0
        self._unread = 0
        self._stuck_since = 0.0
        self._idle_since = 0.0
        """When the last answer left."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as its base does
        super().connection_made(transport)
        self._began = self.loop.time()

    def data_received(self, data: bytes) -> None:
        self._whole = False
        super().data_received(data)
        if self._whole:  # as nearly every request does, in one piece
            self._began = None
        else:
            self._note_part(len(data))

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._whole = True

    def on_response_complete(self) -> None:
        # As its base does, but without a timer for each answer: `look` finds whoever asks nothing more.
        if self.pipeline or self.transport.is_closing():
            super().on_response_complete()
            return
        self.server_state.total_requests += 1
        self.flow.resume_reading()
        self._idle_since = self.loop.time()

    def _note_part(self, size: int) -> None:
        if self._began is None:
            self._began = self.loop.time()
            self._head_bytes = 0
        if self._in_head:
            self._head_bytes += size
            if self._head_bytes > MOST_HEAD_BYTES:
                self._refuse(Problem("headers_too_large", f"The headers are larger than {MOST_HEAD_BYTES:,} bytes."))

    @property
    def _in_head(self) -> bool:
        # The base makes a scope where a request begins and hands it to a cycle where its headers end.
        return self.cycle is None or self.cycle.scope is not self.scope

    def look(self, at: float) -> None:
        """Refuse the request that has been arriving for too long; let go of a caller who asks, or reads, nothing more.

        Parameters
        ----------
        at
            The loop's time, in seconds.
        """
        # While earlier requests of the connection wait for their answers, nothing is read: that is no fault of its own.
        if self._began is not None and at - self._began > self._within_s and not self.pipeline:
            self._refuse(Problem("request_timeout", f"The request did not arrive within {self._within_s:g} s."))
        elif self._is_idle() and at - self._idle_since > self.timeout_keep_alive:
            self.timeout_keep_alive_handler()
        self._note_unread(at)

    def _note_unread(self, at: float) -> None:
        unread = 0 if self.transport.is_closing() else self.transport.get_write_buffer_size()
        if unread == 0 or unread < self._unread:  # nothing waits, or some of it was taken
            self._stuck_since = at
        elif at - self._stuck_since > self._within_s:
            self.transport.abort()  # what waits would hold its memory for ever
        self._unread = unread

    def _refuse(self, problem: Problem) -> None:
        if self.transport is None or self.transport.is_closing():
            return
        if self._head_bytes or not self._in_head:  # else nobody has asked anything
            self._on_refusal(problem)
            if self._is_silent():
                self.transport.write(raw_problem(problem, HTTPStatus(problem.http_status).phrase))
        self.transport.close()

    def _is_idle(self) -> bool:
        return self._began is None and self.cycle is not None and self.cycle.response_complete

    def _is_silent(self) -> bool:
        """Say whether no answer is under way, which another one would cut in two."""
        cycle = self.cycle
        return cycle is None or cycle.response_complete if self._in_head else not cycle.response_started
