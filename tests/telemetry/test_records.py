"""Facts as spans and log records."""

from __future__ import annotations

import pytest
from opentelemetry.trace import SpanKind, StatusCode

from vigie.telemetry.facts import Event, RequestFacts
from vigie.telemetry.records import AZURE_EVENT, SpanForm, log_record, resource


def request(**facts: object) -> RequestFacts:
    given = {"method": "POST", "began_ns": 5_000, "ended_ns": 9_000, "route": "/predict", "status": 200}
    return RequestFacts(**{**given, **facts})  # type: ignore[arg-type]  # each fact of its own type


def test_spans_take_the_trace_over() -> None:
    (span,) = SpanForm(resource("tiny")).spans([request(parent="00-" + "a" * 32 + "-" + "b" * 16 + "-01")])
    assert span.context is not None
    assert span.parent is not None
    assert f"{span.context.trace_id:032x}" == "a" * 32
    assert f"{span.parent.span_id:016x}" == "b" * 16
    assert (span.name, span.kind, span.start_time, span.end_time) == ("POST /predict", SpanKind.SERVER, 5_000, 9_000)


@pytest.mark.parametrize("parent", ["", "nonsense", "00-" + "0" * 32 + "-" + "b" * 16 + "-01", "é" * 60])
def test_spans_of_no_usable_parent_begin_a_trace(parent: str) -> None:
    (span,) = SpanForm(resource("tiny")).spans([request(parent=parent)])
    assert span.parent is None


def test_wants_what_whoever_asked_wants() -> None:
    form = SpanForm(resource("tiny"))
    assert form.wants(request())
    assert form.wants(request(parent="00-" + "a" * 32 + "-" + "b" * 16 + "-01"))
    assert not form.wants(request(parent="00-" + "a" * 32 + "-" + "b" * 16 + "-00"))
    assert form.wants(request(parent="nonsense"))


def test_wants_what_the_environments_sampler_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", "0.25")
    form = SpanForm(resource("tiny"))
    taken = sum(form.wants(request()) for _ in range(2_000))
    assert 400 < taken < 600  # ten standard deviations
    assert form.wants(request(parent="00-" + "a" * 32 + "-" + "b" * 16 + "-01"))


def test_spans_hold_what_is_known_and_no_more() -> None:
    form = SpanForm(resource("tiny"))
    known, failed = form.spans([request(rows=2, model_version="3"), request(status=503, error="not_ready")])
    assert dict(known.attributes or {}) == {
        "http.request.method": "POST",
        "http.route": "/predict",
        "url.path": "/predict",
        "http.response.status_code": 200,
        "vigie.model.version": "3",
        "vigie.rows": 2,
    }
    assert failed.status.status_code is StatusCode.ERROR
    assert (failed.attributes or {})["vigie.error"] == "not_ready"


def test_resource_says_the_environments_name_first(monkeypatch: pytest.MonkeyPatch) -> None:
    assert resource("tiny").attributes["service.name"] == "tiny"
    monkeypatch.setenv("OTEL_SERVICE_NAME", "complaints")
    assert resource("tiny").attributes["service.name"] == "complaints"
    assert resource("tiny").attributes["vigie.project"] == "tiny"


def test_log_record_is_an_event_in_both_tongues() -> None:
    record = log_record(Event("prediction.rejected", 7, {"vigie.asked": False}), resource("tiny")).log_record
    assert (record.event_name, record.timestamp) == ("prediction.rejected", 7_000)
    assert dict(record.attributes or {}) == {"vigie.asked": False, AZURE_EVENT: "prediction.rejected"}
