"""GET /drift: how far the rows that are answered now are from those that the model was trained on."""

from __future__ import annotations

from fastapi import APIRouter

from vigie.core.answers.drift import Drift
from vigie.core.schema import Schema
from vigie.ledger import Ledger
from vigie.serving.service import Service


def routes(service: Service) -> APIRouter:
    router = APIRouter(tags=["watching"])
    schema = service.schema

    @router.get("/drift")
    async def drift() -> Drift:
        """What has changed since training, as the watcher found it last; the most important column first."""
        return await service.in_ledger(lambda ledger: _newest(ledger, schema))

    return router


def _newest(ledger: Ledger, schema: Schema) -> Drift:
    from vigie.serving.drift_said import say

    return say(ledger.drifts.newest(), schema)
