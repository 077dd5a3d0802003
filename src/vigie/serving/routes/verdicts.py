"""POST and GET /verdicts: what people say about the answers."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi import Request as HttpRequest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model
from pydantic_core import to_json

from vigie.core.answers.answer import Answer
from vigie.core.answers.service import Verdict, VerdictReceipt
from vigie.core.declarations.asking import is_asked
from vigie.core.types import VerdictKind
from vigie.ledger import Given, Judging, Request, now
from vigie.ledger import Verdict as LedgerVerdict
from vigie.serving.givers import Givers
from vigie.serving.guard import CALLER
from vigie.serving.judging import VerdictQueue
from vigie.serving.repeats import IdempotencyKey, request_of
from vigie.serving.service import Service


class Verdicts(Answer):
    verdicts: tuple[Verdict, ...]
    """Newest first."""


class _VerdictRequest(BaseModel):
    """What the generated request model holds, for the type checker."""

    prediction_id: str
    verdict: VerdictKind
    label: str | None
    comment: str | None


def _plain(text: str) -> str:
    if "\0" in text:  # which PostgreSQL cannot hold
        raise ValueError("must not hold a NUL character")
    return text


# The pattern says in the contract what the validator checks.
PlainText = Annotated[str, AfterValidator(_plain), Field(json_schema_extra={"pattern": "^[^\\u0000]*$"})]


def request_model(labels: tuple[str, ...]) -> type[BaseModel]:
    """Return the model of a verdict on a prediction of one of these classes."""
    known: Any = Literal[labels]
    config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)
    return create_model(
        "VerdictRequest",
        __config__=config,
        __doc__="Whether an answer was right: `corrected` goes with the right label, the others without one.",
        prediction_id=(Annotated[PlainText, Field(min_length=1, max_length=64)], ...),
        verdict=(VerdictKind, ...),
        label=(known | None, None),
        comment=(Annotated[PlainText, Field(max_length=2_000)] | None, None),
    )


def routes(service: Service) -> APIRouter:
    router = APIRouter(tags=["verdicts"])
    rule = service.options.project.file.alerts.rejections
    share = service.options.project.file.verdicts.asked_share
    givers = Givers(service.options.project.state, service.options.salt)
    queue = VerdictQueue(service.link)
    request: Any = request_model(service.schema.labels)

    async def give(
        verdict: _VerdictRequest, sent: HttpRequest, idempotency_key: IdempotencyKey = None
    ) -> VerdictReceipt:
        """Keep a verdict. The same one again changes nothing; another one on the same prediction is refused."""
        request = None if idempotency_key is None else _request(idempotency_key, verdict)
        of_key, giver = CALLER.get().sees_only, givers.of(sent.scope)
        asked = is_asked(verdict.prediction_id, share)
        given = Given(verdict.prediction_id, verdict.verdict, verdict.label, verdict.comment, now(), asked, giver)
        receipt = await queue.give(Judging(given, rule, of_key, request))
        service.counts.verdicts[verdict.verdict] += receipt.stored and not receipt.again
        service.judged(verdict.prediction_id)
        alert = receipt.alert_opened
        if alert is not None and not receipt.again:
            service.delivery.start(service.link.require())
        return VerdictReceipt(stored=receipt.stored, alert=alert.id if alert else None)

    give.__annotations__["verdict"] = request  # the framework reads the model of this project's classes from here
    router.post("/verdicts")(give)

    @router.get("/verdicts")
    async def latest(limit: Annotated[int, Query(ge=1, le=500)] = 20) -> Verdicts:
        """The latest verdicts beside what they judge, newest first."""
        found = await service.in_ledger(lambda ledger: ledger.latest_verdicts(limit, features=True))
        return Verdicts(verdicts=tuple(map(_verdict, found)))

    return router


def _request(key: str, verdict: _VerdictRequest) -> Request:
    sent = [verdict.prediction_id, verdict.verdict, verdict.label, verdict.comment]
    return request_of(key.encode("latin-1", "replace"), "/verdicts", to_json(sent))


def _verdict(found: LedgerVerdict) -> Verdict:
    return Verdict(
        prediction_id=found.prediction_id,
        verdict=found.kind,
        label=found.label,
        comment=found.comment,
        at=found.at,
        predicted=found.predicted,
        confidence=found.confidence,
        model_version=found.model_version,
        features=json.loads(found.features) if found.features else {},
        asked=found.asked,
        origin=found.origin,
    )
