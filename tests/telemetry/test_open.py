"""Who is told, as the environment says; what is wrong with that is logged and stops nobody."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from vigie.telemetry.facts import RequestFacts
from vigie.telemetry.open import open_sinks
from vigie.telemetry.records import SpanForm, resource
from vigie.telemetry.span_queue import MOST_WAITING, SpanQueue
from vigie.telemetry.tally import Tally
from vigie.telemetry.targets import Targets, read_targets

KEY = "InstrumentationKey=00000000-0000-0000-0000-000000000000"


def test_open_sinks_of_nobody_is_none_and_loads_nothing() -> None:
    code = (
        "import sys; from vigie.telemetry.open import open_sinks; from vigie.telemetry.targets import Targets;"
        "assert open_sinks(Targets(), 'tiny') is None;"
        "assert not [name for name in sys.modules if name.startswith(('opentelemetry', 'azure'))]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_open_sinks_opens_everybody_who_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    opened = open_sinks(Targets(otlp_traces=True, otlp_events=True, azure=KEY), "tiny")
    assert opened is not None
    assert [sink.name for sink in opened.sinks] == ["otlp", "azure"]


def test_open_sinks_of_an_unusable_address_says_so_without_it(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert open_sinks(Targets(azure="Secret=abc"), "tiny") is None
    assert "cannot be used" in caplog.text
    assert "abc" not in caplog.text


def test_read_targets_keeps_the_key_out_of_sight() -> None:
    assert "00000000" not in repr(read_targets({"APPLICATIONINSIGHTS_CONNECTION_STRING": KEY}))


def test_offer_beyond_the_bound_is_counted() -> None:
    counts = Tally()
    queue = SpanQueue([], SpanForm(resource("tiny")), counts)
    for _ in range(MOST_WAITING + 3):
        queue.offer(RequestFacts("POST", 0))
    assert counts.numbers["spans_dropped"] == 3
