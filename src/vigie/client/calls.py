"""Each question to the service: what is sent, and how its answer is read. No input or output here."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError, to_json

from vigie.core.answers.answer import Answer
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
from vigie.core.errors import PayloadError
from vigie.core.types import Row, VerdictKind

A = TypeVar("A", bound=Answer)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """One question, the same however often it has to be asked."""

    method: str
    path: str
    adapter: TypeAdapter[T]
    entry: str = ""
    """Where in the answer the result is; empty: it is the whole answer."""
    params: Mapping[str, Any] = field(default_factory=dict)
    body: bytes | None = None
    """JSON."""
    idempotency_key: str | None = None
    """By which the service knows the question when it comes again; of every POST."""
    again: bool = True
    """Whether it is asked again when the service cannot answer now."""

    @property
    def headers(self) -> dict[str, str]:
        if self.body is None:
            return {}
        return {"content-type": "application/json", "idempotency-key": self.idempotency_key or ""}


def predict(row: Row, *, explain: bool, idempotency_key: str | None) -> Call[Prediction]:
    return _post(Prediction, "/predict", _plain(row), _explained(explain), idempotency_key)


def predict_many(rows: Sequence[Row], *, explain: bool, idempotency_key: str | None) -> Call[list[Prediction]]:
    body = _json({"rows": [_plain(row) for row in rows]})
    key = idempotency_key or uuid.uuid4().hex
    return Call(
        "POST", "/predict", TypeAdapter(list[Prediction]), "predictions", _explained(explain), body, idempotency_key=key
    )


def verdict(
    prediction_id: str, verdict: VerdictKind, *, label: str | None, comment: str | None
) -> Call[VerdictReceipt]:
    given = {"prediction_id": prediction_id, "verdict": verdict, "label": label, "comment": comment}
    return _post(VerdictReceipt, "/verdicts", _given(**given))


def import_labels(labels: Sequence[Mapping[str, Any]]) -> Call[ImportedLabels]:
    return _post(ImportedLabels, "/verdicts/import", {"labels": [dict(label) for label in labels]})


def verdicts(limit: int) -> Call[list[Verdict]]:
    return Call("GET", "/verdicts", TypeAdapter(list[Verdict]), "verdicts", {"limit": limit})


def model() -> Call[ModelInfo]:
    return _get(ModelInfo, "/model")


def quality(since: int | None) -> Call[Quality]:
    return _get(Quality, "/quality", since=since)


def traffic(hours: float, buckets: int) -> Call[Traffic]:
    return _get(Traffic, "/traffic", hours=hours, buckets=buckets)


def history(on: str | None, limit: int) -> Call[list[Reign]]:
    return Call("GET", "/history", TypeAdapter(list[Reign]), "reigns", _given(on=on, limit=limit))


def performance(period: str, periods: int, version: str | None) -> Call[AccuracyCourse]:
    return _get(AccuracyCourse, "/performance", period=period, periods=periods, version=version)


def monitors() -> Call[Monitors]:
    return _get(Monitors, "/monitors")


def monitor_series(monitor: str, hours: float, subject: str | None, limit: int) -> Call[MonitorSeries]:
    return _get(MonitorSeries, f"/monitors/{monitor}", hours=hours, subject=subject, limit=limit)


def alerts(state: str | None, limit: int) -> Call[list[Alert]]:
    return Call("GET", "/alerts", TypeAdapter(list[Alert]), "alerts", _given(state=state, limit=limit))


def close_alert(alert_id: str, who: str, why: str) -> Call[Alert]:
    return _post(Alert, f"/alerts/{alert_id}/close", {"who": who, "why": why})


def acknowledge_alert(alert_id: str, who: str) -> Call[Alert]:
    return _post(Alert, f"/alerts/{alert_id}/acknowledge", {"who": who})


def deployments(limit: int) -> Call[list[Deployment]]:
    return Call("GET", "/deployments", TypeAdapter(list[Deployment]), "deployments", {"limit": limit})


def reviews(state: str | None, limit: int) -> Call[ReviewQueue]:
    return _get(ReviewQueue, "/reviews", state=state, limit=limit)


def decide_review(review_id: str, who: str, action: str, *, label: str | None, comment: str) -> Call[Review]:
    given = _given(who=who, action=action, label=label, comment=comment)
    return _post(Review, f"/reviews/{review_id}", given)


def undo_review(review_id: str, who: str) -> Call[Review]:
    return _post(Review, f"/reviews/{review_id}/undo", {"who": who})


def retrainings(limit: int) -> Call[list[Retraining]]:
    return Call("GET", "/retrainings", TypeAdapter(list[Retraining]), "retrainings", {"limit": limit})


def impact() -> Call[Impact]:
    return _get(Impact, "/impact")


def challenge() -> Call[Challenges]:
    return _get(Challenges, "/challenge")


def drift() -> Call[Drift]:
    return _get(Drift, "/drift")


def leaderboard() -> Call[Leaderboard]:
    return _get(Leaderboard, "/leaderboard")


def ready() -> Call[Readiness]:
    return Call("GET", "/ready", TypeAdapter(Readiness), again=False)  # not being ready is the answer


def health() -> Call[Health]:
    return Call("GET", "/health", TypeAdapter(Health), again=False)


def _get(kind: type[A], path: str, **params: Any) -> Call[A]:
    return Call("GET", path, TypeAdapter(kind), params=_given(**params))


def _post(
    kind: type[A], path: str, body: Mapping[str, Any], params: Mapping[str, Any] | None = None, key: str | None = None
) -> Call[A]:
    sent = _json(body)
    return Call("POST", path, TypeAdapter(kind), "", params or {}, sent, idempotency_key=key or uuid.uuid4().hex)


def _explained(explain: bool) -> dict[str, str]:
    return {"explain": "true"} if explain else {}


def _given(**params: Any) -> dict[str, Any]:
    return {name: value for name, value in params.items() if value is not None}


def _plain(row: Row) -> dict[str, Any]:
    # A data frame says NaN where a value is missing, and JSON has no word for it.
    return {name: None if isinstance(value, float) and value != value else value for name, value in row.items()}


def _json(body: Mapping[str, Any]) -> bytes:
    try:
        return to_json(body, fallback=_item)
    except (PydanticSerializationError, ValueError) as error:
        raise PayloadError("A row cannot be sent: its values must be texts, numbers, true, false or None.") from error


def _item(value: Any) -> Any:
    """Return the plain value of a NumPy scalar."""
    item: Callable[[], Any] | None = getattr(value, "item", None)
    if item is None:
        raise TypeError
    return item()
