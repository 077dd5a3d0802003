"""POST /predict."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest


def test_predict_one_row_answers_the_models_own_numbers(service: Any) -> None:
    answer = service.predict({"text": "late again"})
    assert set(answer) == {"id", "label", "probabilities", "model_version"}
    assert answer["label"] == "other"
    assert answer["probabilities"] == {"negative": 0.25, "other": 0.75}
    assert answer["model_version"] == "1"


def test_predict_an_awkward_probability_is_exact(world: Any, start: Any) -> None:
    shares = (1 / 3, 1 - 1 / 3)
    world.publish("2", shares)
    with start(world.options()) as service:
        assert tuple(service.predict({"text": "a"})["probabilities"].values()) == shares


def test_predict_one_row_is_in_the_ledger_as_it_was_sent(service: Any, world: Any) -> None:
    body = b'{"text": "\\u00e9t\\u00e9 \\ud83e\\uddf3"}'
    headers = {"content-type": "application/json; charset=utf-8", "vigie-source": "page"}
    answer = service.post("/predict", content=body, headers=headers).json()
    row = world.ledger().prediction(answer["id"])
    assert json.loads(row.features) == {"text": "été 🧳"}
    assert (row.label, row.confidence, row.model_version, row.source) == ("other", 0.75, "1", "page")
    assert json.loads(row.probabilities) == answer["probabilities"]


def test_predict_many_rows_answers_each_in_order_and_keeps_all(service: Any, world: Any) -> None:
    answers = service.predict({"rows": [{"text": f"tweet {number}"} for number in range(40)]})["predictions"]
    ledger = world.ledger()
    kept = [json.loads(ledger.prediction(answer["id"]).features)["text"] for answer in answers]
    assert kept == [f"tweet {number}" for number in range(40)]


def test_predict_with_explain_gives_reasons(service: Any) -> None:
    response = service.post("/predict", params={"explain": "true"}, json={"rows": [{"text": "a"}]})
    assert response.json()["predictions"][0]["because"] == []


def test_predict_with_an_unknown_explain_is_refused(service: Any) -> None:
    response = service.post("/predict", params={"explain": "maybe"}, json={"text": "a"})
    assert response.status_code == 422
    assert response.json()["error"]["details"] == [{"path": "explain", "reason": "must be true or false"}]


def test_predict_a_bad_row_among_many_keeps_none(service: Any, world: Any) -> None:
    response = service.post("/predict", json={"rows": [{"text": "a"}, {"text": ""}]})
    assert response.status_code == 422
    assert world.ledger().count_predictions() == 0


@pytest.mark.parametrize("source", ["x" * 100, "tab\there", "é"])
def test_predict_with_a_strange_source_still_answers(service: Any, source: str) -> None:
    headers = {"vigie-source": source.encode()}
    assert service.post("/predict", json={"text": "a"}, headers=headers).status_code == 200


@pytest.mark.parametrize("declared", [None, "text/plain", "application/x-www-form-urlencoded", "application/jsonp"])
def test_predict_what_is_not_declared_json_is_refused(service: Any, declared: str | None) -> None:
    headers = {"content-type": declared} if declared else {}
    response = service.post("/predict", content=b'{"text": "a"}', headers=headers)
    assert response.status_code == 415
    assert response.json()["error"]["code"] == "unsupported_media_type"


def test_predict_a_body_over_the_limit_is_refused(service: Any) -> None:
    response = service.post("/predict", json={"text": "a" * 20_000})
    assert response.status_code == 413
    assert response.json()["error"]["code"] == "payload_too_large"


def test_predict_an_endless_body_is_cut_off_at_the_limit(service: Any) -> None:
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 1_000:
            sent += 1
            yield b" " * 1_000

    headers = {"content-type": "application/json"}
    response = service.post("/predict", content=chunks(), headers=headers)
    assert response.status_code == 413
    # httpx's own transport hands the body over in one piece per chunk: what is not read is not asked for.
    assert sent < 1_000


def test_predict_in_small_pieces_is_read_whole(service: Any) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for byte in b'{"text": "piece by piece"}':
            yield bytes([byte])

    response = service.post("/predict", content=chunks(), headers={"content-type": "application/json"})
    assert response.status_code == 200


def test_predict_without_a_champion_says_so_and_takes_it_when_it_comes(make_world: Any, start: Any, until: Any) -> None:
    world = make_world()
    with start(world.options()) as service:
        response = service.post("/predict", json={"text": "a"})
        assert response.status_code == 503
        assert response.json()["error"]["code"] == "not_ready"
        assert "vigie promote" in response.json()["error"]["message"]
        assert service.get("/ready").status_code == 503
        world.publish("1")
        until(lambda: service.get("/ready").status_code == 200)
        assert service.predict({"text": "a"})["model_version"] == "1"
