"""GET /history."""

from __future__ import annotations

from typing import Any

import pytest

from vigie.core.answers.reigns import parse_day


def test_history_says_what_was_in_production_on_a_day(service: Any, world: Any) -> None:
    day, after = parse_day("2026-11-20")
    ledger = world.ledger()
    ledger.record_deployment("promoted", "0", previous=None, who="ada", why="first", run_id="r0", at=day - 5)
    ledger.record_deployment("promoted", "1", previous="0", who="bob", why="better", run_id="r1", at=after + 5)
    ledger.close()
    newest, oldest = service.get("/history").json()["reigns"]
    assert (newest["version"], newest["since"], newest["until"]) == ("1", after + 5, None)
    assert (newest["candidate"], newest["recipe"], newest["metrics"]) == ("prior-1", "dummy", {"accuracy": 0.75})
    assert (oldest["version"], oldest["until"], oldest["recipe"]) == ("0", after + 5, "")
    (then,) = service.get("/history", params={"on": "2026-11-20"}).json()["reigns"]
    assert (then["version"], then["who"], then["why"]) == ("0", "ada", "first")
    assert service.get("/history", params={"limit": 1}).json()["reigns"] == [newest]


@pytest.mark.parametrize("on", ["yesterday", "", "2026-02-30"])
def test_history_of_no_day_says_what_to_write(service: Any, on: str) -> None:
    response = service.get("/history", params={"on": on})
    assert response.status_code == 422
    assert response.json()["error"]["details"][0]["path"] == "on"
