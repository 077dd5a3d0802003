"""Verdicts and requests told to Application Insights: each event once, whatever happens in between; nothing waits."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from vigie.ledger import Ledger, PredictionRow, new_prediction_id, now
from vigie.serving.telling import EventForm, Telling
from vigie.telemetry.azure import AzureSink
from vigie.telemetry.records import resource
from vigie.telemetry.tally import Tally
from vigie.telemetry.targets import Targets

pytestmark = pytest.mark.service

HOUR = 3_600_000_000


def until(condition: Callable[[], bool], within_s: float = 20) -> None:
    end = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


class Told:
    """A ledger, a listener, and a telling that is looked with by hand."""

    def __init__(self, ledger: Ledger, ingestion: Any) -> None:
        self.ledger = ledger
        self.ingestion = ingestion
        self.counts = Tally()
        self.telling = self.another()
        self.telling.look()

    def another(self) -> Telling:
        sink = AzureSink(resource("tiny"), self.ingestion.connection_string)
        return Telling(sink, EventForm("tiny", None), lambda: self.ledger, self.counts)

    def judge(self, kind: Any = "rejected", **more: Any) -> str:
        row = PredictionRow(new_prediction_id(), now(), "1", '{"text": "secret"}', "other", 0.75, "{}")
        self.ledger.record_predictions([row])
        self.ledger.record_verdict(row.id, kind, **more)
        return row.id

    @property
    def arrived(self) -> list[str]:
        return [dimensions["vigie.prediction.id"] for _, dimensions in self.ingestion.events()]


@pytest.fixture
def told(world: Any, ingestion: Any) -> Any:
    ledger = world.ledger()
    yield Told(ledger, ingestion)
    ledger.close()


def test_verdicts_arrive_once_with_their_facts_and_without_texts(told: Told) -> None:
    keys = [told.judge(), told.judge("confirmed"), told.judge("corrected", label="negative", comment="secret too")]
    for _ in range(3):
        told.telling.look()
    assert told.arrived == keys
    names = [name for name, _ in told.ingestion.events()]
    assert names == ["prediction.rejected", "prediction.confirmed", "prediction.corrected"]
    _, last = told.ingestion.events()[-1]
    assert (last["vigie.label.predicted"], last["vigie.label.right"]) == ("other", "negative")
    assert (last["vigie.project"], last["vigie.model.version"], last["vigie.asked"]) == ("tiny", "1", "False")
    assert "secret" not in str(told.ingestion.accepted)


def test_texts_go_with_the_event_where_the_project_allows(told: Told) -> None:
    told.judge(comment="why?")
    (verdict,) = told.ledger.exports.untold("azure", 1)
    facts = EventForm("tiny", ["text"]).event(verdict).facts
    assert (facts["vigie.text.text"], facts["vigie.comment"]) == ("secret", "why?")


def test_verdicts_of_an_outage_arrive_afterwards_in_their_order(told: Told) -> None:
    told.ingestion.stop()
    keys = [told.judge() for _ in range(3)]
    pauses = [told.telling.look() for _ in range(4)]
    assert pauses == [1, 2, 4, 8]
    told.ingestion.start()
    assert told.telling.look() == 1
    assert told.arrived == keys
    assert told.ledger.exports.count_untold("azure") == 0
    assert told.counts.numbers["events_sent"] == 3


def test_verdicts_accepted_in_part_arrive_once_each(told: Told) -> None:
    keys = [told.judge() for _ in range(4)]
    told.ingestion.answers.extend([{0: 503, 2: 429}, 500, {1: 503}])
    for _ in range(3):
        told.telling.look()
    assert told.ledger.exports.count_untold("azure") == 2  # the third, and the fourth that has arrived
    told.telling.look()
    assert sorted(told.arrived) == sorted(keys)
    assert told.ledger.exports.count_untold("azure") == 0


def test_verdict_refused_for_good_holds_up_no_other(told: Told) -> None:
    keys = [told.judge() for _ in range(2)]
    told.ingestion.answers.append({0: 400})
    told.telling.look()
    assert told.arrived == keys[1:]
    assert told.counts.numbers["events_dropped"] == 1
    assert told.ledger.exports.count_untold("azure") == 0


def test_verdicts_that_became_too_old_are_given_up_and_counted(told: Told) -> None:
    told.judge(at=now() - 48 * HOUR)
    key = told.judge()
    told.telling.look()
    assert told.arrived == [key]
    assert told.counts.numbers["events_dropped"] == 1


def test_two_processes_tell_each_verdict_once(told: Told) -> None:
    second = told.another()
    keys = [told.judge() for _ in range(3)]
    assert second.look() > 1  # the other one holds it
    told.telling.look()
    second.look()
    assert told.arrived == keys


def test_more_verdicts_than_one_batch_holds_all_arrive(told: Told) -> None:
    keys = [told.judge() for _ in range(60)]
    assert [told.telling.look() for _ in range(3)] == [0, 0, 1]
    assert told.arrived == keys


def test_a_killed_teller_leaves_one_exchange_to_be_told_again_under_the_same_uids(told: Told) -> None:
    keys = [told.judge() for _ in range(30)]
    told.telling.look()
    told.ingestion.answers.append({2: 503})  # the third of the last five has not arrived when it is killed
    told.telling.look()
    with told.ledger.database.write() as connection:  # its lease is over
        connection.exec_driver_sql("UPDATE exports SET held_until = 0")
    told.another().look()
    uids = [dimensions["log.record.uid"] for _, dimensions in told.ingestion.events()]
    assert uids == [f"{key}/rejected" for key in (*keys[:27], *keys[28:], keys[27], *keys[28:])]
    assert told.ledger.exports.count_untold("azure") == 0


def test_service_tells_of_requests_and_verdicts(world: Any, ingestion: Any, start: Callable[..., Any]) -> None:
    options = world.options(told=Targets(azure=ingestion.connection_string))
    with start(options) as service:
        until(lambda: holder(service) is not None)
        trace = "0af7651916cd43dd8448eb211c80319c"
        parent = {"traceparent": f"00-{trace}-b7ad6b7169203331-01"}
        key = service.post("/predict", json={"text": "late again"}, headers=parent).json()["id"]
        assert service.post("/verdicts", json={"prediction_id": key, "verdict": "rejected"}).status_code == 200
        assert service.post("/predict", json={"txt": "?"}).status_code == 422
        assert service.post("/predict", json={"rows": [{"text": "a"}, {"text": "b"}]}).status_code == 200
        assert service.get("/health").status_code == 200
        assert service.get("/no/such/address").status_code == 404
        until(lambda: len(ingestion.events()) == 1)
        counted = 'vigie_telemetry_total{outcome="sent",what="events"} 1.0'
        until(lambda: counted in service.get("/metrics").text)
    ((name, dimensions),) = ingestion.events()
    assert (name, dimensions["vigie.prediction.id"]) == ("prediction.rejected", key)
    requests = [item["data"]["baseData"] for item in ingestion.requests_told()]
    assert {one["name"] for one in requests} == {"GET", "POST /predict", "POST /verdicts"}
    assert [one["responseCode"] for one in requests] == ["200", "200", "422", "200", "404"]
    errors = [one["properties"].get("vigie.error") for one in requests]
    assert errors == [None, None, "invalid_payload", None, "not_found"]
    first, judged, _, many, _ = (one["properties"] for one in requests)
    assert (first["vigie.prediction.id"], first["vigie.model.version"], first["vigie.rows"]) == (key, "1", "1")
    assert judged["vigie.prediction.id"] == key
    assert (many["vigie.rows"], "vigie.prediction.id" in many) == ("2", False)
    assert ingestion.requests_told()[0]["tags"]["ai.operation.id"] == trace
    assert "late again" not in str(ingestion.accepted)


def holder(service: Any) -> str | None:
    with service.app.service.link.require().database.read() as connection:
        found = connection.exec_driver_sql("SELECT holder FROM exports WHERE name = 'azure'").scalar()
    return str(found) if found else None


def test_service_without_listeners_has_no_door(service: Any) -> None:
    assert service.app.service.outside is None
    assert service.app._door is service.app.hot


def test_verdict_of_an_outage_outlives_the_service(world: Any, ingestion: Any, run_server: Callable[..., Any]) -> None:
    environment = {"APPLICATIONINSIGHTS_CONNECTION_STRING": ingestion.connection_string}
    ingestion.stop()
    with run_server(world.root, environment=environment, quick=True) as running, httpx.Client() as http:
        ledger = world.ledger()
        until(lambda: ledger.exports.claim("azure", "probe", at=0, lease_s=0) is False)  # it has begun to listen
        key = http.post(f"{running.url}/predict", json={"text": "late again"}).json()["id"]
        http.post(f"{running.url}/verdicts", json={"prediction_id": key, "verdict": "rejected"}).raise_for_status()
        until(lambda: any("do not arrive at azure" in line for line in running.log))
        running.stop(signal.SIGKILL)
    with ledger.database.write() as connection:  # the dead process's lease, so that nobody waits half a minute
        connection.exec_driver_sql("UPDATE exports SET held_until = 0")
    ledger.close()
    ingestion.start()
    with run_server(world.root, environment=environment, quick=True):
        until(lambda: len(ingestion.events()) == 1)
    ((name, dimensions),) = ingestion.events()
    assert (name, dimensions["vigie.prediction.id"]) == ("prediction.rejected", key)
