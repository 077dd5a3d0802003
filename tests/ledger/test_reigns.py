"""What was in production on a day, from the ledger's deployments."""

from __future__ import annotations

from typing import Any

import pytest

from vigie.core.answers.reigns import Reign, parse_day
from vigie.core.errors import ServableNotFoundError
from vigie.ledger import Ledger
from vigie.ledger.reigns import reigns
from vigie.servable.manifest import Manifest, Provenance

DAY, _ = parse_day("2026-11-20")
HOUR = 3_600_000_000


def manifest_of(version: str) -> Manifest:
    if version == "1":
        raise ServableNotFoundError("store/versions/1")
    origin = Provenance(dataset_version=4, dataset_hash="abc", seed=7, rows={"train": 600, "validation": 200})
    facts: Any = {"name": "words", "recipe": "tfidf-logreg", "provenance": origin, "metrics": {"accuracy": 0.9}}
    return Manifest.model_construct(**facts)


@pytest.fixture
def deployed(ledger: Ledger) -> list[Reign]:
    gates = [{"name": "min_gain", "passed": True, "text": "0.02 over it"}]
    say: Any = {"why": "better", "run_id": "r"}
    ledger.record_deployment("promoted", "1", previous=None, who="ada", at=DAY - 20 * HOUR, **say)
    ledger.record_deployment("promoted", "2", previous="1", who="bob", at=DAY + 9 * HOUR, gates=gates, **say)
    ledger.record_deployment("promoted", "3", previous="2", who="eve", at=DAY + 40 * HOUR, **say)
    ledger.record_deployment("rolled_back", "2", previous="3", who="bob", at=DAY + 41 * HOUR, why="slow", run_id="r")
    return reigns(ledger.deployments(), manifest_of)


def versions(found: list[Reign]) -> list[str]:
    return [one.version for one in found]


def test_reigns_follow_each_other_without_a_gap(deployed: list[Reign]) -> None:
    assert versions(deployed) == ["2", "3", "2", "1"]
    assert deployed[0].until is None
    assert [one.until for one in deployed[1:]] == [one.since for one in deployed[:-1]]


def test_reigns_tell_what_the_model_learned_from(deployed: list[Reign]) -> None:
    newest, *_, oldest = deployed
    assert (newest.candidate, newest.dataset_version, newest.rows["train"], newest.seed) == ("words", 4, 600, 7)
    assert newest.gates == ({"name": "min_gain", "passed": True, "text": "0.02 over it"},)  # of its promotion
    assert (newest.action, newest.who, newest.why) == ("rolled_back", "bob", "slow")
    assert (oldest.dataset_version, oldest.who) == (None, "ada")  # its model is gone, the record is not


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-11-18", []),
        ("2026-11-19", ["1"]),
        ("2026-11-20", ["2", "1"]),
        ("2026-11-20T08:59", ["1"]),
        ("2026-11-20T09:00", ["2"]),
        ("2026-11-20T10:00+02:00", ["1"]),
        ("2026-11-21", ["2", "3", "2"]),
        ("2027-01-01", ["2"]),
    ],
)
def test_reigns_of_a_day_are_those_that_touch_it(
    ledger: Ledger, deployed: list[Reign], on: str, expected: list[str]
) -> None:
    assert versions(reigns(ledger.deployments(), manifest_of, parse_day(on))) == expected


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "20/11/2026"])
def test_parse_day_of_something_else_says_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="2026-11-20"):
        parse_day(text)
