"""GET /impact: what the model brings a week, by what the project says errors cost."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from vigie.core.answers.impact import Impact
from vigie.ledger import Ledger
from vigie.serving.service import Service

MONITOR = "impact"


def routes(service: Service) -> APIRouter:
    router = APIRouter(tags=["watching"])
    unit = service.options.project.file.impact.unit

    @router.get("/impact")
    async def impact() -> Impact:
        """What the champion brings a week beside others, beside no model, and how it could bring more.

        As the watcher, or `vigie impact`, measured it last.
        """
        return await service.in_ledger(lambda ledger: _read(ledger, unit))

    return router


def _read(ledger: Ledger, unit: str) -> Impact:
    newest = ledger.measurements.newest(MONITOR)
    if not newest or not unit:
        return Impact(unit=unit)
    facts: dict[str, Any] = dict(newest[0].detail)
    return Impact.model_validate({**facts, "at": newest[0].at})
