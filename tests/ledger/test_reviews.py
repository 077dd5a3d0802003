"""The queue of reviews: who enters, who waits outside, who decides."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from vigie.core.declarations.reviewing import Reviewing
from vigie.core.errors import PayloadError, ReviewConflictError, ReviewNotFoundError, ReviewTakenError
from vigie.ledger import Ledger, PredictionRow, Review, Suspect, now, review_intake

MakeRow = Callable[..., PredictionRow]
LABELS = ("negative", "other")
RULES = Reviewing()
TWICE = Reviewing(double_check=True)
DAY = 86_400_000_000


@pytest.fixture
def judge(ledger: Ledger, make_row: MakeRow) -> Callable[..., str]:
    """Record a prediction with a verdict on it, and return its id."""

    def record(kind: str = "rejected", label: str | None = None, **facts: object) -> str:
        row = make_row(**facts)
        ledger.record_predictions([row])
        ledger.record_verdict(row.id, kind, label=label)  # type: ignore[arg-type]  # a plain text
        return row.id

    return record


def gather(ledger: Ledger, rules: Reviewing = RULES, labels: tuple[str, ...] = LABELS) -> int:
    return ledger.reviews.gather_verdicts(rules, labels, now())


def decide(ledger: Ledger, review: Review, who: str, label: str | None, rules: Reviewing = RULES) -> Review:
    return ledger.reviews.decide(review.id, who, label, labels=LABELS, rules=rules, at=now())


def suspects(number: int) -> list[Suspect]:
    return [Suspect(f"row-{place}", {"text": f"tweet {place}"}, "negative", "other", 0.9) for place in range(number)]


def test_gather_verdicts_takes_rejected_and_corrected_ones_once(ledger: Ledger, judge: Callable[..., str]) -> None:
    judge("confirmed")
    ids = [judge("rejected"), judge("corrected", "other")]
    assert [gather(ledger), gather(ledger)] == [2, 0]
    found = ledger.reviews.queue()
    assert [(one.prediction_id, one.reason, one.suggested) for one in found] == [
        (ids[0], "rejected", "other"),
        (ids[1], "corrected", "other"),
    ]
    assert found[0].features == {"text": "my bag is lost, été 🧳"}
    assert (found[0].predicted, found[0].confidence, found[0].state) == ("negative", 0.75, "open")


def test_gather_verdicts_of_three_classes_suggests_nothing_for_a_rejection(
    ledger: Ledger, judge: Callable[..., str]
) -> None:
    judge("rejected")
    gather(ledger, labels=("negative", "other", "third"))
    assert ledger.reviews.queue()[0].suggested is None


def test_gather_verdicts_over_pages_loses_none(
    ledger: Ledger, judge: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_intake, "PAGE", 3)
    for _ in range(7):
        judge()
    assert gather(ledger, Reviewing(max_per_giver=4)) == 7
    counts = ledger.reviews.counts()
    assert (counts.states["open"], counts.states["held"]) == (4, 3)


def test_gather_verdicts_by_many_at_once_takes_each_once(ledger: Ledger, judge: Callable[..., str]) -> None:
    for _ in range(5):
        judge()
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: gather(ledger), range(4))) == 5


def test_one_giver_cannot_take_the_whole_queue_and_what_is_held_enters_later(
    ledger: Ledger, judge: Callable[..., str]
) -> None:
    rules = Reviewing(max_per_giver=2)
    for _ in range(5):
        judge()
    gather(ledger, rules)
    counts = ledger.reviews.counts()
    assert (counts.waiting, counts.states["held"]) == (2, 3)
    decide(ledger, ledger.reviews.queue()[0], "Ada", "other", rules)
    counts = ledger.reviews.counts()
    assert (counts.waiting, counts.states["held"], counts.untrained) == (2, 2, 1)


def test_counts_name_who_dominates(ledger: Ledger, judge: Callable[..., str]) -> None:
    for _ in range(12):
        judge()
    gather(ledger)
    ledger.reviews.add_suspects(suspects(8), now())
    counts = ledger.reviews.counts()
    assert counts.reasons == {"rejected": 12, "label": 8}
    most = counts.dominant(0.5)
    assert most is not None
    assert (most.giver, most.waiting) == ("unknown", 12)
    assert counts.dominant(0.7) is None


def test_gather_unsure_takes_the_least_sure_as_many_as_a_day_allows(ledger: Ledger, make_row: MakeRow) -> None:
    rows = [make_row(confidence=0.5 + place / 100) for place in range(10)]
    ledger.record_predictions(rows)
    rules = Reviewing(uncertain_below=0.58, most_a_day=3)
    assert ledger.reviews.gather_unsure(rules, 0, now() + 1) == 3
    assert ledger.reviews.gather_unsure(rules, 0, now() + 1) == 0
    assert [one.prediction_id for one in ledger.reviews.queue()] == [row.id for row in rows[:3]]
    assert ledger.reviews.gather_unsure(rules, 0, now() + DAY + 10_000_000) == 3


def test_gather_unsure_draws_a_share(ledger: Ledger, make_row: MakeRow) -> None:
    ledger.record_predictions([make_row() for _ in range(400)])
    drawn = ledger.reviews.gather_unsure(Reviewing(drawn_share=0.25, most_a_day=1_000), 0, now() + 1)
    assert 60 <= drawn <= 140
    assert {one.reason for one in ledger.reviews.queue(limit=500)} == {"drawn"}


def test_gather_unsure_leaves_out_what_people_judged(ledger: Ledger, judge: Callable[..., str]) -> None:
    judge("confirmed", confidence=0.5)
    assert ledger.reviews.gather_unsure(Reviewing(uncertain_below=0.9), 0, now() + 1) == 0


def test_a_verdict_on_a_row_in_the_queue_joins_it(ledger: Ledger, make_row: MakeRow) -> None:
    row = make_row(confidence=0.5)
    ledger.record_predictions([row])
    ledger.reviews.gather_unsure(Reviewing(uncertain_below=0.9), 0, now() + 1)
    ledger.record_verdict(row.id, "corrected", label="other")
    assert gather(ledger) == 0
    (found,) = ledger.reviews.queue()
    assert (found.reason, found.suggested) == ("corrected", "other")


def test_rows_in_the_queue_that_one_giver_judges_take_up_the_givers_room(ledger: Ledger, make_row: MakeRow) -> None:
    rows = [make_row(confidence=0.5) for _ in range(5)]
    ledger.record_predictions(rows)
    ledger.reviews.gather_unsure(Reviewing(uncertain_below=0.9), 0, now() + 1)
    for row in rows:
        ledger.record_verdict(row.id, "corrected", label="other", giver="key:flood")
    gather(ledger, Reviewing(max_per_giver=2))
    counts = ledger.reviews.counts()
    assert (counts.waiting, counts.states["held"]) == (2, 3)


def test_add_suspects_takes_each_row_of_the_dataset_once(ledger: Ledger) -> None:
    assert [ledger.reviews.add_suspects(suspects(2), now()), ledger.reviews.add_suspects(suspects(3), now())] == [2, 1]
    found = ledger.reviews.queue()[0]
    assert (found.row_key, found.predicted, found.suggested, found.giver) == ("row-0", "negative", "other", None)


def test_decide_accepts_with_who_and_when_and_the_same_again_changes_nothing(ledger: Ledger) -> None:
    ledger.reviews.add_suspects(suspects(1), now())
    (review,) = ledger.reviews.queue()
    done = decide(ledger, review, "Ada", "negative")
    assert (done.state, done.label, done.opinions[0].who) == ("accepted", "negative", "Ada")
    assert done.decided_at == done.opinions[0].at
    assert decide(ledger, review, " ada ", "negative") == done
    assert ledger.reviews.queue() == []
    assert ledger.reviews.accepted() == [done]


@pytest.mark.parametrize(("who", "label"), [("Ada", "negative"), ("Bob", "other"), ("Bob", None)])
def test_decide_what_is_decided_conflicts(ledger: Ledger, who: str, label: str | None) -> None:
    ledger.reviews.add_suspects(suspects(1), now())
    (review,) = ledger.reviews.queue()
    decide(ledger, review, "Ada", "other")
    with pytest.raises(ReviewConflictError, match="accepted as 'other'"):
        decide(ledger, review, who, label)


def test_decide_by_two_at_once_takes_one(ledger: Ledger) -> None:
    ledger.reviews.add_suspects(suspects(1), now())
    (review,) = ledger.reviews.queue()

    def say(who: str) -> bool:
        try:
            decide(ledger, review, who, "other")
        except ReviewConflictError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(say, ["Ada", "Bob", "Cleo", "Dan"])) == 1


def test_decide_discards(ledger: Ledger) -> None:
    ledger.reviews.add_suspects(suspects(1), now())
    assert decide(ledger, ledger.reviews.queue()[0], "Ada", None, TWICE).state == "discarded"
    assert ledger.reviews.accepted() == []


def test_double_check_needs_two_people_who_agree(ledger: Ledger) -> None:
    ledger.reviews.add_suspects(suspects(1), now())
    (review,) = ledger.reviews.queue()
    assert decide(ledger, review, "Ada", "other", TWICE).state == "checking"
    assert decide(ledger, review, "ADA", "other", TWICE).state == "checking"
    assert ledger.reviews.accepted() == []
    assert decide(ledger, review, "Bob", "other", TWICE).state == "accepted"


def test_double_check_that_differs_goes_back_first_in_the_queue_with_both_labels(ledger: Ledger) -> None:
    ledger.reviews.add_suspects(suspects(2), now())
    review = ledger.reviews.queue()[1]
    decide(ledger, review, "Ada", "other", TWICE)
    assert decide(ledger, review, "Bob", "negative", TWICE).state == "disputed"
    first = ledger.reviews.queue()[0]
    assert [(one.who, one.label) for one in first.opinions] == [("Ada", "other"), ("Bob", "negative")]
    done = decide(ledger, review, "Cleo", "negative", TWICE)
    assert (done.state, done.label, len(done.opinions)) == ("accepted", "negative", 3)


def test_double_check_is_settled_by_whoever_changes_their_mind(ledger: Ledger) -> None:
    ledger.reviews.add_suspects(suspects(1), now())
    (review,) = ledger.reviews.queue()
    for who, label in (("Ada", "other"), ("Bob", "negative"), ("Ada", "negative")):
        done = decide(ledger, review, who, label, TWICE)
    assert (done.state, done.label) == ("accepted", "negative")


def test_reopen_puts_a_decided_row_back(ledger: Ledger) -> None:
    ledger.reviews.add_suspects(suspects(1), now())
    (review,) = ledger.reviews.queue()
    decide(ledger, review, "Ada", "other")
    assert ledger.reviews.reopen(review.id).state == "disputed"
    assert decide(ledger, review, "Ada", "negative").label == "negative"


def test_a_row_is_found_and_forgotten_also_when_retention_has_erased_its_prediction(
    ledger: Ledger, judge: Callable[..., str]
) -> None:
    judge(at=1)
    gather(ledger)
    decide(ledger, ledger.reviews.queue()[0], "Ada", "other")
    ledger.reviews.add_suspects(suspects(1), now())
    assert len(ledger.predictions_like(lambda row: "bag" in row["text"])) == 1
    ledger.forget_before(10)
    for text in ("my bag is lost, été 🧳", "tweet 0"):
        found = ledger.predictions_like(lambda row, text=text: row["text"] == text)  # type: ignore[misc]  # bound now
        assert len(found) == 1
        ledger.forget(found)
    assert ledger.reviews.counts().states == {}


def test_withdraw_takes_back_what_one_person_said(ledger: Ledger) -> None:
    ledger.reviews.add_suspects(suspects(1), now())
    (review,) = ledger.reviews.queue()
    for who in ("Ada", "Bob"):
        decide(ledger, review, who, "other", TWICE)
    states = [ledger.reviews.withdraw(review.id, who).state for who in ("Cleo", "bob", "Ada", "Ada")]
    assert states == ["accepted", "checking", "open", "open"]
    assert ledger.reviews.find(review.id) == review


def test_withdraw_leaves_what_somebody_else_discarded(ledger: Ledger) -> None:
    ledger.reviews.add_suspects(suspects(1), now())
    (review,) = ledger.reviews.queue()
    decide(ledger, review, "Ada", "other", TWICE)
    decide(ledger, review, "Bob", None, TWICE)
    assert [ledger.reviews.withdraw(review.id, who).state for who in ("Ada", "Bob")] == ["discarded", "checking"]


def test_withdraw_of_what_was_learned_is_refused_and_of_what_is_being_learned_is_not(ledger: Ledger) -> None:
    ledger.reviews.add_suspects(suspects(2), now())
    learned, undone = ledger.reviews.queue()
    for review in (learned, undone):
        decide(ledger, review, "Ada", "other")
    read = now()
    ledger.reviews.withdraw(undone.id, "Ada")
    ledger.reviews.mark_taken([learned.id, undone.id], 3, decided_until=read)
    assert ledger.reviews.find(undone.id) == undone
    decide(ledger, undone, "Ada", "negative")
    ledger.reviews.mark_taken([undone.id], 3, decided_until=read)
    assert ledger.reviews.counts().untrained == 1
    with pytest.raises(ReviewTakenError, match="version 3 of the data"):
        ledger.reviews.withdraw(learned.id, "Ada")
    assert ledger.reviews.find(learned.id).label == "other"


@pytest.mark.parametrize(("who", "label", "path"), [("", "other", "who"), ("Ada", "third", "label")])
def test_decide_by_nobody_or_for_no_class_is_refused(ledger: Ledger, who: str, label: str, path: str) -> None:
    ledger.reviews.add_suspects(suspects(1), now())
    with pytest.raises(PayloadError) as caught:
        decide(ledger, ledger.reviews.queue()[0], who, label)
    assert caught.value.details[0][0] == path


def test_decide_on_nothing_is_not_found(ledger: Ledger) -> None:
    with pytest.raises(ReviewNotFoundError):
        ledger.reviews.decide("nowhere", "Ada", None, labels=LABELS, rules=RULES, at=now())


def test_mark_taken_keeps_the_first_version(ledger: Ledger) -> None:
    ledger.reviews.add_suspects(suspects(1), now())
    (review,) = ledger.reviews.queue()
    decide(ledger, review, "Ada", "other")
    for version in (3, 4):
        ledger.reviews.mark_taken([review.id], version)
    assert ledger.reviews.find(review.id).dataset_version == 3
    assert ledger.reviews.counts().untrained == 0


def test_retention_erases_what_nobody_decided_and_forgetting_erases_all(
    ledger: Ledger, judge: Callable[..., str]
) -> None:
    judge(at=1)
    decided, forgotten = judge(at=2), judge(at=3)
    gather(ledger)
    for review in ledger.reviews.queue():
        if review.prediction_id in (decided, forgotten):
            decide(ledger, review, "Ada", "other")
    ledger.forget([forgotten])
    ledger.forget_before(10)
    assert [one.prediction_id for one in ledger.reviews.accepted()] == [decided]
    assert ledger.reviews.queue() == []
