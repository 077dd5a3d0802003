"""Rows whose label waits for a person, and what people decided: `ledger.reviews`. Nothing else is ever trained on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, RowMapping, select, update

from vigie.core.declarations.reviewing import Reviewing
from vigie.core.errors import PayloadError, ReviewConflictError, ReviewNotFoundError, ReviewTakenError
from vigie.ledger.database import Database
from vigie.ledger.review_counts import STATES, WAITING, GiverCount, ReviewCounts, ReviewReason, ReviewState, count
from vigie.ledger.review_intake import enter_suspects, enter_unsure, enter_verdicts, has_new_verdicts, release
from vigie.ledger.tables import reviews

__all__ = [
    "STATES",
    "WAITING",
    "GiverCount",
    "Opinion",
    "Review",
    "ReviewCounts",
    "ReviewReason",
    "ReviewState",
    "Reviews",
    "Suspect",
]

_DECIDED = ("accepted", "discarded")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one person said of a row."""

    who: str
    label: str | None
    """None: the row is of no use."""
    at: int
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """One row and what is known of its label. Times are microseconds since the epoch, UTC."""

    id: str
    at: int
    """When it entered."""
    reason: ReviewReason
    """A verdict, an unsure or a drawn prediction, or a label of the dataset that is likely wrong."""
    prediction_id: str | None
    row_key: str | None
    """Of the dataset's row, where the row is one."""
    features: Mapping[str, Any]
    predicted: str
    """What the model answered; of a dataset's row, the label that it has."""
    confidence: float
    suggested: str | None
    giver: str | None
    """The key or address that brought it; None: nobody did."""
    state: ReviewState
    """'held': its giver has as many in the queue as one may; it enters when there is room."""
    label: str | None
    """The label that was accepted."""
    decided_at: int | None
    dataset_version: int | None
    """The version into which it was taken."""
    opinions: tuple[Opinion, ...] = ()
    """The latest of each person, in their order."""


class Suspect(NamedTuple):
    """A row of the dataset whose label is likely wrong."""

    row_key: str
    features: Mapping[str, Any]
    given: str
    suggested: str
    confidence: float
    """Of the suggested label."""


