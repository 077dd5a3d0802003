"""Verdicts: one for each prediction, and the accuracy they make."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from vigie.core.errors import PayloadError, PredictionNotFoundError, VerdictConflictError
from vigie.core.project import RejectionRule
from vigie.core.types import VerdictKind
from vigie.ledger import Given, Judging, Ledger, VerdictReceipt, now

Predict = Callable[[], str]


def test_record_verdict_twice_is_stored_once(ledger: Ledger, predict: Predict) -> None:
    prediction = predict()
    assert ledger.record_verdict(prediction, "confirmed").stored
    assert not ledger.record_verdict(prediction, "confirmed").stored
    assert len(ledger.latest_verdicts()) == 1


def test_record_verdict_again_with_a_comment_keeps_the_first_comment(ledger: Ledger, predict: Predict) -> None:
    prediction = predict()
    for comment in (None, "irony", "something else"):
        ledger.record_verdict(prediction, "corrected", label="other", comment=comment, at=1)
    assert [verdict.comment for verdict in ledger.latest_verdicts()] == ["irony"]


def test_record_verdict_of_another_kind_conflicts_and_the_first_stays(ledger: Ledger, predict: Predict) -> None:
    prediction = predict()
    ledger.record_verdict(prediction, "rejected")
    with pytest.raises(VerdictConflictError, match="'rejected'; it stays"):
        ledger.record_verdict(prediction, "confirmed")
    with pytest.raises(VerdictConflictError):
        ledger.record_verdict(prediction, "corrected", label="other")
    assert [verdict.kind for verdict in ledger.latest_verdicts()] == ["rejected"]


def test_record_verdict_corrected_to_another_label_conflicts(ledger: Ledger, predict: Predict) -> None:
    prediction = predict()
    ledger.record_verdict(prediction, "corrected", label="other")
    with pytest.raises(VerdictConflictError):
        ledger.record_verdict(prediction, "corrected", label="third")


def test_record_verdict_on_nothing_is_not_found(ledger: Ledger) -> None:
    with pytest.raises(PredictionNotFoundError):
        ledger.record_verdict("nowhere", "confirmed")
    assert ledger.quality().verdicts == 0


@pytest.mark.parametrize(
    ("kind", "label", "reason"),
    [
        ("corrected", None, "is missing"),
        ("corrected", "negative", "say 'confirmed' instead"),
        ("confirmed", "negative", "leave it out"),
        ("rejected", "other", "leave it out"),
    ],
)
def test_record_verdict_with_a_wrong_label_is_refused(
    ledger: Ledger, predict: Predict, kind: str, label: str | None, reason: str
) -> None:
    with pytest.raises(PayloadError) as caught:
        ledger.record_verdict(predict(), kind, label=label)  # type: ignore[arg-type]  # parameters are plain texts
    assert caught.value.details == (("label", reason),)
    assert ledger.latest_verdicts() == []


def test_record_verdict_by_many_at_once_is_stored_once(ledger: Ledger, predict: Predict) -> None:
    prediction = predict()
    start = threading.Barrier(8)

    def say_so(_: int) -> bool:
        start.wait()
        return ledger.record_verdict(prediction, "rejected", rule=RejectionRule(count=1)).stored

    with ThreadPoolExecutor(8) as threads:
        stored = list(threads.map(say_so, range(8)))
    assert sorted(stored) == [False] * 7 + [True]
    assert [alert.evidence.count for alert in ledger.alerts()] == [1]


def test_latest_verdicts_stand_beside_what_they_judge(ledger: Ledger, predict: Predict) -> None:
    first, second = predict(), predict()
    ledger.record_verdict(first, "confirmed", at=20)
    ledger.record_verdict(second, "corrected", label="other", at=10)
    found = ledger.latest_verdicts()
    assert [(verdict.prediction_id, verdict.label) for verdict in found] == [(second, "other"), (first, None)]
    assert (found[0].predicted, found[0].confidence, found[0].model_version) == ("negative", 0.75, "1")
    assert found[0].features is None
    assert ledger.latest_verdicts(1, features=True)[0].features == ledger.prediction(second).features


def test_quality_counts_each_kind_since_a_time(ledger: Ledger, predict: Predict) -> None:
    assert ledger.quality().accuracy is None
    ledger.record_verdict(predict(), "rejected", at=5)
    for at in (10, 11, 12):
        ledger.record_verdict(predict(), "confirmed", at=at)
    ledger.record_verdict(predict(), "corrected", label="other", at=13)
    everything, recent = ledger.quality(), ledger.quality(since=10)
    assert (everything.confirmed, everything.rejected, everything.corrected, everything.accuracy) == (3, 1, 1, 0.6)
    assert (recent.verdicts, recent.accuracy) == (4, 0.75)
    assert recent.low is not None
    assert recent.high is not None
    assert 0 < recent.low < 0.75 < recent.high < 1


def test_record_verdicts_stores_those_that_can_be_and_tells_the_others_why(ledger: Ledger, predict: Predict) -> None:
    first, second, third = predict(), predict(), predict()
    rule = RejectionRule(count=3, within=300)

    def judging(key: str, kind: VerdictKind, label: str | None = None, giver: str = "key:1") -> Judging:
        return Judging(Given(key, kind, label, None, now(), asked=True, giver=giver), rule)

    told = ledger.record_verdicts([
        judging(first, "rejected"),
        judging("nowhere", "rejected"),
        judging(first, "confirmed"),
        judging(second, "corrected"),
        judging(second, "rejected"),
        judging(third, "corrected", "other"),
    ])  # fmt: skip
    assert [type(one).__name__ for one in told] == [
        "VerdictReceipt", "PredictionNotFoundError", "VerdictConflictError", "PayloadError", "VerdictReceipt",
        "VerdictReceipt",
    ]  # fmt: skip
    last = told[-1]
    assert isinstance(last, VerdictReceipt)
    assert last.alert_opened is not None
    assert {one.prediction_id for one in ledger.latest_verdicts()} == {first, second, third}
    assert all(one.asked and one.origin == "person" for one in ledger.latest_verdicts())
