"""POST /verdicts/import: labels in bulk, each with what became of it."""

from __future__ import annotations

from typing import Any

import pytest


def predicted(service: Any) -> str:
    answer: dict[str, str] = service.predict({"text": "late again"})
    return answer["id"]


def test_import_counts_what_was_taken_and_names_what_was_not(service: Any) -> None:
    right, wrong = predicted(service), predicted(service)
    labels = [
        {"prediction_id": right, "label": "other"},
        {"prediction_id": wrong, "label": "negative", "at": 5, "comment": "from the desk"},
        {"prediction_id": "nowhere", "label": "other"},
        {"key": "7", "label": "other"},
        {"prediction_id": right, "label": "joyful"},
        {"prediction_id": right, "label": "negative"},
        {"prediction_id": right, "label": "other", "at": 2**52},
    ]
    told = service.post("/verdicts/import", json={"labels": labels}).json()
    assert told["counted"] == {
        "stored": 2, "unknown_prediction": 2, "unknown_label": 1, "conflict": 1, "from_the_future": 1
    }  # fmt: skip
    assert [one["index"] for one in told["refused"]] == [2, 3, 4, 5, 6]
    assert service.post("/verdicts/import", json={"labels": labels[:2]}).json()["counted"] == {"repeated": 2}
    kept = {one["prediction_id"]: one for one in service.get("/verdicts").json()["verdicts"]}
    assert (kept[wrong]["verdict"], kept[wrong]["origin"], kept[wrong]["at"]) == ("corrected", "import", 5)


@pytest.mark.parametrize(
    "body",
    [
        {"labels": []},
        {"labels": [{"label": "other"}]},
        {"labels": [{"prediction_id": "a", "key": "b", "label": "other"}]},
        {"labels": [{"prediction_id": "a"}]},
        {"labels": [{"prediction_id": "a", "label": "x", "at": -1}]},
        {"labels": [{"prediction_id": "a", "label": "x\0"}]},
        {"labels": [{"prediction_id": "a", "label": "x"}] * 51},
    ],
    ids=repr,
)
def test_import_that_makes_no_sense_is_refused_whole(service: Any, body: dict[str, Any]) -> None:
    assert service.post("/verdicts/import", json=body).status_code == 422
    assert service.get("/verdicts").json()["verdicts"] == []


def test_asked_follows_from_the_share_and_the_giver_is_kept_as_a_digest(world: Any, start: Any) -> None:
    with start(world.options()) as running:
        assert running.get("/model").json()["asked_share"] == 0.05
        running.post("/verdicts", json={"prediction_id": predicted(running), "verdict": "confirmed"})
        (told,) = running.get("/verdicts").json()["verdicts"]
    assert told["origin"] == "person"
    ledger = world.ledger()
    with ledger.database.read() as connection:
        (giver,) = connection.exec_driver_sql("SELECT giver FROM verdicts").scalars()
    ledger.close()
    assert giver.startswith("address:")
    assert "127.0.0.1" not in giver
