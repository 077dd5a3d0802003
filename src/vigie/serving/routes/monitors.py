"""GET /monitors and GET /monitors/{monitor}: what the monitors saw last, and over time."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query

from vigie.core.answers.watching import Measured, MonitorLimit, Monitors, MonitorSeries
from vigie.core.declarations.alerting import Monitor, MonitorRule
from vigie.ledger import Measurement, now
from vigie.serving.service import Service

_US = 1_000_000
_NEW_US = 7 * 86_400 * _US
"""What was not measured for so long is measured no more."""

Hours = Annotated[float, Query(gt=0, le=24 * 366, allow_inf_nan=False)]


def routes(service: Service) -> APIRouter:
    router = APIRouter(prefix="/monitors", tags=["watching"])
    rules = service.options.project.file.alerts.monitored

    @router.get("")
    async def monitors() -> Monitors:
        """What each monitor saw last of each subject, and the limits that raise an alert."""
        found = await service.in_ledger(lambda ledger: ledger.measurements.newest(since=now() - _NEW_US))
        limits = tuple(_limit(name, rule) for name, rule in rules.items())
        return Monitors(newest=tuple(map(_measured, found)), limits=limits)

    @router.get("/{monitor}")
    async def series(
        monitor: Monitor,
        hours: Hours = 168,
        subject: Annotated[str | None, Query(max_length=200, pattern="^[^\\u0000]*$")] = None,
        limit: Annotated[int, Query(ge=1, le=10_000)] = 1_000,
    ) -> MonitorSeries:
        """What a monitor saw over the last hours, the oldest first; without `subject` of all of them."""
        since = now() - round(hours * 3_600 * _US)
        found = await service.in_ledger(
            lambda ledger: ledger.measurements.series(monitor, subject, since=since, limit=limit)
        )
        return MonitorSeries(monitor=monitor, measurements=tuple(map(_measured, found)))

    return router


def _measured(one: Measurement) -> Measured:
    # What is long, such as the pictures of a column's drift, has an address of its own.
    short = {name: value for name, value in one.detail.items() if value is None or isinstance(value, int | float | str)}
    return Measured(**{**asdict(one), "detail": short})


def _limit(name: str, rule: MonitorRule) -> MonitorLimit:
    facts = rule.model_dump(include={"monitor", "over", "under"})
    return MonitorLimit(name=name, **facts, for_s=rule.for_, subject=rule.tested)
