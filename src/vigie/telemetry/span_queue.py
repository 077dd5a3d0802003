"""Requests that ended, on their way to whoever is told of them: bounded, aside from every request."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from vigie.telemetry.facts import RequestFacts
from vigie.telemetry.sink import Sink
from vigie.telemetry.tally import Tally, What

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan

_log = logging.getLogger(__name__)

MOST_WAITING = 1_024
"""So many requests are told of in a second, at most: making spans of them takes time from answering."""
_EVERY_S = 1.0
_AT_ONCE = 128
_LAST_WORDS_S = 3.0


class Form(Protocol):
    """Makes spans of requests, and knows which are to be told."""

    def wants(self, request: RequestFacts) -> bool: ...

    def spans(self, requests: Sequence[RequestFacts]) -> list[ReadableSpan]: ...


class SpanQueue:
    """Takes requests in a microsecond and tells of them from a thread of its own; what it has no room for is counted.

    Parameters
    ----------
    sinks
        Who is told. What does not arrive is not sent again: traces are samples, unlike verdicts.
    form
        Makes spans of requests.
    counts
        Where `spans_sent` and `spans_dropped` are added up.
    """

    def __init__(self, sinks: Sequence[Sink], form: Form, counts: Tally) -> None:
        self._sinks = sinks
        self._form = form
        self._counts = counts
        self._waiting: deque[RequestFacts] = deque()
        self._stop = threading.Event()
        self._silent: set[str] = set()
        # A daemon: a listener that does not answer must not hold up the service's end.
        self._thread = threading.Thread(target=self._run, name="spans", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def offer(self, request: RequestFacts) -> None:
        """Take a request that has ended, or count that there was no room; one that is not sampled is neither."""
        if not self._form.wants(request):
            return
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append(request)
        else:
            self._counts.add("spans_dropped")

    def close(self) -> None:
        """Tell what is still waiting, for a few seconds at most."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(_LAST_WORDS_S)

    def _run(self) -> None:
        while not self._stop.wait(_EVERY_S):
            self.flush()
        self.flush()

    def flush(self) -> None:
        """Tell of everything that waits now."""
        for _ in range(0, len(self._waiting), _AT_ONCE):
            taken = [self._waiting.popleft() for _ in range(min(_AT_ONCE, len(self._waiting)))]
            spans = self._form.spans(taken)
            for sink in self._sinks:
                outcome: What = "spans_sent" if self._send(sink, spans) else "spans_dropped"
                self._counts.add(outcome, len(spans))

    def _send(self, sink: Sink, spans: Sequence[ReadableSpan]) -> bool:
        try:
            arrived = sink.send_spans(spans)
        except Exception:  # noqa: BLE001 - whatever a library raises, the thread goes on
            _log.exception("Traces could not be sent to %s", sink.name)
            return False
        if arrived:
            self._silent.discard(sink.name)
        elif sink.name not in self._silent:
            self._silent.add(sink.name)
            _log.warning("Traces do not arrive at %s; they are dropped and counted until they do", sink.name)
        return arrived
