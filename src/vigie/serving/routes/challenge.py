"""GET /challenge: who challenges the champion, what it answers, and what people's verdicts say so far."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from vigie.core.answers.trials import Challenge, Challenges, Disagreement, InService
from vigie.core.schema import Words
from vigie.ledger import Challenge as LedgerChallenge
from vigie.ledger import Ledger
from vigie.serving.service import Service

_PAST = 20
_DISAGREEMENTS = 20


def routes(service: Service) -> APIRouter:
    router = APIRouter(tags=["watching"])

    @router.get("/challenge")
    async def challenge() -> Challenges:
        """The test in production under way with its counts and the gain so far, and those before.

        How it stands was written down by the watcher at its last look.
        """
        return await service.in_ledger(lambda ledger: _read(ledger, _in_service(service)))

    return router


def _read(ledger: Ledger, in_service: InService) -> Challenges:
    found = ledger.challenges.latest(_PAST)
    running = next((one for one in found if one.ended_at is None), None)
    past = tuple(_answer(one) for one in found if one.ended_at is not None)
    if running is None:
        return Challenges(in_service=in_service, past=past)
    counts = ledger.challenges.counts(running)
    apart = ledger.challenges.disagreements(running, _DISAGREEMENTS) if running.mode == "shadow" else []
    return Challenges(
        running=_answer(running),
        answers=counts.answers,
        by_champion=counts.by_champion,
        agreements=counts.agreements,
        mean_ms=None if counts.mean_us is None else counts.mean_us / 1_000,
        disagreements=tuple(
            Disagreement(prediction_id=key, champion=first, challenger=second, confidence=confidence)
            for key, first, second, confidence in apart
        ),
        in_service=in_service,
        past=past,
    )


def _answer(found: LedgerChallenge) -> Challenge:
    facts = asdict(found)
    detail, settings = facts.pop("detail"), facts.pop("settings")
    standing: dict[str, Any] = detail.get("standing", {})
    # What the watcher found is known in both languages; what somebody else ended it for, in theirs.
    said, judged = facts.pop("words"), detail.get("words", {})
    words = Words(**judged) if found.ended_at is None or said in judged.values() else Words(en=said, fr=said)
    return Challenge.model_validate({
        **{name: value for name, value in standing.items() if name in Challenge.model_fields},
        **facts,
        "words": words,
        "looked_at": detail.get("at"),
        "candidate": settings.get("candidate", ""),
        "min_gain": settings.get("min_gain"),
    })  # fmt: skip


def _in_service(service: Service) -> InService:
    running = service.trials.running
    shadow = running.shadow if running is not None else None
    return InService(
        answering=running is not None,
        refusal=service.trials.refusal,
        waiting=shadow.waiting if shadow is not None else 0,
        dropped=shadow.dropped if shadow is not None else 0,
    )
