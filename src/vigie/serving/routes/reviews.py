"""GET /reviews, POST /reviews/{id} and its undo, GET /retrainings: what people decide, and what is learned from it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, create_model

from vigie.core.answers.answer import Answer
from vigie.core.answers.improving import Giver, Retraining, Review, ReviewQueue
from vigie.core.errors import PayloadError
from vigie.core.schema import Words
from vigie.ledger import Ledger, now
from vigie.ledger import Retraining as LedgerRetraining
from vigie.ledger import Review as LedgerReview
from vigie.ledger.reviews import ReviewState
from vigie.monitoring.reviewing import dominance_note
from vigie.serving.routes.alerts import Acknowledgement, Who
from vigie.serving.routes.verdicts import PlainText
from vigie.serving.service import Service

_GIVERS = 10
_ACTIONS: Any = Literal["accept", "change", "discard"]


class Retrainings(Answer):
    retrainings: tuple[Retraining, ...]
    """Newest first."""


class _Decision(BaseModel):
    """What the generated request model holds, for the type checker."""

    who: str
    action: Literal["accept", "change", "discard"]
    label: str | None
    comment: str


def decision_model(labels: tuple[str, ...]) -> type[BaseModel]:
    """Return the model of a decision between these classes."""
    known: Any = Literal[labels]
    return create_model(
        "ReviewDecision",
        __config__=ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True),
        __doc__="`accept` takes the suggested label, `change` goes with another one, `discard` with none.",
        who=(Who, ...),
        action=(_ACTIONS, ...),
        label=(known | None, None),
        comment=(Annotated[PlainText, Field(max_length=2_000)], ""),
    )


def routes(service: Service) -> APIRouter:
    router = APIRouter(tags=["improving"])
    project = service.options.project
    rules = project.file.review
    labels = service.schema.labels
    decision: Any = decision_model(labels)

    @router.get("/reviews")
    async def reviews(state: ReviewState | None = None, limit: Annotated[int, Query(ge=1, le=500)] = 50) -> ReviewQueue:
        """Rows whose label waits for a person; with `state`, those in that state."""

        def look(ledger: Ledger) -> ReviewQueue:
            if project.keeps_rows:
                ledger.reviews.gather_verdicts(rules, labels, now())
            counts = ledger.reviews.counts()
            return ReviewQueue(
                reviews=tuple(_review(one) for one in ledger.reviews.queue(state, limit)),
                waiting=counts.waiting,
                held=counts.states.get("held", 0),
                untrained=counts.untrained,
                states=dict(counts.states),
                reasons=dict(counts.reasons),
                givers=tuple(Giver(**one._asdict()) for one in counts.givers[:_GIVERS]),
                note=dominance_note(counts.dominant(rules.dominant_share)),
                double_check=rules.double_check,
            )

        return await service.in_ledger(look)

    async def decide(review_id: str, given: _Decision) -> Review:
        """Keep what a person decided. The same again changes nothing; one that comes too late is refused (409)."""

        def keep(ledger: Ledger) -> LedgerReview:
            return ledger.reviews.decide(
                review_id,
                given.who,
                _label(given, ledger.reviews.find(review_id)),
                labels=labels,
                rules=rules,
                at=now(),
                comment=given.comment,
            )

        return _review(await service.in_ledger(keep))

    decide.__annotations__["given"] = decision  # the framework reads the model of this project's classes from here
    router.post("/reviews/{review_id}")(decide)

    @router.post("/reviews/{review_id}/undo")
    async def undo(review_id: str, given: Acknowledgement) -> Review:
        """Take back what this person said of the row, which then waits as it did before; again changes nothing.

        A decision that a retraining has learned from stays, and is refused (409); so does one that somebody else took.
        """
        return _review(await service.in_ledger(lambda ledger: ledger.reviews.withdraw(review_id, given.who)))

    @router.get("/retrainings")
    async def retrainings(limit: Annotated[int, Query(ge=1, le=500)] = 50) -> Retrainings:
        """Retrainings and how they ended, newest first."""
        found = await service.in_ledger(lambda ledger: ledger.retrainings.latest(limit))
        return Retrainings(retrainings=tuple(map(_retraining, found)))

    return router


def _label(given: _Decision, review: LedgerReview) -> str | None:
    if given.action == "change":
        if given.label is None:
            raise PayloadError("A change needs the right label.", [("label", "is missing")])
        return given.label
    if given.label is not None:
        raise PayloadError(f"A label goes with 'change', not with '{given.action}'.", [("label", "leave it out")])
    if given.action == "discard":
        return None
    if review.suggested is None:
        raise PayloadError("No label is suggested for this row.", [("action", "say 'change', and which label")])
    return review.suggested


def _review(found: LedgerReview) -> Review:
    return Review(**asdict(found))


def _retraining(found: LedgerRetraining) -> Retraining:
    words = found.detail.get("words") or found.words
    detail = {name: value for name, value in found.detail.items() if name != "words"}
    return Retraining(**{**asdict(found), "words": Words.model_validate(words), "detail": detail})
