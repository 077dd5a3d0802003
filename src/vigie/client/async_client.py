"""The client of the service for asyncio: the methods of `Client`, each to be awaited."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from vigie.client import calls
from vigie.client.calls import Call
from vigie.client.client import not_ready, request_headers
from vigie.client.reading import read, silence
from vigie.client.retries import AGAIN, NO_RETRIES, RETRIES, Retries
from vigie.core.answers.drift import Drift
from vigie.core.answers.impact import Impact
from vigie.core.answers.improving import Retraining, Review, ReviewQueue
from vigie.core.answers.reigns import Reign
from vigie.core.answers.service import (
    Alert,
    Deployment,
    Health,
    ImportedLabels,
    Leaderboard,
    ModelInfo,
    Prediction,
    Quality,
    Readiness,
    Traffic,
    Verdict,
    VerdictReceipt,
)
from vigie.core.answers.trials import Challenges
from vigie.core.answers.watching import AccuracyCourse, Monitors, MonitorSeries
from vigie.core.errors import ServiceUnavailableError
from vigie.core.types import Row, VerdictKind

T = TypeVar("T")


class AsyncClient:
    """A connection to one service, as `Client` is, for one event loop. Use it with `async with`.

    Parameters
    ----------
    base_url, timeout, source, key, retries
        As of `Client`.
    """

    def __init__(
        self, base_url: str, timeout: float = 10.0, *, source: str | None = None, key: str | None = None,
        retries: Retries = RETRIES, transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:  # fmt: skip
        self.base_url = base_url.rstrip("/")
        self._retries = retries
        self._http = httpx.AsyncClient(
            base_url=self.base_url, timeout=timeout, headers=request_headers(source, key), transport=transport
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def predict(self, row: Row, *, explain: bool = False, idempotency_key: str | None = None) -> Prediction:
        """Return the label and probabilities of one row; with `explain`, what weighed most too.

        With an `idempotency_key` of your own, the same question gets the same answer from another process too.
        """
        return await self._ask(calls.predict(row, explain=explain, idempotency_key=idempotency_key))

    async def predict_many(
        self, rows: Sequence[Row], *, explain: bool = False, idempotency_key: str | None = None
    ) -> list[Prediction]:
        """Return one prediction per row, in order. More rows than the service's `max_rows` are refused."""
        return await self._ask(calls.predict_many(rows, explain=explain, idempotency_key=idempotency_key))

    async def verdict(
        self, prediction_id: str, verdict: VerdictKind, *, label: str | None = None, comment: str | None = None
    ) -> VerdictReceipt:
        """Say whether a prediction was right. `label` is the right one and goes with 'corrected'."""
        return await self._ask(calls.verdict(prediction_id, verdict, label=label, comment=comment))

    async def import_labels(self, labels: Sequence[Mapping[str, Any]]) -> ImportedLabels:
        """Send what turned out to be right: each with `prediction_id` or `key`, `label`, and `at` where it is known.

        More than the service's `max_rows` are refused. Those that were sent before count as repeated.
        """
        return await self._ask(calls.import_labels(labels))

    async def verdicts(self, limit: int = 20) -> list[Verdict]:
        """Return the latest verdicts, newest first."""
        return await self._ask(calls.verdicts(limit))

    async def model(self) -> ModelInfo:
        """Return the schema, titles and facts of the model that answers."""
        return await self._ask(calls.model())

    async def quality(self, since: int | None = None) -> Quality:
        """Return accuracy in production over verdicts given at or after `since` (microseconds); by default all."""
        return await self._ask(calls.quality(since))

    async def traffic(self, hours: float = 24.0, buckets: int = 48) -> Traffic:
        """Return how many predictions and verdicts came over the last `hours`, in equal buckets."""
        return await self._ask(calls.traffic(hours, buckets))

    async def performance(self, period: str = "day", periods: int = 14, version: str | None = None) -> AccuracyCourse:
        """Return accuracy in production by 'hour', 'day' or 'week', for each kind of verdict, with its estimate."""
        return await self._ask(calls.performance(period, periods, version))

    async def monitors(self) -> Monitors:
        """Return what each monitor saw last, and the limits that raise an alert."""
        return await self._ask(calls.monitors())

    async def monitor_series(
        self, monitor: str, hours: float = 168.0, subject: str | None = None, limit: int = 1_000
    ) -> MonitorSeries:
        """Return what a monitor saw over the last `hours`, the oldest first; by default of every subject."""
        return await self._ask(calls.monitor_series(monitor, hours, subject, limit))

    async def alerts(self, state: str | None = None, limit: int = 50) -> list[Alert]:
        """Return alerts, newest first; `state` is 'open', 'acknowledged' or 'closed', by default any."""
        return await self._ask(calls.alerts(state, limit))

    async def close_alert(self, alert_id: str, who: str, why: str = "") -> Alert:
        """Close an alert by hand."""
        return await self._ask(calls.close_alert(alert_id, who, why))

    async def acknowledge_alert(self, alert_id: str, who: str) -> Alert:
        """Say that somebody looks after an alert."""
        return await self._ask(calls.acknowledge_alert(alert_id, who))

    async def deployments(self, limit: int = 50) -> list[Deployment]:
        """Return promotions and rollbacks, newest first."""
        return await self._ask(calls.deployments(limit))

    async def history(self, on: str | None = None, limit: int = 50) -> list[Reign]:
        """Return each champion's stay in production, newest first; with `on`, of that day or moment ('2026-11-20')."""
        return await self._ask(calls.history(on, limit))

    async def reviews(self, state: str | None = None, limit: int = 50) -> ReviewQueue:
        """Return the rows whose label waits for a person; with `state`, those in that state."""
        return await self._ask(calls.reviews(state, limit))

    async def decide_review(
        self, review_id: str, who: str, action: str, *, label: str | None = None, comment: str = ""
    ) -> Review:
        """Decide on a row: 'accept' the suggested label, 'change' it to `label`, or 'discard' the row.

        Whoever comes too late is refused with the code 'review_conflict'.
        """
        return await self._ask(calls.decide_review(review_id, who, action, label=label, comment=comment))

    async def undo_review(self, review_id: str, who: str) -> Review:
        """Take back what a person said of a row, which then waits as it did before; again changes nothing.

        What a retraining has learned from stays, and is refused with the code 'review_taken'.
        """
        return await self._ask(calls.undo_review(review_id, who))

    async def retrainings(self, limit: int = 50) -> list[Retraining]:
        """Return retrainings and how they ended, newest first."""
        return await self._ask(calls.retrainings(limit))

    async def challenge(self) -> Challenges:
        """Return who challenges the champion and how that stands, and the tests in production before."""
        return await self._ask(calls.challenge())

    async def drift(self) -> Drift:
        """Return what has changed since training, as the watcher found it last."""
        return await self._ask(calls.drift())

    async def impact(self) -> Impact:
        """Return what the model brings a week, as it was measured last."""
        return await self._ask(calls.impact())

    async def leaderboard(self) -> Leaderboard:
        """Return the candidates as they were last compared, the best first."""
        return await self._ask(calls.leaderboard())

    async def ready(self) -> Readiness:
        """Say whether the service can answer predictions now. Raises only when nobody answers at all."""
        try:
            return await self._ask(calls.ready())
        except ServiceUnavailableError as error:
            return not_ready(error)

    async def health(self) -> Health:
        """Return facts about a living service."""
        return await self._ask(calls.health())

    async def _ask(self, call: Call[T]) -> T:
        retries = self._retries if call.again else NO_RETRIES
        attempt = 0
        while True:
            request = self._http.build_request(
                call.method, call.path, params=call.params, content=call.body, headers=call.headers
            )
            try:
                response = await self._http.send(request)
            except httpx.TransportError as error:
                wait_s = retries.wait_s(attempt, {})
                if wait_s is None:
                    raise silence(self.base_url, error) from error
            else:
                wait_s = retries.wait_s(attempt, response.headers) if response.status_code in AGAIN else None
                if wait_s is None:
                    return read(response, call)
            await asyncio.sleep(wait_s)
            attempt += 1
