"""GET /history: what was in production on a day, what it learned from, who promoted it and why."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from vigie.core.answers.reigns import History, parse_day
from vigie.ledger import Ledger
from vigie.ledger.reigns import MOST, reigns
from vigie.servable.folder import read_manifest
from vigie.servable.manifest import Manifest
from vigie.serving.reasons import refusal
from vigie.serving.service import Service

# The contract names the form that everybody uses; a moment is taken as well.
Day = Annotated[str, Field(max_length=40, examples=["2026-11-20"], json_schema_extra={"format": "date"})]
Limit = Annotated[int, Query(ge=1, le=500)]


def routes(service: Service) -> APIRouter:
    router = APIRouter(tags=["watching"])

    def manifest_of(version: str) -> Manifest:
        return read_manifest(service.store.folder(version))

    @router.get("/history")
    async def history(
        on: Annotated[Day | None, Query()] = None, limit: Annotated[int, Query(ge=1, le=500)] = 50
    ) -> History:
        """Each champion's stay in production, newest first; with `on`, those of that day or moment (UTC)."""
        during = None if on is None else _during(on)

        def look(ledger: Ledger) -> History:
            found = reigns(ledger.deployments(MOST), manifest_of, during)
            return History(reigns=tuple(found[:limit]))

        return await service.in_ledger(look)

    return router


def _during(on: str) -> tuple[int, int]:
    try:
        return parse_day(on)
    except (ValueError, OverflowError) as error:
        raise refusal([("on", "must be a day such as 2026-11-20, or a moment such as 2026-11-20T14:30")]) from error
