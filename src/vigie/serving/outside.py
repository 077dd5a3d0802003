"""Everybody outside who is told: of requests by a queue, of verdicts by a thread each."""

from __future__ import annotations

from vigie.serving.ledger_link import LedgerLink
from vigie.serving.metrics import Counts
from vigie.serving.options import ServiceOptions
from vigie.serving.telling import EventForm, Telling
from vigie.serving.tracing import Take
from vigie.telemetry.open import Opened, open_sinks
from vigie.telemetry.span_queue import SpanQueue


class Outside:
    """What the service holds of those who are told; nothing here blocks a request."""

    def __init__(self, opened: Opened, form: EventForm, link: LedgerLink, counts: Counts) -> None:
        self._opened = opened
        self._queue = SpanQueue([one for one in opened.sinks if one.takes_spans], opened.form, counts.told)
        hearing = [one for one in opened.sinks if one.takes_events]
        self._tellings = [Telling(one, form, link.require, counts.told) for one in hearing]
        self.take: Take = self._queue.offer
        self.listeners = tuple(one.name for one in hearing)
        """Who hears of verdicts."""

    def start(self) -> None:
        self._queue.start()
        for telling in self._tellings:
            telling.start()

    def wake(self) -> None:
        """Say that there is a verdict to tell of."""
        for telling in self._tellings:
            telling.wake()

    def close(self) -> None:
        """Tell the last, for a few seconds at most."""
        for telling in self._tellings:
            telling.close()
        self._queue.close()
        for sink in self._opened.sinks:
            sink.close()


def open_outside(options: ServiceOptions, link: LedgerLink, counts: Counts) -> Outside | None:
    """Return who is told as the options say, None where nobody is."""
    file = options.project.file
    opened = open_sinks(options.told, file.name)
    if opened is None:
        return None
    texts = [one.name for one in options.project.schema.features if one.type == "text"]
    return Outside(opened, EventForm(file.name, texts if file.telemetry.texts else None), link, counts)
