"""The typed HTTP client of the service; the page and the demo use it like anybody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
from pydantic import TypeAdapter, ValidationError

from vigie.core.answers import (
    Alert,
    Answer,
    Deployment,
    Health,
    Leaderboard,
    ModelInfo,
    Prediction,
    Quality,
    Readiness,
    Traffic,
    Verdict,
    VerdictReceipt,
)
from vigie.core.errors import ServiceError, ServiceUnavailableError
from vigie.core.types import Row, VerdictKind

A = TypeVar("A", bound=Answer)
T = TypeVar("T")

_UNAVAILABLE = frozenset({502, 503, 504})


class Client:
    """A connection to one service. Use it to predict, to give verdicts and to read what is watched.

    Safe to share between threads. Close it, or use it as a context manager.

    Parameters
    ----------
    base_url
        Where the service answers, such as ``http://127.0.0.1:8000``.
    timeout
        Seconds to wait for an answer.
    source
        A word kept with each prediction, such as ``page``; the ledger can count by it.
    key
        The key to ask with, where the service wants one.

    Every method raises `ServiceUnavailableError` when nobody answers or the service says that it cannot answer now,
    and `ServiceError`, with the service's own code and details, when it refuses the request.
    """

    def __init__(
        self, base_url: str, timeout: float = 10.0, *, source: str | None = None, key: str = "",
        transport: httpx.BaseTransport | None = None,
    ) -> None:  # fmt: skip
        self.base_url = base_url.rstrip("/")
        headers = {"vigie-source": source} if source else {}
        if key:
            headers["authorization"] = f"Bearer {key}"
        self._http = httpx.Client(base_url=self.base_url, timeout=timeout, headers=headers, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def predict(self, row: Row, *, explain: bool = False) -> Prediction:
        """Return the label and probabilities of one row; with `explain`, what weighed most too."""
        return self._read(Prediction, "POST", "/predict", json=dict(row), params=_explained(explain))

    def predict_many(self, rows: Sequence[Row], *, explain: bool = False) -> list[Prediction]:
        """Return one prediction per row, in order. More rows than the service's `max_rows` are refused."""
        body = {"rows": [dict(row) for row in rows]}
        answer = self._ask("POST", "/predict", json=body, params=_explained(explain))
        return _parsed(TypeAdapter(list[Prediction]), _entry(answer, "predictions"))

    def verdict(
        self, prediction_id: str, verdict: VerdictKind, *, label: str | None = None, comment: str | None = None
    ) -> VerdictReceipt:
        """Say whether a prediction was right. `label` is the right one and goes with 'corrected'."""
        given = {"prediction_id": prediction_id, "verdict": verdict, "label": label, "comment": comment}
        body = {name: value for name, value in given.items() if value is not None}
        return self._read(VerdictReceipt, "POST", "/verdicts", json=body)

    def verdicts(self, limit: int = 20) -> list[Verdict]:
        """Return the latest verdicts, newest first."""
        return self._list(TypeAdapter(list[Verdict]), "/verdicts", "verdicts", limit=limit)

    def model(self) -> ModelInfo:
        """Return the schema, titles and facts of the model that answers."""
        return self._read(ModelInfo, "GET", "/model")

    def quality(self, since: int | None = None) -> Quality:
        """Return accuracy in production over verdicts given at or after `since` (microseconds); by default all."""
        return self._read(Quality, "GET", "/quality", params=_given(since=since))

    def traffic(self, hours: float = 24.0, buckets: int = 48) -> Traffic:
        """Return how many predictions and verdicts came over the last `hours`, in equal buckets."""
        return self._read(Traffic, "GET", "/traffic", params={"hours": hours, "buckets": buckets})

    def alerts(self, state: str | None = None, limit: int = 50) -> list[Alert]:
        """Return alerts, newest first; `state` is 'open', 'acknowledged' or 'closed', by default any."""
        return self._list(TypeAdapter(list[Alert]), "/alerts", "alerts", **_given(state=state, limit=limit))

    def close_alert(self, alert_id: str, who: str, why: str = "") -> Alert:
        """Close an alert by hand."""
        return self._read(Alert, "POST", f"/alerts/{alert_id}/close", json={"who": who, "why": why})

    def acknowledge_alert(self, alert_id: str, who: str) -> Alert:
        """Say that somebody looks after an alert."""
        return self._read(Alert, "POST", f"/alerts/{alert_id}/acknowledge", json={"who": who})

    def deployments(self, limit: int = 50) -> list[Deployment]:
        """Return promotions and rollbacks, newest first."""
        return self._list(TypeAdapter(list[Deployment]), "/deployments", "deployments", limit=limit)

    def leaderboard(self) -> Leaderboard:
        """Return the candidates as they were last compared, the best first."""
        return self._read(Leaderboard, "GET", "/leaderboard")

    def ready(self) -> Readiness:
        """Say whether the service can answer predictions now. Raises only when nobody answers at all."""
        try:
            return self._read(Readiness, "GET", "/ready")
        except ServiceUnavailableError as error:
            if error.status != 503:
                raise
            return Readiness(ready=False, reason=error.message)

    def health(self) -> Health:
        """Return facts about a living service."""
        return self._read(Health, "GET", "/health")

    def _read(self, kind: type[A], method: str, path: str, **options: Any) -> A:
        return _parsed(TypeAdapter(kind), self._ask(method, path, **options))

    def _list(self, adapter: TypeAdapter[list[A]], path: str, name: str, **params: Any) -> list[A]:
        return _parsed(adapter, _entry(self._ask("GET", path, params=params), name))

    def _ask(self, method: str, path: str, **options: Any) -> Any:
        try:
            response = self._http.request(method, path, **options)
        except httpx.TransportError as error:
            raise ServiceUnavailableError(f"No answer from {self.base_url}: {_reason(error)}.") from error
        if response.is_success:
            return _json(response)
        raise _refusal(response)


def _explained(explain: bool) -> dict[str, str]:
    return {"explain": "true"} if explain else {}


def _given(**params: Any) -> dict[str, Any]:
    return {name: value for name, value in params.items() if value is not None}


def _reason(error: httpx.TransportError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "it took too long"
    return str(error).rstrip(".") or type(error).__name__


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError as error:
        raise ServiceError(
            "The answer is no JSON: is this address a Vigie service?", status=response.status_code
        ) from error


def _entry(answer: Any, name: str) -> Any:
    return answer.get(name) if isinstance(answer, Mapping) else None


def _parsed(adapter: TypeAdapter[T], answer: Any) -> T:
    try:
        return adapter.validate_python(answer)
    except ValidationError as error:
        raise ServiceError("The answer has an unknown form: are client and service of one version?") from error


def _refusal(response: httpx.Response) -> ServiceError:
    """Return the error that the service's one JSON error shape says."""
    status = response.status_code
    kind = ServiceUnavailableError if status in _UNAVAILABLE else ServiceError
    try:
        error = response.json()["error"]
        details = [(str(entry["path"]), str(entry["reason"])) for entry in error["details"]]
        return kind(str(error["message"]), status=status, code=str(error["code"]), details=details)
    except (ValueError, KeyError, TypeError):
        return kind(f"The service answered {status} {response.reason_phrase}.", status=status)
