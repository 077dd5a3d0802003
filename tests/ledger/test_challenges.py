"""Tests in production, as the ledger keeps them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from vigie.core.errors import ChallengeRunningError
from vigie.ledger import Challenge, ChallengerAnswer, Ledger, PredictionRow, now
from vigie.ledger.tables import challenger_answers

MakeRow = Callable[..., PredictionRow]


def begin(ledger: Ledger, mode: str = "shadow", **facts: object) -> Challenge:
    given = {"champion": "1", "share": 1.0, "who": "ada"} | facts
    return ledger.challenges.start(mode, "2", **given)  # type: ignore[arg-type]  # of the types that a test gives


def beside(challenge: Challenge, row: PredictionRow, label: str) -> ChallengerAnswer:
    return ChallengerAnswer(row.id, challenge.id, row.at, label, 0.9, "{}", 40, int(label == row.label))


def test_start_while_another_runs_is_refused(ledger: Ledger) -> None:
    first = begin(ledger)
    with pytest.raises(ChallengeRunningError, match="Version 2"):
        begin(ledger)
    assert ledger.challenges.end(first.id, "stopped", "enough", who="ada")
    assert ledger.challenges.running() is None
    second = begin(ledger, "canary")
    assert [one.id for one in ledger.challenges.latest()] == [second.id, first.id]


def test_end_twice_keeps_the_first_ending(ledger: Ledger) -> None:
    challenge = begin(ledger, settings={"min_gain": 0.01})
    ledger.challenges.note(challenge.id, "as good", {"n": 3})
    assert ledger.challenges.end(challenge.id, "kept", "not worth it", who="vigie", detail={"n": 4}, at=7)
    assert not ledger.challenges.end(challenge.id, "promoted", "better", who="bob")
    ledger.challenges.note(challenge.id, "late", {})
    found = ledger.challenges.find(challenge.id)
    assert found is not None
    assert (found.decision, found.words, found.ended_by, found.ended_at) == ("kept", "not worth it", "vigie", 7)
    assert (found.detail, found.settings) == ({"n": 4}, {"min_gain": 0.01})


def test_judged_of_a_shadow_are_the_verdicts_on_rows_that_both_answered(ledger: Ledger, make_row: MakeRow) -> None:
    challenge = begin(ledger)
    rows = [make_row() for _ in range(3)]
    ledger.record_predictions(rows)
    ledger.challenges.record_answers([beside(challenge, rows[0], "other"), beside(challenge, rows[1], "negative")])
    for row in reversed(rows):
        ledger.record_verdict(row.id, "rejected")
    found = ledger.challenges.judged(challenge)
    assert [(one.predicted, one.beside, one.version, one.unbiased) for one in found] == [
        ("negative", "negative", "1", False),
        ("negative", "other", "1", False),
    ]
    assert ledger.challenges.counts(challenge) == (2, 1, 40.0, 0)
    assert ledger.challenges.disagreements(challenge) == [(rows[0].id, "negative", "other", 0.9)]


def test_judged_of_a_canary_are_verdicts_on_what_either_answered_since_it_began(
    ledger: Ledger, make_row: MakeRow
) -> None:
    before = make_row(model_version="2", at=now() - 10_000_000)
    challenge = begin(ledger, "canary", share=0.1)
    during = [make_row(model_version=version) for version in ("1", "2", "7")]
    ledger.record_predictions([before, *during])
    for row in (before, *during):
        ledger.record_verdict(row.id, "confirmed")
    assert [one.version for one in ledger.challenges.judged(challenge)] == ["1", "2"]
    counts = ledger.challenges.counts(challenge)
    assert (counts.answers, counts.by_champion) == (1, 1)


def test_forget_takes_the_challengers_answer_too(ledger: Ledger, make_row: MakeRow) -> None:
    challenge, row = begin(ledger), make_row()
    ledger.record_predictions([row])
    ledger.challenges.record_answers([beside(challenge, row, "other")])
    ledger.forget([row.id])
    with ledger.database.read() as connection:
        assert connection.execute(select(challenger_answers)).all() == []
