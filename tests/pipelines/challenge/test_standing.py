"""Which verdicts count, and what follows from them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from vigie.ledger import Challenge, Judged
from vigie.pipelines.challenge.standing import rights, stand
from vigie.pipelines.challenge.words import say

HOUR = 3_600_000_000
RULES = {"min_gain": 0.01, "error": 0.05, "longest_s": 3_600.0, "verdicts": "asked", "classes": 3}
SHADOW = Challenge("c", "shadow", "2", "1", 1.0, RULES, 0, "ada")
AB = replace(SHADOW, mode="ab", share=0.5, settings={**RULES, "verdicts": "all"})


def shadowed(kind: Any, beside: str = "other", label: str | None = None, *, unbiased: bool = True) -> Judged:
    return Judged(kind, label, "negative", "1", beside, unbiased)


@pytest.mark.parametrize(("verdict", "expected"), [
    (shadowed("confirmed"), (True, False)),
    (shadowed("confirmed", "negative"), (True, True)),
    (shadowed("rejected", "negative"), (False, False)),
    (shadowed("corrected", label="other"), (False, True)),
    (shadowed("corrected", label="third"), (False, False)),
    (shadowed("rejected"), None),
])  # fmt: skip
def test_rights_of_a_verdict(verdict: Judged, expected: tuple[bool, bool] | None) -> None:
    assert rights(verdict, classes=3) == expected


def test_volunteered_verdicts_do_not_count_in_a_shadow() -> None:
    complaints = [shadowed("corrected", label="other", unbiased=False) for _ in range(50)]
    found = stand(SHADOW, complaints, now=HOUR // 2)
    assert (found.advice, found.verdicts, found.uncounted, found.gain.n) == ("wait", 0, 50, 0)
    words = say(SHADOW, found)
    assert words["en"].startswith("No verdict that counts has come yet. About ")
    assert "50 verdicts that nobody asked for do not count" in words["en"]
    assert "50 avis spontanés ne comptent pas" in words["fr"]


def test_challenger_that_is_right_where_the_champion_is_wrong_is_to_be_promoted() -> None:
    verdicts = [shadowed("corrected", label="other")] * 16 + [shadowed("confirmed", "negative")] * 84
    found = stand(SHADOW, verdicts, now=HOUR // 2)
    assert (found.advice, found.reason, found.verdicts) == ("promote", "better", 100)
    assert found.champion_right == 0.84
    assert found.challenger_right == 1.0
    assert found.course[-1] == found.gain
    assert say(SHADOW, found)["en"].startswith(
        "Challenger 2 is better: right +16.0 points more often than the champion"
    )
    assert "La version 2 est meilleure : raison +16,0 points" in say(SHADOW, found)["fr"]


def test_challenger_that_is_worse_is_to_be_kept_out() -> None:
    found = stand(SHADOW, [shadowed("confirmed")] * 16 + [shadowed("confirmed", "negative")] * 84, now=HOUR // 2)
    assert (found.advice, found.reason) == ("keep", "worse")


def test_two_alike_are_undecided_then_too_late_and_in_the_end_too_small() -> None:
    few = [shadowed("confirmed", "negative")] * 100
    assert stand(SHADOW, few, now=HOUR - 1).advice == "wait"
    assert stand(SHADOW, few, now=HOUR).reason == "too_late"
    assert stand(SHADOW, few * 20, now=HOUR - 1).reason == "too_small"


def test_two_arms_are_compared_verdict_by_verdict() -> None:
    def arm(version: str, right: bool) -> Judged:
        return Judged("confirmed" if right else "rejected", None, "negative", version, None, False)

    verdicts = [arm("21"[n % 2], n % 2 == 0 or n % 5 > 0) for n in range(900)]
    found = stand(AB, verdicts, now=HOUR // 2)
    assert (found.advice, found.verdicts, found.gain.n) == ("promote", 900, 450)
    assert found.challenger_right == 1.0
    assert found.champion_right == pytest.approx(0.8, abs=0.01)
    assert stand(replace(AB, settings=RULES), verdicts, now=HOUR // 2).uncounted == 900


def test_facts_are_plain_values() -> None:
    facts = stand(SHADOW, [shadowed("confirmed")], now=0).facts()
    assert facts["gain"]["n"] == 1
    assert facts["course"][0]["low"] >= -1
