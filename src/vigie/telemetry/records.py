"""Facts in OpenTelemetry's forms: a request as a span, an event as a log record."""

from __future__ import annotations

from collections.abc import Sequence
from random import getrandbits

from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.context import Context
from opentelemetry.sdk._logs import ReadableLogRecord
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_ON, DEFAULT_ON, Decision
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanKind, StatusCode, get_current_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from vigie import __version__
from vigie.telemetry.facts import Event, Fact, RequestFacts

SCOPE = "vigie"

AZURE_EVENT = "microsoft.custom_event.name"
"""The attribute by which Azure's exporter tells a custom event from a line of a log."""

_SERVER_ERROR = 500


def resource(project: str) -> Resource:
    """Return who speaks; OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win over the project's name."""
    said = Resource.create()
    own = Resource({"service.namespace": "vigie", "service.version": __version__, "vigie.project": project})
    if str(said.attributes.get("service.name", "")).startswith("unknown_service"):
        said = said.merge(Resource({"service.name": project}))
    return own.merge(said)


class _Kept(SpanProcessor):
    def __init__(self) -> None:
        self.spans: list[ReadableSpan] = []

    def on_end(self, span: ReadableSpan) -> None:
        self.spans.append(span)


class SpanForm:
    """Makes spans of requests that have ended, from one thread; and says, from another, which are to be told at all.

    The sampler is OpenTelemetry's own, of the environment (OTEL_TRACES_SAMPLER): by default all, unless whoever asked
    left the trace out.
    """

    def __init__(self, who: Resource) -> None:
        self._kept = _Kept()
        provider = TracerProvider(sampler=ALWAYS_ON, resource=who, shutdown_on_exit=False)
        provider.add_span_processor(self._kept)
        self._tracer = provider.get_tracer(SCOPE, __version__)
        self._propagator = TraceContextTextMapPropagator()
        self._sampler = TracerProvider(shutdown_on_exit=False).sampler  # which reads the environment
        self._takes_all = self._sampler is DEFAULT_ON

    def wants(self, request: RequestFacts) -> bool:
        """Say whether the sampler takes a request; quick, for every request is asked about."""
        if not request.parent:
            return self._takes_all or self._samples(None, getrandbits(128))
        context = self._context(request)
        given = get_current_span(context).get_span_context()
        return self._samples(context, given.trace_id or getrandbits(128))

    def _samples(self, context: Context | None, trace_id: int) -> bool:
        return self._sampler.should_sample(context, trace_id, SCOPE).decision is Decision.RECORD_AND_SAMPLE

    def _context(self, request: RequestFacts) -> Context:
        return self._propagator.extract({"traceparent": request.parent, "tracestate": request.parent_state})

    def spans(self, requests: Sequence[RequestFacts]) -> list[ReadableSpan]:
        """Return the spans of these requests, in their order."""
        for request in requests:
            self._make(request)
        made, self._kept.spans = self._kept.spans, []
        return made

    def _make(self, request: RequestFacts) -> None:
        span = self._tracer.start_span(
            f"{request.method} {request.route}".rstrip(),
            context=self._context(request) if request.parent else None,
            kind=SpanKind.SERVER,
            start_time=request.began_ns,
            attributes=_request_facts(request),
        )
        if request.status >= _SERVER_ERROR:
            span.set_status(StatusCode.ERROR)
        span.end(request.ended_ns)


def _request_facts(request: RequestFacts) -> dict[str, Fact]:
    known: dict[str, Fact | None] = {
        "http.request.method": request.method,
        "http.route": request.route or None,
        "url.path": request.route or None,
        "http.response.status_code": request.status or None,
        "vigie.model.version": request.model_version,
        "vigie.prediction.id": request.prediction_id,
        "vigie.rows": request.rows,
        "vigie.error": request.error,
    }
    return {name: value for name, value in known.items() if value is not None}


def log_record(event: Event, who: Resource) -> ReadableLogRecord:
    """Return the log record that tells of an event."""
    at = event.at * 1_000
    record = LogRecord(
        timestamp=at,
        observed_timestamp=at,
        context=Context(),  # of no request: the thread that tells has none
        severity_number=SeverityNumber.INFO,
        severity_text="INFO",
        body=event.name,
        attributes={**event.facts, AZURE_EVENT: event.name},
        event_name=event.name,
    )
    return ReadableLogRecord(record, who, InstrumentationScope(SCOPE, __version__))
