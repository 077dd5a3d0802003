"""A ledger that is not there, and comes back."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

import pytest

from vigie.serving.ledger_link import LedgerLink


def test_ledger_missing_at_start_is_opened_when_it_can_be(world: Any, start: Any, until: Any) -> None:
    blocker = world.root / "place"
    blocker.write_text("a file where the ledger's folder should be")
    with start(world.options(ledger_url=f"sqlite:///{blocker}/ledger.db")) as service:
        assert service.post("/predict", json={"text": "a"}).status_code == 503
        blocker.unlink()
        until(lambda: service.get("/ready").status_code == 200)
        assert service.predict({"text": "a"})["label"] == "other"


def test_ledger_address_without_sense_is_told_and_does_not_stop_the_service(world: Any, start: Any) -> None:
    with start(world.options(ledger_url="nonsense")) as service:
        response = service.get("/ready")
        assert response.status_code == 503
        assert response.json()["error"]["code"] == "ledger_unavailable"


@pytest.mark.parametrize("path", ["/predict", "/verdicts"])
def test_ledger_locked_by_another_program_answers_503_and_recovers(
    world: Any, start: Any, until: Any, path: str
) -> None:
    with start(world.options()) as service:
        key = service.predict({"text": "a"})["id"]
        body = {"text": "b"} if path == "/predict" else {"prediction_id": key, "verdict": "confirmed"}
        service.app.service.link.require().database._wait_s = 0.1
        other = sqlite3.connect(world.root / ".vigie" / "ledger.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        with service.app.service.link.require().database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 100")
        response = service.post(path, json=body)
        ready = service.get("/ready")
        other.execute("ROLLBACK")
        other.close()
        assert response.status_code == 503
        assert response.headers["retry-after"] == "1"
        assert "another program holds its file locked" in ready.json()["error"]["message"]  # though it can be read
        until(lambda: service.get("/ready").status_code == 200)  # by itself, without a request
        assert service.post(path, json=body).status_code == 200


def test_keeping_in_view_ends_though_it_is_cancelled_as_the_ledger_answers(world: Any) -> None:
    async def end_it() -> None:
        link = LedgerLink(world.project.ledger_url)
        opening = asyncio.create_task(link.open())
        keeping = asyncio.create_task(link.keep_in_view(opening, 0))
        while link._question is None:
            await asyncio.sleep(0)
        # The answer and the cancellation reach the task in the same turn of the loop.
        link._question.add_done_callback(lambda _: asyncio.get_running_loop().call_soon(keeping.cancel))
        done, _ = await asyncio.wait([keeping], timeout=10)
        keeping.cancel()
        await link.close()
        assert done

    asyncio.run(end_it())


@pytest.mark.service
def test_service_on_postgresql_keeps_answers_and_verdicts(world: Any, start: Any, postgres_url: str) -> None:
    with start(world.options(ledger_url=postgres_url)) as service:
        answers = service.predict({"rows": [{"text": "été 🧳 \\u0000"}, {"text": "b\u0000"}]})["predictions"]
        verdict = {"prediction_id": answers[0]["id"], "verdict": "corrected", "label": "negative", "comment": "é"}
        assert service.post("/verdicts", json=verdict).json()["stored"]
        assert service.post("/verdicts", json={**verdict, "comment": "a\0"}).status_code == 422
        assert service.post("/verdicts", json={**verdict, "prediction_id": "a\0"}).status_code == 422
        assert service.post("/alerts/a%00b/close", json={"who": "ada"}).status_code in (404, 422)
        assert service.get("/verdicts").json()["verdicts"][0]["features"] == {"text": "été 🧳 \\u0000"}
        assert service.get("/quality").json()["corrected"] == 1