class Reviews:
    """The queue. A row enters once: it is known by its prediction, or by its key in the dataset."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def gather_verdicts(self, rules: Reviewing, labels: Sequence[str], at: int) -> int:
        """Let what people rejected or corrected enter, all of it since the last time; return how many rows entered.

        Of the project's `labels`, if they are two, the other one is suggested for a rejected answer.
        """
        entered = 0
        with self._database.read() as connection:  # whoever looks at the queue asks; writers have turns to take
            if not has_new_verdicts(connection):
                return 0
        while True:
            with self._database.write() as connection:
                page = enter_verdicts(connection, rules, labels, at)
                release(connection, rules)
            entered += page.entered
            if page.is_last:
                return entered

    def gather_unsure(self, rules: Reviewing, since: int, at: int) -> int:
        """Let predictions made since then enter that are less sure than asked or were drawn; return how many did."""
        if rules.uncertain_below is None and not rules.drawn_share:
            return 0
        with self._database.write() as connection:
            return enter_unsure(connection, rules, since, at)

    def add_suspects(self, suspects: Sequence[Suspect], at: int) -> int:
        """Let rows of the dataset enter, and return how many did; a row that is known already stays as it is."""
        with self._database.write() as connection:
            return enter_suspects(connection, [one._asdict() for one in suspects], at)

    def find(self, review_id: str) -> Review:
        """Return one review, or raise ReviewNotFoundError."""
        with self._database.read() as connection:
            return _find(connection, review_id)

    def queue(self, state: ReviewState | None = None, limit: int = 50) -> list[Review]:
        """Return what waits, disputes first, then the oldest; with `state`, what is in that state, the newest first."""
        query = select(reviews).limit(limit)
        if state is None:
            # 'disputed' and 'checking' come before 'open' in no alphabet: say so by what sorts false first.
            query = query.where(reviews.c.state.in_(WAITING)).order_by(
                reviews.c.state != "disputed", reviews.c.at, reviews.c.id
            )
        else:
            query = query.where(reviews.c.state == state).order_by(reviews.c.at.desc(), reviews.c.id.desc())
        with self._database.read() as connection:
            return [_review(row) for row in connection.execute(query).mappings()]

    def counts(self) -> ReviewCounts:
        """Count by state, by reason and by giver."""
        with self._database.read() as connection:
            return count(connection)

    def decide(
        self,
        review_id: str,
        who: str,
        label: str | None,
        *,
        labels: Sequence[str],
        rules: Reviewing,
        at: int,
        comment: str = "",
    ) -> Review:
        """Keep what a person says of a row, and return what became of it. The same again changes nothing.

        With a double check a label is accepted once two people gave the same; a discard needs nobody's second look, as
        nothing is learned from it.

        Parameters
        ----------
        label
            One of the project's `labels`; None discards the row.

        Raises
        ------
        ReviewNotFoundError
        ReviewConflictError
            It is decided already, and by another word or another person.
        PayloadError
            The label is none, or nobody says it.
        """
        _check(who, label, labels)
        given = Opinion(" ".join(who.split()), label, at, comment)
        with self._database.write() as connection:
            review = _find(connection, review_id)
            former = next((one for one in review.opinions if _same_person(one, given)), None)
            if former is not None and former.label == label:
                return review
            if review.state in _DECIDED:
                raise ReviewConflictError(review_id, review.state, review.label)
            others = [one for one in review.opinions if not _same_person(one, given)]
            state = _state_after(given, others, rules)
            values: dict[str, Any] = {
                "state": state,
                "opinions": _dump((*others, given)),
            }
            if state in _DECIDED:
                values |= {"label": label, "decided_at": at}
            connection.execute(update(reviews).where(reviews.c.id == review_id).values(values))
            release(connection, rules)
            return _find(connection, review_id)

    def accept_all(self, giver: str, who: str, *, labels: Sequence[str], rules: Reviewing, at: int) -> int:
        """Accept the suggested label of every row that a giver brought, held ones too, and return how many are.

        With a double check it is one person's word on each. Each row is a transaction of its own: interrupted, call it
        again.
        """
        of_giver = (reviews.c.giver == giver, reviews.c.state.in_((*WAITING, "held")), reviews.c.suggested.in_(labels))
        with self._database.read() as connection:
            chosen = connection.execute(select(reviews.c.id, reviews.c.suggested).where(*of_giver)).tuples().all()
        accepted = 0
        for review_id, suggested in chosen:
            try:
                done = self.decide(review_id, who, suggested, labels=labels, rules=rules, at=at, comment="all at once")
            except (ReviewConflictError, ReviewNotFoundError):  # somebody else was quicker
                continue
            accepted += done.state == "accepted"
        return accepted

    def reopen(self, review_id: str) -> Review:
        """Put a decided row back into the queue, with what was said of it; the next retraining no longer takes it."""
        with self._database.write() as connection:
            review = _find(connection, review_id)
            return _back(connection, review, "disputed", review.opinions) if review.state in _DECIDED else review

    def withdraw(self, review_id: str, who: str) -> Review:
        """Take back what one person said of a row, and their decision with it; the row waits as it did before.

        Of somebody who said nothing of it, or a second time, it changes nothing; nor does it undo what somebody else
        decided.

        Raises
        ------
        ReviewNotFoundError
        ReviewTakenError
            A retraining has learned from the decision.
        """
        with self._database.write() as connection:
            review = _find(connection, review_id)
            others = tuple(one for one in review.opinions if one.who.casefold() != " ".join(who.split()).casefold())
            if len(others) == len(review.opinions) or _is_of(review, others):
                return review
            if review.dataset_version is not None:
                raise ReviewTakenError(review_id, review.dataset_version)
            states: tuple[ReviewState, ...] = ("open", "checking", "disputed")
            return _back(connection, review, states[min(len(others), 2)], others)

    def accepted(self) -> list[Review]:
        """Return every row whose label a person accepted, in the order of the decisions."""
        query = select(reviews).where(reviews.c.state == "accepted").order_by(reviews.c.decided_at, reviews.c.id)
        with self._database.read() as connection:
            return [_review(row) for row in connection.execute(query).mappings()]

    def mark_taken(self, ids: Sequence[str], dataset_version: int, *, decided_until: int | None = None) -> None:
        """Say that a dataset version holds these labels; those that another one held stay with it.

        Parameters
        ----------
        decided_until
            When the labels were read: what was undone since then, or decided anew, is not what the version holds.
        """
        fresh = [reviews.c.dataset_version.is_(None), reviews.c.state == "accepted"]
        fresh += [] if decided_until is None else [reviews.c.decided_at <= decided_until]
        with self._database.write() as connection:
            for start in range(0, len(ids), 500):
                chosen = reviews.c.id.in_(ids[start : start + 500])
                connection.execute(update(reviews).where(chosen, *fresh).values(dataset_version=dataset_version))


def _back(connection: Connection, review: Review, state: ReviewState, opinions: Sequence[Opinion]) -> Review:
    back = {"state": state, "label": None, "decided_at": None, "dataset_version": None, "opinions": _dump(opinions)}
    connection.execute(update(reviews).where(reviews.c.id == review.id).values(back))
    return _find(connection, review.id)


def _is_of(review: Review, people: Sequence[Opinion]) -> bool:
    """Say whether what was decided stands by these people's words alone: a discard needs only one."""
    return review.state == "discarded" and any(one.label is None for one in people)


def _dump(opinions: Sequence[Opinion]) -> str:
    return json.dumps([asdict(one) for one in opinions], ensure_ascii=False)


def _check(who: str, label: str | None, labels: Sequence[str]) -> None:
    if not who.strip():
        raise PayloadError("A decision needs the name of whoever takes it.", [("who", "is empty")])
    if label is not None and label not in labels:
        raise PayloadError(
            f"'{label}' is no class of this project: {', '.join(labels)}.", [("label", "is none of the classes")]
        )


def _same_person(one: Opinion, other: Opinion) -> bool:
    return one.who.casefold() == other.who.casefold()


def _state_after(given: Opinion, others: Sequence[Opinion], rules: Reviewing) -> ReviewState:
    if given.label is None:
        return "discarded"
    if not rules.double_check or any(one.label == given.label for one in others):
        return "accepted"
    return "disputed" if others else "checking"


def _find(connection: Connection, review_id: str) -> Review:
    row = connection.execute(select(reviews).where(reviews.c.id == review_id)).mappings().one_or_none()
    if row is None:
        raise ReviewNotFoundError(review_id)
    return _review(row)


def _review(row: RowMapping) -> Review:
    facts: dict[str, Any] = {name: value for name, value in row.items() if name != "verdict_seq"}
    opinions = tuple(Opinion(**one) for one in json.loads(facts["opinions"]))
    return Review(**facts | {"features": json.loads(facts["features"]), "opinions": opinions})
