"""`durability = "relaxed"`: said where people look, answering through an outage, and writing all of it in the end."""

from __future__ import annotations

from typing import Any

import pytest

from vigie.core.project import load_project

TEXT = {"text": "late again"}


@pytest.fixture
def relaxed(world: Any) -> Any:
    """The tiny project, which would rather lose the last answers than wait."""
    path = world.root / "vigie.toml"
    path.write_text(path.read_text(encoding="utf-8") + '[ledger]\ndurability = "relaxed"\n', encoding="utf-8")
    world.project = load_project(world.root)
    return world


def test_durable_is_the_default_and_health_says_which(world: Any, start: Any) -> None:
    with start(world.options()) as service:
        assert service.get("/health").json()["durability"] == "durable"


def test_relaxed_service_says_so_and_has_all_in_the_ledger_when_it_has_stopped(relaxed: Any, start: Any) -> None:
    with start(relaxed.options()) as service:
        assert service.get("/health").json()["durability"] == "relaxed"
        ids = [service.predict(TEXT)["id"] for _ in range(5)]
        ids += [one["id"] for one in service.predict({"rows": [TEXT] * 20})["predictions"]]
    ledger = relaxed.ledger()
    assert {ledger.prediction(one).id for one in ids} == set(ids)
    ledger.close()


def test_relaxed_service_answers_through_an_outage_and_writes_when_it_is_over(
    relaxed: Any, start: Any, until: Any
) -> None:
    with start(relaxed.options()) as service:
        service.predict(TEXT)
        until(lambda: service.get("/health").json()["unwritten"] == 0)
        service.app.service.link.require().close()  # all of it is in the one file then
        file = relaxed.root / ".vigie" / "ledger.db"
        away = file.rename(file.with_name("away.db"))
        assert service.predict(TEXT)["label"] == "other"
        until(lambda: service.get("/health").json()["ledger"] == "unavailable")
        health = service.get("/health").json()
        assert (health["ready"], health["unwritten"]) == (True, 1)
        assert service.get("/ready").status_code == 200
        assert service.post("/verdicts", json={"prediction_id": "a", "verdict": "confirmed"}).status_code == 503
        away.rename(file)
        until(lambda: service.get("/health").json()["unwritten"] == 0)
    ledger = relaxed.ledger()
    assert ledger.count_predictions() == 2
    ledger.close()
