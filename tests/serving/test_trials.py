"""A challenger beside a champion while the service runs: in the shadow, as a canary, and when it is no good."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from vigie.client import Client
from vigie.ledger import Challenge, Measurement
from vigie.servable.challenging import CHALLENGER, Challenging
from vigie.serving.challenger import Strikes

from .conftest import TOML

TEXT = {"text": "late again"}
OTHERS = (0.9, 0.1)
"""What version 2 answers, against the champion's 0.25 and 0.75."""


def begin(world: Any, mode: str, share: float = 1.0, version: str = "2", within_s: float = 1.0) -> Challenge:
    """Publish a challenger that answers the opposite, and point at it."""
    if version not in world.store.versions():
        world.publish(version, OTHERS)
        world.store.set_champion("1")
    ledger = world.ledger()
    challenge: Challenge = ledger.challenges.start(mode, version, champion="1", share=share, who="ada")
    ledger.close()
    world.store.set_challenger(Challenging(challenge.id, version, mode, share, within_s))  # type: ignore[arg-type]  # one of the modes
    return challenge


def found(world: Any, challenge: Challenge) -> Challenge:
    ledger = world.ledger()
    try:
        known: Challenge = ledger.challenges.find(challenge.id)
        return known
    finally:
        ledger.close()


def trial(service: Any) -> Any:
    return service.app.service.trials.running


def test_shadow_is_asked_beside_and_never_shown(service: Any, world: Any, until: Any) -> None:
    challenge = begin(world, "shadow")
    until(lambda: trial(service))
    answers = [service.predict(TEXT) for _ in range(20)]
    answers += service.predict({"rows": [TEXT] * 5})["predictions"]
    assert {(one["label"], one["model_version"]) for one in answers} == {("other", "1")}
    ledger = world.ledger()
    until(lambda: ledger.challenges.counts(challenge).answers == 25)
    assert ledger.challenges.counts(challenge).agreements == 0
    ledger.record_verdict(answers[0]["id"], "rejected")
    (judged,) = ledger.challenges.judged(challenge)
    assert (judged.predicted, judged.beside) == ("other", "negative")
    ledger.close()
    world.store.set_challenger(None)
    until(lambda: trial(service) is None)
    service.predict(TEXT)


def test_shadow_with_reasons_and_repeated_requests_counts_each_answer_once(
    service: Any, world: Any, until: Any
) -> None:
    challenge = begin(world, "shadow")
    until(lambda: trial(service))
    for _ in range(3):
        assert service.post("/predict", json=TEXT, headers={"idempotency-key": "one"}).status_code == 200
    assert service.post("/predict?explain=true", json=TEXT).status_code == 200
    ledger = world.ledger()
    until(lambda: ledger.challenges.counts(challenge).answers == 2)
    ledger.close()


def test_canary_is_sticky_by_caller_and_takes_its_share(service: Any, world: Any, until: Any) -> None:
    begin(world, "canary", share=0.3)
    until(lambda: trial(service))
    callers = {f"shop-{number}": set() for number in range(100)}  # type: ignore[var-annotated]  # of versions
    for _ in range(2):
        for caller, seen in callers.items():
            answer = service.post("/predict", json=TEXT, headers={"vigie-source": caller}).json()
            assert answer["label"] == {"1": "other", "2": "negative"}[answer["model_version"]]
            seen.add(answer["model_version"])
    assert all(len(seen) == 1 for seen in callers.values())
    assert 15 <= sum(seen == {"2"} for seen in callers.values()) <= 45
    metrics = service.get("/metrics").text
    drawn = 2 * sum(seen == {"2"} for seen in callers.values())
    assert f'vigie_predictions_total{{label="negative",model_version="2"}} {drawn}.0' in metrics


def test_canary_without_callers_is_sticky_by_row(service: Any, world: Any, until: Any) -> None:
    begin(world, "ab", share=0.5)
    until(lambda: trial(service))
    for source in ({}, {"vigie-source": "page"}):
        versions = [
            {service.post("/predict", json={"text": f"{n}"}, headers=source).json()["model_version"] for _ in range(2)}
            for n in range(40)
        ]
        assert all(len(seen) == 1 for seen in versions)
        assert {"1"} in versions
        assert {"2"} in versions


class Broken:
    """A runtime that fails, or does not come back, once it is asked by people."""

    def __init__(self, runtime: Any, hang_s: float) -> None:
        self._runtime, self._hang_s = runtime, hang_s

    def __getattr__(self, name: str) -> Any:
        return getattr(self._runtime, name)

    def predict_proba(self, rows: Any) -> Any:
        if self._hang_s:
            time.sleep(self._hang_s)
            return self._runtime.predict_proba(rows)
        raise MemoryError


