"""A challenger's life in a real project: begun, judged, promoted by itself, undone by an alert."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from vigie.core.errors import ChallengeRunningError, GateError, NoChallengeError, VigieError
from vigie.core.project import Project, RejectionRule
from vigie.core.types import Silent
from vigie.ledger import Ledger, PredictionRow, new_prediction_id, now, open_ledger
from vigie.pipelines.challenge.end import stop
from vigie.pipelines.challenge.judging import judge_challenger
from vigie.pipelines.challenge.start import challenge
from vigie.pipelines.challenge.undo import undo_bad_promotion
from vigie.pipelines.promote import promote, rollback
from vigie.pipelines.published import published
from vigie.pipelines.watch import steps
from vigie.settings import Settings

Judge = Callable[..., list[str]]
More = Callable[[str], Project]


@pytest.fixture
def opened(trained: Project) -> Iterator[Ledger]:
    with closing(open_ledger(trained.ledger_url)) as ledger:
        yield ledger


def version_of(project: Project, settings: Settings) -> str | None:
    return published(project, settings).champion()


def test_watcher_judges_and_undoes() -> None:
    assert {"judge the challenger", "undo a bad promotion"} <= {step.name for step in steps()}


def test_challenge_begins_once_and_stops(trained: Project, settings: Settings, opened: Ledger) -> None:
    begun = challenge(trained, settings, "words", "canary", 0.2)
    store = published(trained, settings)
    pointed = store.challenger()
    assert pointed is not None
    assert (pointed.challenge, pointed.version, pointed.mode, pointed.share) == (begun.id, begun.version, "canary", 0.2)
    assert store.load_challenger(pointed).manifest.name == "words"
    assert version_of(trained, settings) == begun.champion
    assert (begun.started_by, begun.settings["candidate"], begun.settings["verdicts"]) == ("ada", "words", "all")
    with pytest.raises(ChallengeRunningError):
        challenge(trained, settings, "words", "shadow")
    ended = stop(opened, store, "bob", "")
    assert store.challenger() is None
    assert opened.challenges.latest(1)[0].words == "bob ended it."
    assert ended.id == begun.id
    with pytest.raises(NoChallengeError):
        stop(opened, store, "bob", "")


def test_challenge_by_the_champion_with_no_share_or_through_a_closed_gate_is_refused(
    trained: Project, settings: Settings, opened: Ledger, with_more: More
) -> None:
    with pytest.raises(VigieError, match="is the champion"):
        challenge(trained, settings, "lexicon", "shadow")
    with pytest.raises(VigieError, match="1 is no share for canary"):
        challenge(trained, settings, "words", "canary", 1.0)
    strict = with_more("max_size_mb = 0.0001")
    with pytest.raises(GateError, match="max_size_mb"):
        challenge(strict, settings, "words", "ab")
    assert opened.challenges.running() is None
    assert published(trained, settings).challenger() is None


def test_watcher_recommends_and_where_allowed_promotes_and_an_alert_undoes_it(
    trained: Project, settings: Settings, opened: Ledger, judge_answers: Judge, with_more: More
) -> None:
    begun = challenge(trained, settings, "words", "shadow")
    judge_answers(opened, begun, [(True, True)] * 20)
    assert judge_challenger(trained, settings, opened) is not None
    assert judge_challenger(trained, settings, opened) is None  # nothing new
    judge_answers(opened, begun, [(False, True)] * 14)
    standing = judge_challenger(trained, settings, opened)
    assert standing is not None
    assert standing.advice == "promote"
    kept = opened.challenges.find(begun.id)
    assert kept is not None
    assert "is better" in kept.words
    assert "est meilleure" in kept.detail["words"]["fr"]
    assert version_of(trained, settings) == begun.champion

    automatic = with_more('[challenge]\ndecide = "automatic"\n[rollback]\nwithin = "6 h"')
    judge_challenger(automatic, settings, opened)
    assert version_of(trained, settings) == begun.version
    promotion = opened.deployments(1)[0]
    assert (promotion.action, promotion.who, promotion.previous) == ("promoted", "vigie", begun.champion)
    assert "is better" in promotion.why
    assert [gate["name"] for gate in promotion.gates][-1] == "challenge"
    ended = opened.challenges.find(begun.id)
    assert ended is not None
    assert (ended.decision, ended.ended_by) == ("promoted", "vigie")
    assert published(trained, settings).challenger() is None

    assert undo_bad_promotion(automatic, settings, opened) is None
    reject(opened, begun.champion)  # answered by the former champion: not the new one's fault
    assert undo_bad_promotion(automatic, settings, opened) is None
    reject(opened, begun.version)  # which joins the alert that is open already
    assert undo_bad_promotion(trained, settings, opened) is None  # where it was not declared
    assert undo_bad_promotion(automatic, settings, opened) is not None
    assert version_of(trained, settings) == begun.champion
    undone = opened.deployments(1)[0]
    assert (undone.action, undone.who) == ("rolled_back", "vigie")
    assert undone.why == f"Alert 'rejections' told of version {begun.version}, less than a minute after its promotion."
    assert undo_bad_promotion(automatic, settings, opened) is None


def reject(ledger: Ledger, version: str) -> None:
    """Let three answers of a version be rejected, which opens an alert."""
    rows = [PredictionRow(new_prediction_id(), now(), version, "{}", "other", 0.9, "{}") for _ in range(3)]
    ledger.record_predictions(rows)
    for row in rows:
        ledger.record_verdict(row.id, "rejected", rule=RejectionRule())


def test_watcher_takes_out_a_worse_challenger_by_itself(
    trained: Project, settings: Settings, opened: Ledger, judge_answers: Judge, with_more: More
) -> None:
    begun = challenge(trained, settings, "words", "shadow")
    judge_answers(opened, begun, [(True, False)] * 14)
    judge_challenger(with_more('[challenge]\ndecide = "automatic"'), settings, opened)
    ended = opened.challenges.find(begun.id)
    assert ended is not None
    assert (ended.decision, version_of(trained, settings)) == ("kept", begun.champion)
    assert published(trained, settings).challenger() is None


def test_gate_that_refuses_ends_the_challenge_and_keeps_the_champion(
    trained: Project, settings: Settings, opened: Ledger, judge_answers: Judge, with_more: More
) -> None:
    begun = challenge(trained, settings, "words", "shadow")
    judge_answers(opened, begun, [(False, True)] * 14)
    judge_challenger(with_more('max_size_mb = 0.0001\n[challenge]\ndecide = "automatic"'), settings, opened)
    ended = opened.challenges.find(begun.id)
    assert ended is not None
    assert (ended.decision, version_of(trained, settings)) == ("kept", begun.champion)
    assert "max_size_mb" in ended.words


def test_champion_that_changes_ends_the_challenge(
    trained: Project, settings: Settings, opened: Ledger, with_more: More
) -> None:
    former = version_of(trained, settings)
    begun = challenge(trained, settings, "words", "shadow")
    promote(with_more("min_gain = -1.0"), settings, "words", "by hand", Silent())
    assert how_it_ended(opened, begun.id) == ("promoted", "by hand")
    begun = challenge(trained, settings, "lexicon", "shadow")
    rollback(trained, settings, former, "back")
    assert how_it_ended(opened, begun.id) == ("promoted", "back")
    assert published(trained, settings).challenger() is None


def how_it_ended(ledger: Ledger, challenge_id: str) -> tuple[str | None, str]:
    ended = ledger.challenges.find(challenge_id)
    assert ended is not None
    return ended.decision, ended.words


def test_pointer_of_a_challenge_that_a_service_ended_is_taken_away(
    trained: Project, settings: Settings, opened: Ledger
) -> None:
    begun = challenge(trained, settings, "words", "shadow")
    opened.challenges.end(begun.id, "failed", "It failed.", who="service")
    assert judge_challenger(trained, settings, opened) is None
    assert published(trained, settings).challenger() is None
