"""A collector that speaks OTLP over HTTP: what arrives there, decoded by the protocol's own definitions."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from vigie.telemetry.facts import Event, RequestFacts
from vigie.telemetry.otlp import OtlpSink
from vigie.telemetry.records import SpanForm, resource

pytestmark = pytest.mark.service


class _Collector(HTTPServer):
    received: list[tuple[str, bytes]]
    status = 200


class _Handler(BaseHTTPRequestHandler):
    server: _Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.server.received.append((self.path, body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Collector]:
    with _Collector(("127.0.0.1", 0), _Handler) as server:
        server.received = []
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")
        yield server
        server.shutdown()
        thread.join()


def test_spans_and_events_arrive(collector: _Collector) -> None:
    who = resource("tiny")
    sink = OtlpSink(who, spans=True, events=True)
    spans = SpanForm(who).spans([RequestFacts("POST", 5, route="/predict", ended_ns=9, model_version="7")])
    assert sink.send_spans(spans)
    assert sink.send_events([Event("prediction.confirmed", 3, {"vigie.asked": True})]).taken == {0}
    sink.close()
    (traces_path, traces), (logs_path, logs) = collector.received
    assert (traces_path, logs_path) == ("/v1/traces", "/v1/logs")
    (span,) = ExportTraceServiceRequest.FromString(traces).resource_spans[0].scope_spans[0].spans
    assert (span.name, span.end_time_unix_nano) == ("POST /predict", 9)
    (told,) = ExportLogsServiceRequest.FromString(logs).resource_logs
    assert {one.key: one.value.string_value for one in told.resource.attributes}["service.name"] == "tiny"
    (record,) = told.scope_logs[0].log_records
    assert (record.event_name, record.time_unix_nano) == ("prediction.confirmed", 3_000)


def test_events_that_the_collector_refuses_are_kept(collector: _Collector) -> None:
    collector.status = 400
    outcome = OtlpSink(resource("tiny"), spans=False, events=True).send_events([Event("prediction.rejected", 3, {})])
    assert outcome.settled == set()


def test_sink_of_one_kind_takes_the_other_not(collector: _Collector) -> None:
    sink = OtlpSink(resource("tiny"), spans=False, events=True)
    assert (sink.takes_spans, sink.takes_events) == (False, True)
    assert not sink.send_spans([])
    assert collector.received == []
