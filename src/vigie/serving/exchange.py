"""One request and its answer on uvicorn's connection, taken and given whole: what ASGI does in seven messages.

A body that has arrived is taken without waiting for it, and an answer is one write. Where something stands between (a
middleware, another server, a slow reader), these functions say so, and the messages of ASGI do the same.
"""

from __future__ import annotations

from starlette.types import Receive, Send
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

_begins: dict[tuple[tuple[bytes, bytes], ...], bytes] = {}
"""The server's own headers, which change once a second with the date, and the lines that begin an answer then."""


def body_of(receive: Receive) -> bytes | None:
    """Return the request's whole body if it has arrived, else None."""
    cycle = getattr(receive, "__self__", None)
    if type(cycle) is not RequestResponseCycle or cycle.more_body:
        return None
    if cycle.disconnected or cycle.response_complete or cycle.waiting_for_100_continue:
        return None
    body, cycle.body = bytes(cycle.body), bytearray()
    cycle.message_event.clear()
    cycle.flow.resume_reading()
    return body


def answer(send: Send, headers: bytes, body: bytes) -> bool:
    """Answer 200 in one write; False, and nothing is written, where that cannot be.

    Parameters
    ----------
    headers
        Whole lines, without content-length and those of the server itself.
    """
    cycle = getattr(send, "__self__", None)
    if type(cycle) is not RequestResponseCycle or cycle.response_started or not cycle.keep_alive:
        return False
    if cycle.disconnected or cycle.flow.write_paused or cycle.access_log:
        return False
    cycle.response_started = cycle.response_complete = True
    begin = _begin(cycle.default_headers)
    cycle.transport.write(b"%b%bcontent-length: %d\r\n\r\n%b" % (begin, headers, len(body), body))
    cycle.message_event.set()
    cycle.on_response()
    return True


def _begin(own: list[tuple[bytes, bytes]]) -> bytes:
    headers = tuple(own)
    begin = _begins.get(headers)
    if begin is None:
        begin = b"".join((b"HTTP/1.1 200 OK\r\n", *(b"%b: %b\r\n" % pair for pair in headers)))
        _begins.clear()
        _begins[headers] = begin
    return begin
