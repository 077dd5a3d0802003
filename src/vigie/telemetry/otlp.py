"""A collector that speaks OTLP over HTTP."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs.export import LogRecordExportResult
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExportResult

from vigie.telemetry.facts import Event, Outcome
from vigie.telemetry.records import log_record


class OtlpSink:
    """Sends with OpenTelemetry's own exporters, which read addresses, headers and certificates from the environment."""

    name = "otlp"

    def __init__(self, who: Resource, *, spans: bool, events: bool) -> None:
        # It would log each of its attempts. That nothing arrives is said once, from the outcome.
        logging.getLogger("opentelemetry.exporter.otlp").setLevel(logging.CRITICAL)
        self._who = who
        self._spans = OTLPSpanExporter() if spans else None
        self._logs = OTLPLogExporter() if events else None
        self.takes_spans = spans
        self.takes_events = events

    def send_spans(self, spans: Sequence[ReadableSpan]) -> bool:
        return self._spans is not None and self._spans.export(spans) is SpanExportResult.SUCCESS

    def send_events(self, events: Sequence[Event]) -> Outcome:
        """All of them arrive, or none."""
        records = [log_record(event, self._who) for event in events]
        arrived = self._logs is not None and self._logs.export(records) is LogRecordExportResult.SUCCESS
        return Outcome(taken=set(range(len(events)))) if arrived else Outcome(why="it does not take them")

    def close(self) -> None:
        for exporter in (self._spans, self._logs):
            if exporter is not None:
                exporter.shutdown()  # type: ignore[no-untyped-call]  # of the one, not of the other
