"""GET /health, /ready and /metrics: what a supervisor, a load balancer and Prometheus ask."""

from __future__ import annotations

from time import monotonic

from fastapi import APIRouter, Response

from vigie import __version__
from vigie.core.answers.service import Health, Readiness
from vigie.core.errors import LedgerError
from vigie.serving.ledger_metrics import LedgerFacts, read_facts
from vigie.serving.metrics import CONTENT_TYPE, Measured, exposition
from vigie.serving.service import Service


def routes(service: Service) -> APIRouter:
    router = APIRouter(tags=["health"])
    started = monotonic()

    @router.get("/health")
    async def health() -> Health:
        """Alive, whatever else: facts for people, told at once and up to a second old."""
        champion = service.rollout.champion
        return Health(
            status="stopping" if service.draining else "alive",
            version=__version__,
            ready=service.seems_ready,
            model_version=champion.version if champion else None,
            model_refused=service.rollout.refusal,
            uptime_seconds=monotonic() - started,
            ledger="ok" if service.link.answers else "unavailable",
            store="ok" if service.rollout.away is None else "unavailable",
            durability="relaxed" if service.link.relaxed else "durable",
            unwritten=service.link.pending if service.link.relaxed else 0,
        )

    @router.get("/ready")
    async def ready() -> Readiness:
        """200 when predictions are answered: a verified model is loaded and the ledger answers."""
        await service.check_ready()
        return Readiness(ready=True, model_version=service.rollout.require().version)

    @router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
    async def metrics() -> Response:
        """Counters, latency and the accuracy in production, for Prometheus; of all workers together."""
        peers, counts, pending = service.options.peers, service.counts, service.link.pending
        if peers is not None:
            counts, pending = peers.total(counts, pending)
        facts = await _facts(service)
        champion = service.rollout.champion
        measured = Measured(
            ready=service.seems_ready,
            model_version=champion.version if champion else None,
            pending_rows=pending,
            ledger=facts,
        )
        return Response(exposition(counts, measured, process=peers is None), media_type=CONTENT_TYPE)

    return router


async def _facts(service: Service) -> LedgerFacts | None:
    listeners = service.outside.listeners if service.outside is not None else ()
    try:
        return await service.in_ledger(lambda ledger: read_facts(ledger, listeners))
    except LedgerError:
        return None
