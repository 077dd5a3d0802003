"""GET /performance: accuracy in production by period, model version and kind of verdict."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal, NamedTuple

from fastapi import APIRouter, Query

from vigie.core.answers.watching import AccuracyCourse, AccuracyPeriod, EstimateCheck, EstimatedAccuracy, KindAccuracy
from vigie.ledger import Ledger, now
from vigie.ledger.performance import period_of
from vigie.monitoring.bias_words import first_number_words
from vigie.monitoring.periods import Period, course
from vigie.serving.service import Service

PERIODS_S = {"hour": 3_600, "day": 86_400, "week": 7 * 86_400}
_US = 1_000_000


class _Asked(NamedTuple):
    period_s: int
    since: int
    until: int
    version: str | None
    labels: tuple[str, ...]
    at_least: int


def routes(service: Service) -> APIRouter:
    router = APIRouter(tags=["watching"])
    rule = service.options.project.file.verdicts

    @router.get("/performance")
    async def performance(
        period: Literal["hour", "day", "week"] = "day",
        periods: Annotated[int, Query(ge=1, le=400)] = 14,
        version: Annotated[str | None, Query(max_length=100, pattern="^[^\\u0000]*$")] = None,
    ) -> AccuracyCourse:
        """How right the answers were, by the time they were given, for each kind of verdict with its 95 % intervals.

        The last `periods` hours, days (UTC) or weeks (from Monday), the one under way included. An answer counts when
        it was given, however late its verdict came.
        """
        period_s, until = PERIODS_S[period], now()
        since = period_of(until, period_s) - (periods - 1) * period_s * _US
        asked = _Asked(period_s, since, until + 1, version, service.schema.labels, rule.at_least)
        champion = service.rollout.champion
        promised = champion is not None and version in (None, champion.version)
        promise = champion.servable.manifest.metrics.get("accuracy") if champion and promised else None
        found = await service.in_ledger(lambda ledger: _course(ledger, asked))
        return found.model_copy(update={"promise": promise, "asked_share": rule.asked_share})

    return router


def _course(ledger: Ledger, asked: _Asked) -> AccuracyCourse:
    facts, since, until = ledger.performance, asked.since, asked.until
    judged = facts.judged(since, until, asked.labels, period_s=asked.period_s, version=asked.version)
    answered = facts.answered(since, until, period_s=asked.period_s, version=asked.version)
    found = course(judged, answered, version=asked.version, at_least=asked.at_least)
    merged = course(
        [cell._replace(at=since) for cell in judged],
        [cell._replace(at=since) for cell in answered],
        version=asked.version,
        at_least=asked.at_least,
    )
    checks = (
        EstimateCheck(
            at=one.at,
            estimated=one.estimated.accuracy,
            seen=one.seen.accuracy or 0.0,
            seen_interval=one.seen.accuracy_interval or (0.0, 1.0),
        )
        for one in found.backtest.periods
    )
    return AccuracyCourse(
        period_s=asked.period_s,
        version=asked.version,
        versions=tuple(sorted({cell.version for cell in answered})),
        asked_share=0.0,
        whole=_period(merged.periods[0]) if merged.periods else None,
        periods=tuple(map(_period, found.periods)),
        estimate_error=found.backtest.mean_error,
        estimate_checks=tuple(checks),
    )


def _period(found: Period) -> AccuracyPeriod:
    return AccuracyPeriod(
        at=found.at,
        answered=found.answered,
        by_kind={kind: KindAccuracy(**asdict(of_it)) for kind, of_it in found.by_kind.items()},
        shown=found.shown,
        first=found.first_kind,
        estimated=EstimatedAccuracy(**asdict(found.estimated)) if found.estimated else None,
        words=first_number_words(found),
    )
