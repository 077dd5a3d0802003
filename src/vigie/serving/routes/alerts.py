"""GET /alerts, POST /alerts/{id}/close and /acknowledge."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from vigie.core.answers.answer import Answer
from vigie.core.answers.service import Alert
from vigie.core.schema import Words
from vigie.core.types import LANGUAGES
from vigie.ledger import Alert as LedgerAlert
from vigie.ledger.alerts import AlertState
from vigie.monitoring.messages import alert_sentence
from vigie.monitoring.thresholds import Breach
from vigie.serving.routes.verdicts import PlainText
from vigie.serving.service import Service

Who = Annotated[PlainText, Field(min_length=1, max_length=100)]


class Alerts(Answer):
    alerts: tuple[Alert, ...]
    """Newest first."""


class Acknowledgement(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    who: Who


class Closing(Acknowledgement):
    why: Annotated[PlainText, Field(max_length=1_000)] = ""


def routes(service: Service) -> APIRouter:
    router = APIRouter(prefix="/alerts", tags=["alerts"])

    @router.get("")
    async def alerts(state: AlertState | None = None, limit: Annotated[int, Query(ge=1, le=500)] = 50) -> Alerts:
        """Alerts, newest first."""
        found = await service.in_ledger(lambda ledger: ledger.alerts(state, limit))
        return Alerts(alerts=tuple(map(_alert, found)))

    @router.post("/{alert_id}/acknowledge")
    async def acknowledge(alert_id: str, given: Acknowledgement) -> Alert:
        """Say that somebody looks into it."""
        return _alert(await service.in_ledger(lambda ledger: ledger.acknowledge_alert(alert_id, given.who)))

    @router.post("/{alert_id}/close")
    async def close(alert_id: str, given: Closing) -> Alert:
        """Close it by hand; only what arrives later counts for the next one."""
        return _alert(await service.in_ledger(lambda ledger: ledger.close_alert(alert_id, given.who, given.why)))

    return router


def _alert(found: LedgerAlert) -> Alert:
    facts = asdict(found)
    kept = {name: facts[name] for name in Alert.model_fields if name in facts}
    words = {language: alert_sentence(found.evidence, language) for language in LANGUAGES}
    subjects = tuple(one.subject for one in found.evidence.crossings) if isinstance(found.evidence, Breach) else ()
    return Alert(**kept, text=words["en"], words=Words(**words), subjects=subjects)
