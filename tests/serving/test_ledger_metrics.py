"""What the ledger says to Prometheus, through /metrics."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from vigie.ledger import ChallengerAnswer, Measurement, now


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


def test_metrics_tell_accuracy_by_how_the_verdicts_were_given(service: Any, world: Any) -> None:
    keys = [service.predict({"text": f"late {number}"})["id"] for number in range(5)]
    with closing(world.ledger()) as ledger:
        for number, key in enumerate(keys):
            ledger.record_verdict(key, "confirmed" if number in (0, 1, 4) else "rejected", asked=number < 3)
    lines = service.get("/metrics").text.splitlines()
    assert f'vigie_production_accuracy{{given="asked"}} {2 / 3}' in lines
    assert 'vigie_production_accuracy{given="volunteered"} 0.5' in lines
    assert 'vigie_production_accuracy_high{given="imported"} NaN' in lines


def test_metrics_tell_how_the_challenger_stands(service: Any, world: Any) -> None:
    assert "\nvigie_challenger_answers{" not in service.get("/metrics").text
    keys = [service.predict({"text": f"late {number}"})["id"] for number in range(4)]
    with closing(world.ledger()) as ledger:
        begun = ledger.challenges.start("shadow", "2", champion="1", share=1.0, who="ada")
        ledger.challenges.record_answers(
            [ChallengerAnswer(key, begun.id, 1, "other", 0.9, "{}", 90, int(key != keys[0])) for key in keys]
        )
        lines = service.get("/metrics").text.splitlines()
        assert 'vigie_challenger_answers{mode="shadow",model_version="2"} 4.0' in lines
        assert 'vigie_challenger_agreement{mode="shadow",model_version="2"} 0.75' in lines
        assert 'vigie_challenger_state{mode="shadow",model_version="2",state="wait"} 1.0' in lines
        ledger.challenges.note(begun.id, "better", {"standing": {"advice": "promote"}})
        told = service.get("/metrics").text
    assert 'vigie_challenger_state{mode="shadow",model_version="2",state="promote"} 1.0' in told
    assert 'vigie_challenger_state{mode="shadow",model_version="2",state="wait"} 0.0' in told


def test_metrics_without_a_ledger_still_count(service: Any) -> None:
    service.app.service.link._ledger.close()
    service.app.service.link._ledger = None
    text = service.get("/metrics").text
    assert "vigie_alerts_open NaN" in text
    assert "vigie_measurement" not in text
    assert "vigie_predictions_total" in text
