"""GET /quality, /traffic and /deployments: how the service does, and what it was given to do it with."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query

from vigie.core.answers.answer import Answer
from vigie.core.answers.service import Deployment, Quality, Traffic, TrafficBucket
from vigie.ledger import now
from vigie.serving.service import Service


class Deployments(Answer):
    deployments: tuple[Deployment, ...]
    """Newest first."""


Hours = Annotated[float, Query(gt=0, le=24 * 366, allow_inf_nan=False)]


def routes(service: Service) -> APIRouter:
    router = APIRouter(tags=["watching"])

    @router.get("/quality")
    async def quality(since: Annotated[int | None, Query(ge=0, lt=2**63)] = None) -> Quality:
        """Accuracy in production from verdicts since then (microseconds), with its 95 % interval."""
        found = await service.in_ledger(lambda ledger: ledger.quality(since))
        return Quality(**asdict(found), since=since)

    @router.get("/traffic")
    async def traffic(hours: Hours = 24, buckets: Annotated[int, Query(ge=1, le=1_000)] = 48) -> Traffic:
        """Predictions over the last hours, by label, in equal stretches of time."""
        bucket_s = max(1, round(hours * 3_600 / buckets))
        since = now() - round(hours * 3_600_000_000)
        found = await service.in_ledger(lambda ledger: ledger.traffic(since, bucket_s=bucket_s))
        counted = (TrafficBucket(at=one.at, predictions=one.total, by_label=dict(one.by_label)) for one in found)
        return Traffic(bucket_s=bucket_s, buckets=tuple(counted))

    @router.get("/deployments")
    async def deployments(limit: Annotated[int, Query(ge=1, le=500)] = 50) -> Deployments:
        """Promotions and rollbacks, newest first."""
        found = await service.in_ledger(lambda ledger: ledger.deployments(limit))
        return Deployments(deployments=tuple(Deployment(**asdict(one)) for one in found))

    return router
