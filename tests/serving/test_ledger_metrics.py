"""What the ledger says to Prometheus, through /metrics."""

from __future__ import annotations

from typing import Any

from vigie.ledger import Measurement, now


def test_metrics_tell_monitors_alerts_reviews_and_promotions(service: Any, world: Any) -> None:
    ledger, at = world.ledger(), now() // 1_000_000 * 1_000_000
    ledger.measurements.record(
        [
            Measurement("drift", 0.25, n=10, since=0, at=at - 2_000_000, subject="text"),
            Measurement("drift", None, n=10, since=0, at=at, subject="(confidence)"),
        ]
    )
    ledger.record_deployment("promoted", "1", previous=None, who="ada", why="first", run_id="r", at=9_000_000)
    ledger.close()
    for _ in range(3):
        key = service.predict({"text": "late again"})["id"]
        service.post("/verdicts", json={"prediction_id": key, "verdict": "rejected"})
    lines = service.get("/metrics").text.splitlines()
    assert 'vigie_measurement{monitor="drift",subject="text"} 0.25' in lines
    assert 'vigie_measurement{monitor="drift",subject="(confidence)"} NaN' in lines
    (said,) = [line for line in lines if line.startswith('vigie_measurement_timestamp_seconds{monitor="drift"}')]
    assert float(said.split()[-1]) == at / 1e6
    assert 'vigie_alerts_open_by_rule{rule="rejections"} 1.0' in lines
    assert "vigie_alerts_open 1.0" in lines
    assert "vigie_reviews_waiting 0.0" in lines
    assert "vigie_model_promoted_timestamp_seconds 9.0" in lines
    assert "# TYPE vigie_telemetry_waiting_events gauge" in lines


def test_metrics_without_a_ledger_still_count(service: Any) -> None:
    service.app.service.link._ledger.close()
    service.app.service.link._ledger = None
    text = service.get("/metrics").text
    assert "vigie_alerts_open NaN" in text
    assert "vigie_measurement" not in text
    assert "vigie_predictions_total" in text
