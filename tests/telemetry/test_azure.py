"""Application Insights, through its own exporter, against a server that speaks its protocol."""

from __future__ import annotations

from typing import Any

import pytest

from vigie.telemetry.azure import AzureSink
from vigie.telemetry.facts import Event, RequestFacts
from vigie.telemetry.records import SpanForm, resource

pytestmark = pytest.mark.service


def event(number: int, **facts: Any) -> Event:
    return Event("prediction.rejected", 1_790_000_000_000_000 + number, {"vigie.prediction.id": str(number), **facts})


@pytest.fixture
def sink(ingestion: Any) -> AzureSink:
    return AzureSink(resource("tiny"), ingestion.connection_string)


def test_send_events_makes_custom_events_with_their_dimensions(sink: AzureSink, ingestion: Any) -> None:
    outcome = sink.send_events([event(1, **{"vigie.asked": True, "vigie.confidence": 0.75})])
    assert (outcome.taken, outcome.refused) == ({0}, set())
    ((name, dimensions),) = ingestion.events()
    assert name == "prediction.rejected"
    wanted = {"vigie.prediction.id": "1", "vigie.asked": "True", "vigie.confidence": "0.75"}
    assert wanted.items() <= dimensions.items()
    (item,) = ingestion.accepted
    assert item["time"].startswith("2026-09-21T14:13:20")
    assert item.get("sampleRate") in (None, 100.0)


def test_send_events_partly_accepted_says_which(sink: AzureSink, ingestion: Any) -> None:
    ingestion.answers.append({1: 500, 2: 400})
    outcome = sink.send_events([event(number) for number in range(4)])
    assert (outcome.taken, outcome.refused) == ({0, 3}, {2})


@pytest.mark.parametrize("status", [500, 503, 429, 402, 401])
def test_send_events_refused_for_now_keeps_all(sink: AzureSink, ingestion: Any, status: int) -> None:
    ingestion.answers.append(status)
    outcome = sink.send_events([event(1), event(2)])
    assert outcome.settled == set()
    assert outcome.wait_s == (1.0 if status == 429 else None)
    assert ingestion.requests == 1  # asked once: the next look asks again
    assert sink.send_events([event(1), event(2)]).taken == {0, 1}
    assert len(ingestion.events()) == 2


def test_send_events_refused_for_good_says_so(sink: AzureSink, ingestion: Any) -> None:
    ingestion.answers.append(400)
    assert sink.send_events([event(1)]).refused == {0}


def test_send_events_to_nobody_keeps_all(sink: AzureSink, ingestion: Any) -> None:
    ingestion.stop()
    assert sink.send_events([event(1)]).settled == set()
    ingestion.start()
    assert sink.send_events([event(1)]).taken == {0}


def test_send_spans_makes_requests_that_belong_to_their_trace(sink: AzureSink, ingestion: Any) -> None:
    trace, parent = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
    began = 1_790_000_000_000_000_000
    request = RequestFacts(
        "POST", began, parent=f"00-{trace}-{parent}-01", route="/predict", status=503, ended_ns=began + 2_000_000,
        model_version="7", prediction_id="p1", rows=1, error="not_ready",
    )  # fmt: skip
    assert sink.send_spans(SpanForm(resource("tiny")).spans([request]))
    (item,) = ingestion.requests_told()
    told = item["data"]["baseData"]
    assert (told["name"], told["responseCode"], told["success"]) == ("POST /predict", "503", False)
    assert told["duration"] == "0.00:00:00.002"
    assert item["tags"]["ai.operation.id"] == trace
    assert item["tags"]["ai.operation.parentId"] == parent
    assert item["tags"]["ai.cloud.role"] == "vigie.tiny"
    assert told["properties"]["vigie.model.version"] == "7"
    assert told["properties"]["vigie.prediction.id"] == "p1"
    assert told["properties"]["vigie.error"] == "not_ready"