@pytest.mark.parametrize(("mode", "hang_s", "words"), [
    ("canary", 0.0, "MemoryError"), ("canary", 0.3, "more than 0.05 s"),
    ("shadow", 0.0, "MemoryError"), ("shadow", 0.1, "more than 0.05 s"),
])  # fmt: skip
def test_challenger_that_fails_harms_nobody_and_is_taken_out_with_an_alert(
    service: Any, world: Any, until: Any, mode: str, hang_s: float, words: str
) -> None:
    challenge = begin(world, mode, within_s=0.05)
    until(lambda: trial(service))
    challenger = trial(service).challenger
    challenger.servable = Broken(challenger.servable, hang_s)
    answers = [service.predict(TEXT) for _ in range(6)]
    assert {one["model_version"] for one in answers} == {"1"}
    until(lambda: found(world, challenge).decision == "failed")
    assert trial(service) is None
    assert words in found(world, challenge).words
    (alert,) = service.get("/alerts?state=open").json()["alerts"]
    assert "version 1 goes on" in alert["text"]
    assert service.get("/ready").status_code == 200


def test_altered_challenger_is_refused_and_the_champion_goes_on(service: Any, world: Any, until: Any) -> None:
    world.publish("2", OTHERS)
    world.store.set_champion("1")
    (world.store.folder("2") / "arrays.npz").write_bytes(b"altered")
    challenge = begin(world, "canary")
    until(lambda: found(world, challenge).decision == "failed")
    assert "SHA-256" in found(world, challenge).words
    assert service.predict(TEXT)["model_version"] == "1"


def test_unreadable_pointer_is_nobody(service: Any, world: Any, until: Any) -> None:
    begin(world, "canary")
    until(lambda: trial(service))
    (world.project.store_folder / CHALLENGER).write_text('{"version": 3}')
    until(lambda: trial(service) is None)
    assert "no pointer to a challenger" in service.app.service.trials.refusal
    assert service.predict(TEXT)["model_version"] == "1"


def test_challenge_that_has_ended_is_not_taken_again(world: Any, start: Any, until: Any) -> None:
    challenge = begin(world, "canary")
    ledger = world.ledger()
    ledger.challenges.end(challenge.id, "stopped", "enough", who="ada")
    ledger.close()
    with start(world.options()) as service:
        until(lambda: service.app.service.trials._seen)
        assert trial(service) is None


def test_challenger_that_became_champion_challenges_no_more_while_it_is(service: Any, world: Any, until: Any) -> None:
    begin(world, "shadow")
    until(lambda: trial(service))
    world.store.set_champion("2")
    until(lambda: service.predict(TEXT)["model_version"] == "2")
    until(lambda: trial(service) is None)
    world.store.set_champion("1")
    until(lambda: trial(service))


def test_full_queue_drops_and_counts(service: Any, world: Any, until: Any) -> None:
    begin(world, "shadow")
    until(lambda: trial(service))
    shadow = trial(service).shadow
    servable = trial(service).challenger.servable
    trial(service).challenger.servable = Broken(servable, 0.5)
    for _ in range(60):
        service.predict({"rows": [TEXT] * 50})
    assert shadow.dropped >= 900
    trial(service).challenger.servable = servable


@pytest.mark.service
def test_challengers_come_and_go_under_load_and_no_request_fails(
    world: Any, run_server: Any, load: Any, until: Any
) -> None:
    world.publish("2", OTHERS)
    world.store.set_champion("1")
    with run_server(world.root, quick=True) as running:
        with load(running.url, 16) as asking:
            until(lambda: asking.latest == "1")
            for mode, share in (("shadow", 1.0), ("canary", 0.4), ("ab", 0.5)):
                challenge = begin(world, mode, share)
                ledger = world.ledger()
                until(lambda challenge=challenge, ledger=ledger: ledger.challenges.counts(challenge).answers > 50)
                ledger.challenges.end(challenge.id, "stopped", "enough", who="ada")
                ledger.close()
                world.store.set_challenger(None)
        assert asking.broken == 0
        assert set(asking.statuses) == {200}
        assert set(asking.seen) == {("1", "other"), ("2", "negative")}
        assert running.stop() == 0
    ledger = world.ledger()
    assert ledger.count_predictions() == asking.statuses[200]
    ledger.close()


