"""POST and GET /verdicts, and the alert that they raise."""

from __future__ import annotations

from typing import Any

import pytest


def judge(service: Any, prediction_id: str, verdict: str, **more: Any) -> Any:
    return service.post("/verdicts", json={"prediction_id": prediction_id, "verdict": verdict, **more})


def predicted(service: Any) -> str:
    answer: dict[str, str] = service.predict({"text": "late again"})
    return answer["id"]


def test_verdict_is_stored_once_and_told_back(service: Any) -> None:
    key = predicted(service)
    first = judge(service, key, "corrected", label="negative", comment="Look again: “late”.")
    assert first.json() == {"stored": True, "alert": None}
    assert judge(service, key, "corrected", label="negative").json() == {"stored": False, "alert": None}
    (told,) = service.get("/verdicts").json()["verdicts"]
    assert told["prediction_id"] == key
    assert (told["verdict"], told["label"], told["predicted"]) == ("corrected", "negative", "other")
    assert told["features"] == {"text": "late again"}


def test_verdict_of_another_kind_on_the_same_prediction_is_a_conflict(service: Any) -> None:
    key = predicted(service)
    judge(service, key, "confirmed")
    response = judge(service, key, "rejected")
    assert response.status_code == 409
    assert response.json()["error"]["code"] == "verdict_conflict"


def test_verdict_on_an_unknown_prediction_is_not_found(service: Any) -> None:
    response = judge(service, "01890000-0000-7000-8000-000000000000", "confirmed")
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "prediction_not_found"


@pytest.mark.parametrize(
    "body",
    [
        {"verdict": "perhaps"},
        {"verdict": "corrected"},
        {"verdict": "corrected", "label": "nobody's"},
        {"verdict": "corrected", "label": "other"},
        {"verdict": "confirmed", "label": "negative"},
        {"verdict": "rejected", "comment": "a\0b"},
        {"verdict": "rejected", "comment": "x" * 3_000},
        {"verdict": "rejected", "surprise": 1},
        {"verdict": "rejected", "prediction_id": 5},
        {"verdict": "rejected", "prediction_id": "x" * 1_000},
    ],
    ids=repr,
)
def test_verdict_that_makes_no_sense_is_refused(service: Any, body: dict[str, Any]) -> None:
    response = service.post("/verdicts", json={"prediction_id": predicted(service), **body})
    assert response.status_code == 422
    assert "nobody's" not in response.text
    assert service.get("/verdicts").json()["verdicts"] == []


def test_third_rejection_opens_one_alert_that_is_told_acknowledged_and_closed(service: Any) -> None:
    keys = [predicted(service) for _ in range(4)]
    alerts = [judge(service, key, "rejected").json()["alert"] for key in keys]
    assert alerts[:2] == [None, None]
    assert alerts[2] is not None
    assert alerts[3] is None
    (told,) = service.get("/alerts", params={"state": "open"}).json()["alerts"]
    assert told["id"] == alerts[2]
    assert told["evidence"]["count"] == 4
    assert "4" in told["text"]
    assert "vigie_alerts_open 1.0" in service.get("/metrics").text

    acknowledged = service.post(f"/alerts/{told['id']}/acknowledge", json={"who": "ada"}).json()
    assert (acknowledged["state"], acknowledged["acknowledged_by"]) == ("acknowledged", "ada")
    closed = service.post(f"/alerts/{told['id']}/close", json={"who": "ada", "why": "a strike"}).json()
    assert (closed["state"], closed["closed_by"], closed["closed_why"]) == ("closed", "ada", "a strike")
    assert service.get("/alerts", params={"state": "open"}).json() == {"alerts": []}
    assert "vigie_alerts_open 0.0" in service.get("/metrics").text


def test_closing_an_unknown_alert_is_not_found(service: Any) -> None:
    response = service.post("/alerts/nobody/close", json={"who": "ada"})
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "alert_not_found"
