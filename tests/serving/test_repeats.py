"""Requests that come again under the same idempotency key, in both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

KEY = {"idempotency-key": "6f1e7f6a-retry-me"}
TWEET = {"text": "late again"}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)])
def options(request: pytest.FixtureRequest, world: Any) -> Any:
    if request.param == "sqlite":
        return world.options()
    return world.options(ledger_url=request.getfixturevalue("postgres_url"))


def count(service: Any) -> int:
    number: int = service.app.service.link.require().count_predictions()
    return number


@pytest.mark.parametrize("body", [TWEET, {"rows": [TWEET, {"text": "on time"}]}], ids=["one", "many"])
@pytest.mark.parametrize("explain", [{}, {"explain": "true"}], ids=["plain", "explained"])
def test_predict_again_gives_the_same_bytes_and_no_second_row_even_after_a_restart(
    options: Any, start: Any, world: Any, body: Any, explain: dict[str, str]
) -> None:
    with start(options) as service:
        first = service.post("/predict", json=body, headers=KEY, params=explain)
        again = service.post("/predict", json=body, headers=KEY, params=explain)
        rows = count(service)
    world.publish("2", (0.9, 0.1))
    with start(options) as service:
        later = service.post("/predict", json=body, headers=KEY, params=explain)
        assert count(service) == rows == len(body.get("rows", [body]))
        fresh = service.post("/predict", json=body)
    assert first.status_code == 200
    assert first.content == again.content == later.content
    assert b'"model_version":"2"' in fresh.content


def test_predict_at_the_same_time_under_one_key_leaves_one_row(options: Any, start: Any) -> None:
    with start(options) as service:

        async def ask_all() -> set[bytes]:
            asked = (service._http.post("/predict", json=TWEET, headers=KEY) for _ in range(20))
            return {response.content for response in await asyncio.gather(*asked)}

        assert len(service.run(ask_all())) == 1
        assert count(service) == 1
        assert service.app.service.rollout.champion.tally.answers == [0, 1]


@pytest.mark.parametrize(
    ("body", "params"), [({"text": "other"}, {}), (TWEET, {"explain": "true"}), ({"rows": [TWEET]}, {})]
)
def test_predict_another_thing_under_the_same_key_is_a_conflict(
    options: Any, start: Any, body: Any, params: dict[str, str]
) -> None:
    with start(options) as service:
        service.post("/predict", json=TWEET, headers=KEY)
        refused = service.post("/predict", json=body, headers=KEY, params=params)
        assert refused.status_code == 409
        assert refused.json()["error"]["code"] == "request_conflict"
        assert count(service) == 1


def test_verdict_again_has_the_same_receipt_and_counts_once(options: Any, start: Any, world: Any) -> None:
    with start(options) as service:
        given = {"prediction_id": service.predict(TWEET)["id"], "verdict": "rejected"}
        first, again = (service.post("/verdicts", json=given, headers=KEY).json() for _ in range(2))
        assert first == again == {"stored": True, "alert": None}
        other = service.post("/verdicts", json={**given, "comment": "no"}, headers=KEY)
        assert other.status_code == 409
        assert service.app.service.counts.verdicts["rejected"] == 1
    with start(options) as service:
        assert service.post("/verdicts", json=given, headers=KEY).json() == first
        assert service.post("/verdicts", json=given).json()["stored"] is False


def test_one_key_for_different_addresses_is_not_the_same_request(options: Any, start: Any) -> None:
    with start(options) as service:
        answer = service.post("/predict", json=TWEET, headers=KEY).json()
        given = {"prediction_id": answer["id"], "verdict": "confirmed"}
        assert service.post("/verdicts", json=given, headers=KEY).json()["stored"] is True


OTHER_PROTOCOLS: dict[str, Callable[[str], Any]] = {
    "/invocations": lambda text: {"dataframe_records": [{"text": text}]},
    "/v2/models/tiny/infer": lambda text: {
        "id": "mine",
        "inputs": [{"name": "text", "shape": [1], "datatype": "BYTES", "data": [text]}],
    },
}


@pytest.mark.parametrize("path", OTHER_PROTOCOLS)
def test_other_protocols_again_give_the_same_bytes_and_no_second_row(options: Any, start: Any, path: str) -> None:
    body = OTHER_PROTOCOLS[path]
    with start(options) as service:
        first, again = (service.post(path, json=body("late again"), headers=KEY) for _ in range(2))
        assert first.status_code == 200, first.text
        assert first.content == again.content
        assert count(service) == 1
        assert service.post(path, json=body("on time"), headers=KEY).status_code == 409
        assert service.post(path, json=body("late again"), headers={"idempotency-key": "a b"}).status_code == 422
        assert service.post(path, json=body("late again")).content != first.content
        assert count(service) == 2


def test_callers_with_different_keys_do_not_meet_under_one_idempotency_key(world: Any, start: Any) -> None:
    ledger = world.ledger()
    keys = [ledger.create_key(name, ["predict"]) for name in ("a", "b")]
    ledger.close()
    with start(world.options(keys=True)) as service:
        ids = {
            service.post("/predict", json=TWEET, headers={**KEY, "authorization": f"Bearer {key}"}).json()["id"]
            for key in (*keys, *keys)
        }
        assert len(ids) == 2


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "é"])
def test_an_idempotency_key_of_no_form_is_refused(service: Any, key: str) -> None:
    headers = {"idempotency-key": key.encode()}
    prediction = service.post("/predict", json=TWEET, headers=headers)
    verdict = service.post("/verdicts", json={"prediction_id": "x", "verdict": "confirmed"}, headers=headers)
    for response in (prediction, verdict):
        assert response.status_code == 422, response.text
        assert "idempotency-key" in response.json()["error"]["details"][0]["path"]


def test_what_is_remembered_of_a_request_tells_neither_key_nor_text(service: Any, world: Any) -> None:
    service.post("/predict", json=TWEET, headers=KEY)
    with world.ledger().database.read() as connection:
        ((key, fingerprint, answer),) = connection.exec_driver_sql("SELECT id, fingerprint, answer FROM requests")
    assert "late" not in f"{key} {fingerprint} {answer}"
    assert KEY["idempotency-key"] not in f"{key} {fingerprint} {answer}"


@pytest.mark.service
def test_requests_retried_after_kills_leave_one_row_each_and_keep_their_answers(world: Any, run_server: Any) -> None:
    answers: dict[int, set[str]] = {number: set() for number in range(150)}

    async def ask(url: str, kill: Any) -> None:
        async with httpx.AsyncClient(base_url=url, limits=httpx.Limits(max_connections=16)) as client:

            async def ask_one(number: int) -> None:
                headers = {"idempotency-key": f"request {number}".replace(" ", "-")}
                try:
                    response = await client.post("/predict", json={"text": f"tweet {number}"}, headers=headers)
                except httpx.TransportError:
                    return
                if response.status_code == 200:
                    answers[number].add(response.text)
                    if kill is not None and sum(map(bool, answers.values())) > 30:
                        kill()

            await asyncio.gather(*(ask_one(number) for number in answers))

    for round_ in range(3):
        with run_server(world.root) as running:
            asyncio.run(ask(running.url, running.process.kill if round_ < 2 else None))
    assert {len(given) for given in answers.values()} == {1}
    assert world.ledger().count_predictions() == len(answers)
