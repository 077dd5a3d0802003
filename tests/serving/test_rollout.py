"""Swapping the model while the service runs."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

TEXT = {"text": "late again"}


def test_new_champion_takes_over_without_a_restart(service: Any, world: Any, until: Any) -> None:
    world.publish("2", (0.9, 0.1))
    until(lambda: service.predict(TEXT)["model_version"] == "2")
    assert service.predict(TEXT)["label"] == "negative"
    world.store.set_champion("1")
    until(lambda: service.predict(TEXT)["model_version"] == "1")


def test_counters_of_a_version_stay_when_another_takes_over(service: Any, world: Any, until: Any) -> None:
    service.predict(TEXT)
    world.publish("2")
    until(lambda: service.get("/model").json()["servable"]["version"] == "2")
    metrics = service.get("/metrics").text
    assert 'vigie_predictions_total{label="other",model_version="1"} 1.0' in metrics
    assert 'vigie_predictions_total{label="other",model_version="2"} 0.0' in metrics


def test_altered_champion_is_refused_and_the_old_goes_on(service: Any, world: Any, until: Any) -> None:
    folder = world.publish("2")
    until(lambda: service.get("/model").json()["servable"]["version"] == "2")  # else it might be taken later
    world.store.set_champion("1")
    until(lambda: service.get("/model").json()["servable"]["version"] == "1")
    (folder / "arrays.npz").write_bytes(b"altered")
    world.store.set_champion("2")
    until(lambda: service.get("/health").json()["model_refused"])
    assert "SHA-256" in service.get("/health").json()["model_refused"]
    assert service.predict(TEXT)["model_version"] == "1"
    assert service.get("/ready").status_code == 200
    assert "vigie_servables_refused_total 1.0" in service.get("/metrics").text
    world.store.set_champion("1")
    until(lambda: service.get("/health").json()["model_refused"] is None)


def test_champion_of_another_schema_is_refused_with_the_reason(make_world: Any, start: Any) -> None:
    other = make_world('name = "o"\ndata = {source = "x"}\ntarget = {column = "y", classes = ["a", "b"]}\n'
                       '[features.size]\ntype = "number"\n', "other")  # fmt: skip
    world = make_world()
    world.publish("1", project=other.project)
    with start(world.options()) as service:
        response = service.post("/predict", json=TEXT)
        assert response.status_code == 503
        assert "another schema" in response.json()["error"]["message"]
        assert "another schema" in service.get("/ready").json()["error"]["message"]


def test_unreadable_pointer_keeps_the_present_model(service: Any, world: Any, until: Any) -> None:
    world.store.pointer.write_text("{")
    until(lambda: service.get("/health").json()["model_refused"])
    assert service.predict(TEXT)["model_version"] == "1"
    world.store.pointer.unlink()
    assert service.predict(TEXT)["model_version"] == "1"


def test_swaps_under_load_fail_no_request(service: Any, world: Any) -> None:
    for version in ("2", "3"):
        world.publish(version)

    async def load() -> set[tuple[int, str]]:
        transport = httpx.ASGITransport(service.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as http:
            seen = set()
            for round_ in range(60):
                if round_ % 5 == 0:
                    await asyncio.to_thread(world.store.set_champion, str(round_ % 3 + 1))
                answers = await asyncio.gather(*(http.post("/predict", json=TEXT) for _ in range(8)))
                seen |= {(answer.status_code, answer.json().get("model_version")) for answer in answers}
                await asyncio.sleep(0.01)
            return seen

    seen = service.run(load())
    assert {status for status, _ in seen} == {200}
    assert len({version for _, version in seen}) > 1
