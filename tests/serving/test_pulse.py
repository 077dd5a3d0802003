"""Errors and latency, written down by the service itself, and the alert that they raise."""

from __future__ import annotations

from typing import Any

import pytest

from vigie.core.declarations.alerting import MonitorRule
from vigie.core.errors import LedgerUnavailableError
from vigie.ledger import Measurement
from vigie.serving.ledger_link import LedgerLink
from vigie.serving.pulse import Pulse, latency_ms

RULES = {"failing": MonitorRule(monitor="errors", over=0.2), "slow": MonitorRule(monitor="latency", over=10_000.0)}


def pulse_of(service: Any) -> Pulse:
    inner = service.app.service
    return Pulse(inner.counts, inner.options.peers, inner.link, RULES, inner.delivery)


def beat(service: Any, pulse: Pulse) -> dict[str, Measurement]:
    found: list[Measurement] = service.run(pulse.beat())
    return {one.monitor: one for one in found}


def test_beat_writes_what_happened_since_the_last_one_and_nothing_for_nothing(service: Any) -> None:
    pulse = pulse_of(service)
    assert beat(service, pulse) == {}
    for _ in range(3):
        service.predict({"text": "late again"})
    service.post("/predict", json={"surprise": 1})
    found = beat(service, pulse)
    assert (found["errors"].value, found["errors"].n) == (0.0, 3)
    assert found["errors"].detail == {"refused": {"invalid_payload": 1}}
    assert found["latency"].n == 3
    assert found["latency"].value is not None
    assert found["latency"].value > 0
    assert found["latency"].subject == found["errors"].subject != ""
    assert beat(service, pulse) == {}
    told = service.app.service.link.require().measurements.newest()
    assert {one.monitor for one in told} >= {"errors", "latency"}


def test_failures_raise_their_alert_at_once(service: Any) -> None:
    pulse = pulse_of(service)
    service.predict({"text": "late again"})
    service.app.service.counts.refused["ledger_unavailable"] += 3
    assert beat(service, pulse)["errors"].value == 0.75
    (told,) = service.get("/alerts").json()["alerts"]
    assert told["rule"] == "failing"
    assert told["text"] == "The service failed on 75.0 % of the requests; the limit is 20.0 %."
    assert told["words"]["fr"] == "Le service a échoué sur 75,0\u202f% des requêtes ; la limite est de 20,0\u202f%."
    assert len(told["subjects"]) == 1


def test_what_happened_while_the_ledger_was_away_is_written_when_it_is_back(service: Any) -> None:
    inner = service.app.service
    link = LedgerLink(inner.options.ledger_url)
    pulse = Pulse(inner.counts, None, link, RULES, inner.delivery)
    service.predict({"text": "late again"})
    with pytest.raises(LedgerUnavailableError):
        beat(service, pulse)
    service.run(link.open())
    assert beat(service, pulse)["latency"].n == 1
    service.run(link.close())


def test_latency_over_the_last_bound_is_the_last_bound() -> None:
    assert latency_ms([0] * 12 + [5], 0.99) == 2_500.0
    assert latency_ms([0] * 13, 0.99) is None
