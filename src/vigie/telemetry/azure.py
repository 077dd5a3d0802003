"""Azure Application Insights, through Microsoft's own exporter."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from opentelemetry.sdk._logs.export import LogRecordExportResult
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExportResult

from vigie.telemetry.facts import Event, Outcome
from vigie.telemetry.records import log_record

_QUIET = ("APPLICATIONINSIGHTS_STATSBEAT_DISABLED_ALL", "APPLICATIONINSIGHTS_CONTROLPLANE_DISABLED")
"""The exporter would report on itself to Microsoft and take settings from there; nobody asked for either."""

_TRY_AGAIN = frozenset({401, 402, 403, 408, 429, 439, 500, 502, 503, 504})
"""Whoever lacks rights or quota now may have them later; the ledger keeps what is told until then."""

_WITHIN_S = 10.0


class AzureSink:
    """Sends with the exporter's own forms and authentication. The spool is the ledger's, so that its is off.

    What the service says of each event is read from its answer, for the exporter tells only whether all was well.
    """

    name = "azure"
    takes_spans = True
    takes_events = True

    def __init__(self, who: Resource, connection_string: str) -> None:
        for variable in _QUIET:
            os.environ.setdefault(variable, "true")
        # Here, since the exporter reads them when it is imported.
        from azure.monitor.opentelemetry.exporter import AzureMonitorLogExporter, AzureMonitorTraceExporter

        # It would log what it drops whole, texts too. What matters is in the outcome, and logged from there.
        logging.getLogger("azure").setLevel(logging.CRITICAL)
        self._who = who
        self._answer = _Answer()
        options: dict[str, Any] = {
            "connection_string": connection_string,
            "disable_offline_storage": True,
            "retry_total": 0,  # the next look tries again
            "timeout": _WITHIN_S,
            "read_timeout": _WITHIN_S,
        }
        self._spans = AzureMonitorTraceExporter(**options)
        self._logs = AzureMonitorLogExporter(**options, raw_response_hook=self._answer.hear)

    def send_spans(self, spans: Sequence[ReadableSpan]) -> bool:
        return bool(self._spans.export(spans) is SpanExportResult.SUCCESS)

    def send_events(self, events: Sequence[Event]) -> Outcome:
        self._answer.forget()
        result = self._logs.export([log_record(event, self._who) for event in events])
        if result is LogRecordExportResult.SUCCESS:
            return Outcome(taken=set(range(len(events))))
        return self._answer.outcome(len(events))

    def close(self) -> None:
        self._spans.shutdown()
        self._logs.shutdown()


class _Answer:
    """What the ingestion service answered last; nothing if it could not be reached."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self._status = 0
        self._errors: list[dict[str, Any]] = []
        self._wait_s: float | None = None

    def hear(self, response: Any) -> None:
        """Take note of an HTTP answer, as the pipeline of Azure's client gives it."""
        answer = response.http_response
        self._status = answer.status_code
        waits = str(answer.headers.get("Retry-After", ""))
        self._wait_s = float(waits) if waits.isdigit() else None
        if self._status == HTTPStatus.PARTIAL_CONTENT:
            self._errors = json.loads(answer.text())["errors"]

    def outcome(self, sent: int) -> Outcome:
        """Return what became of so many events."""
        everything = set(range(sent))
        if self._status == HTTPStatus.PARTIAL_CONTENT:
            codes = {int(one["index"]): int(one["statusCode"]) for one in self._errors}
            refused = {place for place, code in codes.items() if code not in _TRY_AGAIN}
            return Outcome(everything - set(codes), refused, self._wait_s, "it takes a part only")
        is_lasting = 400 <= self._status < 500 and self._status not in _TRY_AGAIN
        why = f"it answers {self._status}" if self._status else "it cannot be reached"
        return Outcome(refused=everything if is_lasting else set(), wait_s=self._wait_s, why=why)
