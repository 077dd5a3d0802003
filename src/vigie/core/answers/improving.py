"""What the service answers about improving the model: reviews and retrainings. Times are microseconds, UTC."""

from __future__ import annotations

from typing import Any

from vigie.core.answers.answer import Answer
from vigie.core.schema import Words


class Opinion(Answer):
    """What one person said of a row."""

    who: str
    label: str | None = None
    """None: the row is of no use."""
    at: int
    comment: str = ""


class Review(Answer):
    """A row whose label waits for a person, or what was decided of it."""

    id: str
    at: int
    reason: str
    """rejected, corrected, uncertain, drawn, or label (of the training data, likely wrong)."""
    prediction_id: str | None = None
    row_key: str | None = None
    features: dict[str, Any] = {}
    predicted: str
    """What the model answered; of a row of the training data, the label that it has."""
    confidence: float
    suggested: str | None = None
    giver: str | None = None
    """The key or address that brought it."""
    state: str
    """held, open, checking, disputed, accepted or discarded."""
    label: str | None = None
    """The accepted one."""
    decided_at: int | None = None
    dataset_version: int | None = None
    """The version of the training data that holds it."""
    opinions: tuple[Opinion, ...] = ()


class Giver(Answer):
    giver: str | None = None
    waiting: int
    held: int


class ReviewQueue(Answer):
    """The queue of reviews, and how it stands."""

    reviews: tuple[Review, ...]
    """Disputes first, then the oldest; of another state than those that wait, the newest first."""
    waiting: int
    held: int
    """Rows outside, as whoever brought them has as many in the queue as one may."""
    untrained: int
    """Accepted labels that no retraining took yet."""
    states: dict[str, int] = {}
    reasons: dict[str, int] = {}
    givers: tuple[Giver, ...] = ()
    note: Words | None = None
    """For the reviewers, where one giver brought most of the rows."""
    double_check: bool = False


class Retraining(Answer):
    """One retraining, and how it ended."""

    id: str
    at: int
    ended_at: int | None = None
    trigger: str
    who: str
    state: str
    """running, unneeded, refused, failed, rejected, interrupted, candidate or promoted."""
    champion: str | None = None
    dataset_before: int | None = None
    dataset_after: int | None = None
    run_id: str | None = None
    version: str | None = None
    words: Words = Words()
    """The verdict."""
    detail: dict[str, Any] = {}
    """Its data, its checks and gates."""
