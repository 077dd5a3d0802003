"""GET /reviews, POST /reviews/{id} and its undo, and GET /retrainings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from vigie.ledger import now


@pytest.fixture
def rejected(service: Any) -> Callable[[int], list[str]]:
    """Reject so many answers, and return the ids of what waits to be reviewed."""

    def reject(number: int) -> list[str]:
        for place in range(number):
            key = service.predict({"text": f"tweet {place}"})["id"]
            service.post("/verdicts", json={"prediction_id": key, "verdict": "rejected"})
        return [one["id"] for one in service.get("/reviews").json()["reviews"]]

    return reject


def test_a_rejected_answer_is_in_the_queue_at_once(service: Any, rejected: Callable[[int], list[str]]) -> None:
    rejected(1)
    told = service.get("/reviews").json()
    (review,) = told["reviews"]
    assert (review["reason"], review["predicted"], review["suggested"]) == ("rejected", "other", "negative")
    assert review["features"] == {"text": "tweet 0"}
    assert (told["waiting"], told["held"], told["untrained"], told["note"]) == (1, 0, 0, None)


@pytest.mark.parametrize(
    ("given", "state", "label"),
    [
        ({"action": "accept"}, "accepted", "negative"),
        ({"action": "change", "label": "other", "comment": "irony"}, "accepted", "other"),
        ({"action": "discard"}, "discarded", None),
    ],
)
def test_a_person_decides(
    service: Any, rejected: Callable[[int], list[str]], given: dict[str, str], state: str, label: str | None
) -> None:
    (review,) = rejected(1)
    answers = [service.post(f"/reviews/{review}", json={"who": "Ada", **given}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    told = answers[0].json()
    assert answers[1].json() == told
    assert (told["state"], told["label"], told["opinions"][0]["who"]) == (state, label, "Ada")
    assert service.get("/reviews").json()["reviews"] == []
    assert [one["id"] for one in service.get("/reviews", params={"state": state}).json()["reviews"]] == [review]


def test_whoever_comes_too_late_is_told_409(service: Any, rejected: Callable[[int], list[str]]) -> None:
    (review,) = rejected(1)
    assert service.post(f"/reviews/{review}", json={"who": "Ada", "action": "accept"}).status_code == 200
    late = service.post(f"/reviews/{review}", json={"who": "Bob", "action": "discard"})
    assert (late.status_code, late.json()["error"]["code"]) == (409, "review_conflict")
    assert "accepted as 'negative'" in late.json()["error"]["message"]


def test_a_person_takes_a_decision_back_until_a_retraining_has_learned_it(
    service: Any, world: Any, rejected: Callable[[int], list[str]]
) -> None:
    (review,) = rejected(1)

    def post(path: str, **given: str) -> Any:
        return service.post(f"/reviews/{review}{path}", json={"who": "Ada", **given})

    post("", action="accept")
    assert [post("/undo").json()["state"] for _ in range(2)] == ["open", "open"]
    assert [one["id"] for one in service.get("/reviews").json()["reviews"]] == [review]
    post("", action="accept")
    world.ledger().reviews.mark_taken([review], 4)
    late = post("/undo")
    assert (late.status_code, late.json()["error"]["code"]) == (409, "review_taken")
    assert "version 4 of the data" in late.json()["error"]["message"]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"action": "change"}, "label"),
        ({"action": "discard", "label": "other"}, "label"),
        ({"action": "change", "label": "third"}, "label"),
        ({"action": "forget"}, "action"),
    ],
)
def test_a_decision_that_is_none_is_refused(
    service: Any, rejected: Callable[[int], list[str]], given: dict[str, str], path: str
) -> None:
    (review,) = rejected(1)
    answer = service.post(f"/reviews/{review}", json={"who": "Ada", **given})
    assert answer.status_code == 422
    assert answer.json()["error"]["details"][0]["path"] == path
    assert service.get("/reviews").json()["waiting"] == 1


def test_a_review_that_is_not_there_answers_404(service: Any) -> None:
    for action in ("accept", "discard"):
        answer = service.post("/reviews/nowhere", json={"who": "Ada", "action": action})
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "review_not_found")


def test_whoever_brings_most_is_named(service: Any, rejected: Callable[[int], list[str]]) -> None:
    rejected(10)
    told = service.get("/reviews").json()
    assert told["givers"][0]["waiting"] == 10
    assert "brought 10 of the rows" in told["note"]["en"]
    assert "10 des lignes" in told["note"]["fr"]


def test_hashed_texts_are_not_offered(make_world: Any, start: Any) -> None:
    world = make_world()
    world.root.joinpath("vigie.toml").write_text(
        world.root.joinpath("vigie.toml").read_text(encoding="utf-8") + '[ledger]\ntexts = "hash"\n', encoding="utf-8"
    )
    world.__post_init__()
    world.publish("1")
    with start(world.options()) as service:
        key = service.predict({"text": "a"})["id"]
        service.post("/verdicts", json={"prediction_id": key, "verdict": "rejected"})
        assert service.get("/reviews").json()["waiting"] == 0


def test_retrainings_are_told_newest_first(service: Any, world: Any) -> None:
    ledger = world.ledger()
    first = ledger.retrainings.begin("by hand", "Ada", now())
    ledger.retrainings.keep(
        first.ended("refused", "Too many rows changed class.", now(), detail={"words": {"en": "No.", "fr": "Non."}})
    )
    ledger.retrainings.begin("120 reviewed labels", "Bob", now() + 1)
    told = service.get("/retrainings").json()["retrainings"]
    assert [(one["state"], one["words"]["fr"]) for one in told] == [("running", ""), ("refused", "Non.")]
