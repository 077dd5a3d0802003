"""What the service leaves in the ledger where a project's file says so, in both databases."""

from __future__ import annotations

import json
from typing import Any

import pytest

from vigie.core.project import load_project
from vigie.ledger import Measurement, PredictionRow, new_prediction_id, now, open_ledger
from vigie.ledger.texts import HiddenTexts, read_salt

DAY = 86_400_000_000
SECRET = "zq-my-name-is-ada"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)])
def ledger_url(request: pytest.FixtureRequest, world: Any) -> str:
    url: str = world.project.ledger_url if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return url


def declare(world: Any, table: str) -> None:
    path = world.root / "vigie.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n[ledger]\n{table}\n", encoding="utf-8")
    world.project = load_project(world.root)


def test_texts_as_digests_answer_the_same_and_leave_no_text_anywhere(
    world: Any, start: Any, ledger_url: str, caplog: Any
) -> None:
    declare(world, 'texts = "hash"')
    row, again = {"text": SECRET}, {"idempotency-key": "again"}
    with start(world.options(ledger_url=ledger_url)) as service:
        one = service.predict(row)
        many = service.predict({"rows": [row, {"text": "other"}]})["predictions"]
        told = service.post("/predict", json=row, params={"explain": "true"}, headers=again).json()
        service.post("/verdicts", json={"prediction_id": one["id"], "verdict": "confirmed"})
        assert one["probabilities"] == many[0]["probabilities"] == told["probabilities"]
        shown = service.get("/verdicts").json()["verdicts"][0]["features"]
    ledger = open_ledger(ledger_url)
    digest = HiddenTexts(read_salt(world.root / ".vigie" / "texts.salt"), []).digest(SECRET)
    assert json.loads(ledger.prediction(one["id"]).features) == shown == {"text": digest}
    assert ledger.prediction(many[0]["id"]).features == ledger.prediction(told["id"]).features
    with ledger.database.read() as connection:
        for table in ("predictions", "verdicts", "requests"):
            everything = repr(connection.exec_driver_sql(f"SELECT * FROM {table}").all())
            assert everything != "[]"
            assert SECRET not in everything
    ledger.close()
    files = [path for path in world.root.rglob("*") if path.is_file()]
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]
    assert SECRET not in caplog.text


def test_salt_of_the_environment_is_taken_before_the_file(world: Any, start: Any) -> None:
    declare(world, 'texts = "hash"')
    with start(world.options(salt=b"the same on all machines")) as service:
        key = service.predict({"text": SECRET})["id"]
    digest = HiddenTexts(b"the same on all machines", []).digest(SECRET)
    assert json.loads(world.ledger().prediction(key).features) == {"text": digest}
    assert not (world.root / ".vigie" / "texts.salt").exists()


def test_predictions_older_than_the_project_allows_are_erased(
    world: Any, start: Any, ledger_url: str, until: Any
) -> None:
    declare(world, "keep_days = 30")
    ledger = open_ledger(ledger_url)
    rows = [
        PredictionRow(new_prediction_id(), now() - days * DAY, "1", "{}", "other", 0.5, "{}") for days in (29, 31, 400)
    ]
    ledger.record_predictions(rows)
    ledger.measurements.record([Measurement("drift", 0.1, 9, 0, now() - days * DAY) for days in (40, 20)])
    with start(world.options(ledger_url=ledger_url)):
        until(lambda: ledger.count_predictions() == 1)
        until(lambda: len(ledger.measurements.series("drift")) == 1)
    assert ledger.prediction(rows[0].id) == rows[0]
    ledger.close()