def test_challenge_route_tells_how_it_stands(service: Any, world: Any, until: Any) -> None:
    assert service.get("/challenge").json() == {
        "running": None, "answers": 0, "by_champion": 0, "agreements": 0, "mean_ms": None, "disagreements": [],
        "past": [],
        "in_service": {"answering": False, "refusal": None, "waiting": 0, "dropped": 0},
    }  # fmt: skip
    challenge = begin(world, "shadow")
    until(lambda: trial(service))
    key = service.predict(TEXT)["id"]
    until(lambda: service.get("/challenge").json()["answers"])
    limits = {"n": 1, "mean": 1.0, "low": -0.9, "high": 1.0, "p_value": 1.0}
    standing = {
        "advice": "wait",
        "reason": "undecided",
        "verdicts": 1,
        "gain": limits,
        "course": [limits],
        "needed": 90,
    }
    ledger = world.ledger()
    detail = {"standing": standing, "words": {"en": "Not decided.", "fr": "Rien de décidé."}, "at": 5}
    ledger.challenges.note(challenge.id, "Not decided.", detail)
    with Client("http://service", transport=InService(service)) as client:
        found = client.challenge()
        assert found.running is not None
        assert (found.running.mode, found.running.advice, found.running.looked_at) == ("shadow", "wait", 5)
        assert found.running.words.say("fr") == "Rien de décidé."
        assert found.running.gain == found.running.course[0]
        assert (found.agreement, found.in_service.answering) == (0.0, True)
        assert [(one.prediction_id, one.champion, one.challenger) for one in found.disagreements] == [
            (key, "other", "negative")
        ]
        ledger.challenges.end(challenge.id, "stopped", "ada ended it.", who="ada")
        (past,) = client.challenge().past
        assert (past.decision, past.words.say("fr"), past.verdicts) == ("stopped", "ada ended it.", 1)
        again = begin(world, "shadow")
        ledger.challenges.note(again.id, "Not decided.", detail)
        ledger.challenges.end(again.id, "kept", "Not decided.", who="vigie")
        assert client.challenge().past[0].words.say("fr") == "Rien de décidé."
    ledger.close()


class InService(httpx.BaseTransport):
    """The way from a client to a service in this process."""

    def __init__(self, service: Any) -> None:
        self._service = service

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._service.request(request.method, request.url.raw_path.decode(), content=request.read())
        return httpx.Response(answer.status_code, content=answer.content)


IMPACT = '\n[impact]\nunit = "EUR"\n'


def test_impact_route_tells_what_was_measured_last(make_world: Any, start: Any) -> None:
    world = make_world(TOML + IMPACT)
    world.publish("1")
    amount = {"mean": 10.0, "low": 5.0, "high": 15.0}
    line = {"name": "champion", "version": "1", "wrong": 0.1, "asked": 0.0, "worth": amount, "over": None}
    detail = {"unit": "EUR", "per_week": 70.0, "counted": True, "rows": 40, "lines": [{**line, "words": "ten"}]}
    with start(world.options()) as service, Client("http://service", transport=InService(service)) as client:
        assert (client.impact().unit, client.impact().lines) == ("EUR", ())
        ledger = world.ledger()
        ledger.measurements.record([Measurement("impact", 10.0, 40, 5, 5, detail=detail)])
        ledger.close()
        (found,) = client.impact().lines
        assert (found.worth.high, found.words.say("fr")) == (15.0, "ten")
        assert client.impact().at == 5


def test_request_for_a_version_is_answered_by_that_version(service: Any, world: Any, until: Any) -> None:
    begin(world, "canary", share=0.999_999)
    until(lambda: trial(service))
    asked = {"inputs": [{"name": "text", "shape": [1], "datatype": "BYTES", "data": ["late again"]}]}
    assert service.post("/v2/models/tiny/infer", json=asked).json()["model_version"] == "2"
    assert service.post("/v2/models/tiny/versions/1/infer", json=asked).json()["model_version"] == "1"


def test_request_that_meets_a_challenger_just_ended_is_answered_by_the_champion(
    service: Any, world: Any, until: Any
) -> None:
    begin(world, "canary", share=0.999_999)
    until(lambda: trial(service))
    trial(service).close()
    answer = service.predict(TEXT)
    assert (answer["model_version"], answer["label"]) == ("1", "other")
    assert service.predict({"rows": [TEXT, TEXT]})["predictions"][1]["model_version"] == "1"
    assert "because" in service.post("/predict?explain=true", json=TEXT).json()


def test_strikes_say_once_that_it_was_too_often() -> None:
    said: list[str] = []
    strikes = Strikes(said.append)
    for fault in ("One.", None, "Two.", None, "Three.", "Four."):
        strikes.note(fault)
    assert said == ["Three. This was the 3rd time among the last 5 answers."]
    rare = Strikes(said.append)
    for number in range(1_000):
        rare.note("Now and then." if number % 60 == 0 else None)
    assert len(said) == 1
