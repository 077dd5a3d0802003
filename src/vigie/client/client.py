"""The typed HTTP client of the service; the page and the demo use it like anybody else."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from vigie.client import calls
from vigie.client.calls import Call
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
from vigie.settings import Settings

T = TypeVar("T")


def request_headers(source: str | None, key: str | None) -> dict[str, str]:
    """Return the headers of every request; without a key, the environment's (VIGIE_KEY or VIGIE_KEY_FILE) is sent."""
    if key is None:
        environment = os.environ
        key = Settings(key=environment.get("VIGIE_KEY", ""), key_file=environment.get("VIGIE_KEY_FILE", "")).own_key
    headers = {"vigie-source": source} if source else {}
    return headers | ({"authorization": f"Bearer {key}"} if key else {})


class Client:
    """A connection to one service. Use it to predict, to give verdicts and to read what is watched.

    Safe to share between threads. Close it, or use it as a context manager. `AsyncClient` is the same for asyncio.

    What fails because nobody answers, the connection is lost or the service says 'not now' (429, 503) is tried again,
    after a while that doubles each time. Every change is sent with an idempotency key, the same in each attempt, so
    that a service which has done it already does not do it twice.

    Parameters
    ----------
    base_url
        Where the service answers, such as ``http://127.0.0.1:8000``.
    timeout
        Seconds to wait for an answer, of each attempt.
    source
        A word kept with each prediction, such as ``page``; the ledger can count by it.
    key
        The key to ask with; by default that of the environment, VIGIE_KEY or the file that VIGIE_KEY_FILE names.
        Empty: none.
    retries
        How often and after what time a failed call is tried again; ``NO_RETRIES`` for never.

    Every method raises `ServiceUnavailableError` when nobody answers or the service says that it cannot answer now,
    and `ServiceError`, with the service's own code and details, when it refuses the request.
    """

    def __init__(
        self, base_url: str, timeout: float = 10.0, *, source: str | None = None, key: str | None = None,
        retries: Retries = RETRIES, transport: httpx.BaseTransport | None = None,
    ) -> None:  # fmt: skip
        self.base_url = base_url.rstrip("/")
        self._retries = retries
        self._http = httpx.Client(
            base_url=self.base_url, timeout=timeout, headers=request_headers(source, key), transport=transport
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def predict(self, row: Row, *, explain: bool = False, idempotency_key: str | None = None) -> Prediction:
        """Return the label and probabilities of one row; with `explain`, what weighed most too.

        With an `idempotency_key` of your own, the same question gets the same answer from another process too.
        """
        return self._ask(calls.predict(row, explain=explain, idempotency_key=idempotency_key))

    def predict_many(
        self, rows: Sequence[Row], *, explain: bool = False, idempotency_key: str | None = None
    ) -> list[Prediction]:
        """Return one prediction per row, in order. More rows than the service's `max_rows` are refused."""
        return self._ask(calls.predict_many(rows, explain=explain, idempotency_key=idempotency_key))

    def verdict(
        self, prediction_id: str, verdict: VerdictKind, *, label: str | None = None, comment: str | None = None
    ) -> VerdictReceipt:
        """Say whether a prediction was right. `label` is the right one and goes with 'corrected'."""
        return self._ask(calls.verdict(prediction_id, verdict, label=label, comment=comment))

    def import_labels(self, labels: Sequence[Mapping[str, Any]]) -> ImportedLabels:
        """Send what turned out to be right: each with `prediction_id` or `key`, `label`, and `at` where it is known.

        More than the service's `max_rows` are refused. Those that were sent before count as repeated.
        """
        return self._ask(calls.import_labels(labels))

    def verdicts(self, limit: int = 20) -> list[Verdict]:
        """Return the latest verdicts, newest first."""
        return self._ask(calls.verdicts(limit))

    def model(self) -> ModelInfo:
        """Return the schema, titles and facts of the model that answers."""
        return self._ask(calls.model())

    def quality(self, since: int | None = None) -> Quality:
        """Return accuracy in production over verdicts given at or after `since` (microseconds); by default all."""
        return self._ask(calls.quality(since))

    def traffic(self, hours: float = 24.0, buckets: int = 48) -> Traffic:
        """Return how many predictions and verdicts came over the last `hours`, in equal buckets."""
        return self._ask(calls.traffic(hours, buckets))

    def performance(self, period: str = "day", periods: int = 14, version: str | None = None) -> AccuracyCourse:
        """Return accuracy in production by 'hour', 'day' or 'week', for each kind of verdict, with its estimate."""
        return self._ask(calls.performance(period, periods, version))

    def monitors(self) -> Monitors:
        """Return what each monitor saw last, and the limits that raise an alert."""
        return self._ask(calls.monitors())

    def monitor_series(
        self, monitor: str, hours: float = 168.0, subject: str | None = None, limit: int = 1_000
    ) -> MonitorSeries:
        """Return what a monitor saw over the last `hours`, the oldest first; by default of every subject."""
        return self._ask(calls.monitor_series(monitor, hours, subject, limit))

    def alerts(self, state: str | None = None, limit: int = 50) -> list[Alert]:
        """Return alerts, newest first; `state` is 'open', 'acknowledged' or 'closed', by default any."""
        return self._ask(calls.alerts(state, limit))

    def close_alert(self, alert_id: str, who: str, why: str = "") -> Alert:
        """Close an alert by hand."""
        return self._ask(calls.close_alert(alert_id, who, why))

    def acknowledge_alert(self, alert_id: str, who: str) -> Alert:
        """Say that somebody looks after an alert."""
        return self._ask(calls.acknowledge_alert(alert_id, who))

    def deployments(self, limit: int = 50) -> list[Deployment]:
        """Return promotions and rollbacks, newest first."""
        return self._ask(calls.deployments(limit))

    def history(self, on: str | None = None, limit: int = 50) -> list[Reign]:
        """Return each champion's stay in production, newest first; with `on`, of that day or moment ('2026-11-20')."""
        return self._ask(calls.history(on, limit))

    def reviews(self, state: str | None = None, limit: int = 50) -> ReviewQueue:
        """Return the rows whose label waits for a person; with `state`, those in that state."""
        return self._ask(calls.reviews(state, limit))

    def decide_review(
        self, review_id: str, who: str, action: str, *, label: str | None = None, comment: str = ""
    ) -> Review:
        """Decide on a row: 'accept' the suggested label, 'change' it to `label`, or 'discard' the row.

        Whoever comes too late is refused with the code 'review_conflict'.
        """
        return self._ask(calls.decide_review(review_id, who, action, label=label, comment=comment))

    def undo_review(self, review_id: str, who: str) -> Review:
        """Take back what a person said of a row, which then waits as it did before; again changes nothing.

        What a retraining has learned from stays, and is refused with the code 'review_taken'.
        """
        return self._ask(calls.undo_review(review_id, who))

    def retrainings(self, limit: int = 50) -> list[Retraining]:
        """Return retrainings and how they ended, newest first."""
        return self._ask(calls.retrainings(limit))

    def challenge(self) -> Challenges:
        """Return who challenges the champion and how that stands, and the tests in production before."""
        return self._ask(calls.challenge())

    def drift(self) -> Drift:
        """Return what has changed since training, as the watcher found it last."""
        return self._ask(calls.drift())

    def impact(self) -> Impact:
        """Return what the model brings a week, as it was measured last."""
        return self._ask(calls.impact())

    def leaderboard(self) -> Leaderboard:
        """Return the candidates as they were last compared, the best first."""
        return self._ask(calls.leaderboard())

    def ready(self) -> Readiness:
        """Say whether the service can answer predictions now. Raises only when nobody answers at all."""
        try:
            return self._ask(calls.ready())
        except ServiceUnavailableError as error:
            return not_ready(error)

    def health(self) -> Health:
        """Return facts about a living service."""
        return self._ask(calls.health())

    def _ask(self, call: Call[T]) -> T:
        retries = self._retries if call.again else NO_RETRIES
        attempt = 0
        while True:
            request = self._http.build_request(
                call.method, call.path, params=call.params, content=call.body, headers=call.headers
            )
            try:
                response = self._http.send(request)
            except httpx.TransportError as error:
                wait_s = retries.wait_s(attempt, {})
                if wait_s is None:
                    raise silence(self.base_url, error) from error
            else:
                wait_s = retries.wait_s(attempt, response.headers) if response.status_code in AGAIN else None
                if wait_s is None:
                    return read(response, call)
            time.sleep(wait_s)
            attempt += 1


def not_ready(error: ServiceUnavailableError) -> Readiness:
    """Return what a service that is not ready says, or raise `error` again when nobody answered."""
    if error.status != HTTPStatus.SERVICE_UNAVAILABLE:
        raise error
    return Readiness(ready=False, reason=error.message)
