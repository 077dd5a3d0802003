"""The alert that leaves the service."""

from __future__ import annotations

from typing import Any


def test_alert_reaches_the_configured_address_aside_from_the_request(
    world: Any, start: Any, until: Any, webhook: Any
) -> None:
    address, received = webhook
    with start(world.options(notify=(f"json://{address}/alerts",))) as service:
        for _ in range(3):
            key = service.predict({"text": "late again"})["id"]
            receipt = service.post("/verdicts", json={"prediction_id": key, "verdict": "rejected"}).json()
        assert receipt["alert"]
        until(lambda: service.get("/alerts").json()["alerts"][0]["delivery"] == "sent")
    assert len(received) == 1
    assert "Tiny tweets" in received[0]["title"]


def test_lost_channel_is_recorded_and_the_verdict_stays(world: Any, start: Any, until: Any) -> None:
    with start(world.options(notify=("json://127.0.0.1:1/nobody",))) as service:
        for _ in range(3):
            key = service.predict({"text": "late again"})["id"]
            assert service.post("/verdicts", json={"prediction_id": key, "verdict": "rejected"}).json()["stored"]
        until(lambda: service.get("/alerts").json()["alerts"][0]["delivery"] == "failed")
