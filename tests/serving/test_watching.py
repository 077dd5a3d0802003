"""What can be read of a running service."""

from __future__ import annotations

import json
import re
from typing import Any

from vigie import __version__


def test_model_gives_everything_that_a_form_needs(service: Any) -> None:
    told = service.get("/model").json()
    assert told["project"] == {
        "name": "tiny",
        "title": {"en": "Tiny tweets", "fr": "Petits tweets"},
        "language": "en",
        "sample": True,
    }
    (feature,) = told["features"]
    assert (feature["name"], feature["type"], feature["max_length"]) == ("text", "text", 300)
    assert feature["title"] == {"en": "text", "fr": "text"}
    assert told["target"]["labels"][0] == {"name": "negative", "title": {"en": "Negative", "fr": "Négatif"}}
    assert told["target"]["labels"][1] == {"name": "other", "title": {"en": "other", "fr": "other"}}
    assert told["example"] == {"text": "@airline late again"}
    assert told["max_rows"] == 50
    assert told["servable"]["candidate"] == "prior-1"
    assert told["servable"]["metrics"] == {"accuracy": 0.75}
    assert service.post("/predict", json=told["example"]).status_code == 200


def test_model_without_a_champion_still_describes_the_form(make_world: Any, start: Any) -> None:
    with start(make_world().options()) as service:
        assert service.get("/model").json()["servable"] is None


def test_quality_follows_the_verdicts(service: Any) -> None:
    assert service.get("/quality").json()["accuracy"] is None
    for number, verdict in enumerate(["confirmed", "confirmed", "confirmed", "rejected"]):
        key = service.predict({"text": f"tweet {number}"})["id"]
        service.post("/verdicts", json={"prediction_id": key, "verdict": verdict})
    told = service.get("/quality").json()
    assert (told["confirmed"], told["rejected"], told["accuracy"]) == (3, 1, 0.75)
    assert told["low"] < 0.75 < told["high"]
    metrics = service.get("/metrics").text
    assert 'vigie_production_accuracy{given="volunteered"} 0.75' in metrics
    assert 'vigie_production_accuracy{given="asked"} NaN' in metrics
    assert 'vigie_verdicts_total{kind="confirmed"} 3.0' in metrics


def test_traffic_counts_the_last_hours(service: Any) -> None:
    service.predict({"rows": [{"text": "a"}] * 5})
    told = service.get("/traffic", params={"hours": 1, "buckets": 6}).json()
    assert told["bucket_s"] == 600
    assert sum(bucket["predictions"] for bucket in told["buckets"]) == 5
    assert told["buckets"][-1]["by_label"] == {"other": 5}


def test_deployments_are_told_newest_first(service: Any, world: Any) -> None:
    ledger = world.ledger()
    for version, previous in (("1", None), ("2", "1")):
        ledger.record_deployment("promoted", version, previous=previous, who="ada", why="better", run_id="r")
    ledger.close()
    told = service.get("/deployments").json()["deployments"]
    assert [one["version"] for one in told] == ["2", "1"]
    assert told[0]["action"] == "promoted"


def test_leaderboard_is_empty_until_a_comparison_and_survives_a_bad_file(service: Any, world: Any) -> None:
    path = world.project.store_folder / "leaderboard.json"
    assert service.get("/leaderboard").json()["candidates"] == []
    path.write_text(json.dumps({"metric": "accuracy", "candidates": [{"candidate": "c", "recipe": "dummy"}]}))
    assert service.get("/leaderboard").json()["candidates"][0]["candidate"] == "c"
    path.write_text("{")
    assert service.get("/leaderboard").json()["candidates"] == []


def test_health_and_ready_of_a_sound_service(service: Any) -> None:
    health = service.get("/health").json()
    assert (health["status"], health["version"], health["ready"], health["ledger"]) == (
        "alive",
        __version__,
        True,
        "ok",
    )
    assert service.get("/ready").json() == {"ready": True, "model_version": "1", "reason": None}


def test_ready_while_stopping_says_no(service: Any) -> None:
    service.app.service.draining = True
    assert service.get("/ready").status_code == 503
    assert service.get("/health").json()["status"] == "stopping"


def test_metrics_begin_at_zero_and_count(service: Any) -> None:
    before = service.get("/metrics").text
    assert 'vigie_predictions_total{label="negative",model_version="1"} 0.0' in before
    assert 'vigie_requests_refused_total{code="invalid_payload"} 0.0' in before
    assert "vigie_ledger_failures_total 0.0" in before
    assert 'vigie_production_accuracy{given="asked"} NaN' in before
    assert re.search(r"^process_resident_memory_bytes", before, re.MULTILINE)
    service.predict({"rows": [{"text": "a"}, {"text": "b"}]})
    service.post("/predict", json={"text": ""})
    after = service.get("/metrics")
    assert after.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'vigie_predictions_total{label="other",model_version="1"} 2.0' in after.text
    assert 'vigie_requests_refused_total{code="invalid_payload"} 1.0' in after.text
    assert "vigie_predict_seconds_count 1.0" in after.text
    assert "vigie_ready 1.0" in after.text
    assert 'vigie_model_info{model_version="1"} 1.0' in after.text


def test_openapi_document_types_the_hot_route_from_the_schema(service: Any) -> None:
    document = service.get("/openapi.json").json()
    operation = document["paths"]["/predict"]["post"]
    examples = operation["requestBody"]["content"]["application/json"]["examples"]
    assert service.post("/predict", json=examples["one"]["value"]).status_code == 200
    assert service.post("/predict", json=examples["many"]["value"]).status_code == 200
    row = document["components"]["schemas"]["Row"]
    assert row["additionalProperties"] is False
    assert row["properties"]["text"]["maxLength"] == 300
    references = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert references <= set(document["components"]["schemas"])
    assert document["paths"]["/verdicts"]["post"]["responses"]["422"]


def test_docs_page_is_there(service: Any) -> None:
    assert service.get("/docs").status_code == 200
