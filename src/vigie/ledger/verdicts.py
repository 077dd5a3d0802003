"""Verdicts of people on predictions: one for each prediction, and the alert rule checked as it arrives."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, null, select, update

from vigie.core.errors import PayloadError, VerdictConflictError
from vigie.core.project import RejectionRule
from vigie.core.types import VerdictKind
from vigie.ledger import alerts, predictions
from vigie.ledger.alerts import Alert
from vigie.ledger.tables import predictions as predictions_table
from vigie.ledger.tables import verdicts
from vigie.monitoring.quality import Quality, quality
from vigie.monitoring.rejections import Rejection


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person said about a prediction, beside what was predicted."""

    prediction_id: str
    at: int
    """Microseconds since the epoch, UTC."""
    kind: VerdictKind
    label: str | None
    """The right class, of a correction."""
    comment: str | None
    predicted: str
    confidence: float
    model_version: str
    features: str | None = None
    """The row as JSON, where it was asked for."""


@dataclass(frozen=True, slots=True)
class VerdictReceipt:
    stored: bool
    """False: the very same verdict was there already."""
    alert_opened: Alert | None = None
    again: bool = False
    """The request was a repeated one, and this is what it was told at first."""


def record(
    connection: Connection,
    prediction_id: str,
    kind: VerdictKind,
    *,
    label: str | None,
    comment: str | None,
    at: int,
    rule: RejectionRule | None,
    of_key: str | None,
) -> VerdictReceipt:
    """Store a verdict and check the rule; see `Ledger.record_verdict`."""
    _check_label(kind, label, predictions.predicted_label(connection, prediction_id, of_key))
    if _is_repeated(connection, prediction_id, kind, label, comment):
        return VerdictReceipt(stored=False)
    if rule is not None:
        alerts.close_if_quiet(connection, rule, at)  # before the verdict arrives, so that it counts for the next alert
    values = {"prediction_id": prediction_id, "at": at, "kind": kind, "label": label, "comment": comment}
    connection.execute(verdicts.insert().values(values))
    if rule is None or kind == "confirmed":
        return VerdictReceipt(stored=True)
    return VerdictReceipt(
        stored=True, alert_opened=alerts.note_rejection(connection, rule, Rejection(prediction_id, at))
    )


def receipt_text(receipt: VerdictReceipt) -> str:
    """Return the receipt as the text that `receipt_again` reads."""
    alert = receipt.alert_opened
    return json.dumps([receipt.stored, alert.id if alert else None])


def receipt_again(connection: Connection, text: str) -> VerdictReceipt:
    """Return the receipt that was given before."""
    stored, alert_id = json.loads(text)
    alert = alerts.find(connection, alert_id) if alert_id else None
    return VerdictReceipt(stored, alert, again=True)


def latest(connection: Connection, limit: int, *, features: bool) -> list[Verdict]:
    """Return verdicts with what they judge, the latest to arrive first."""
    predicted = predictions_table.c
    query = (
        select(
            verdicts.c.prediction_id,
            verdicts.c.at,
            verdicts.c.kind,
            verdicts.c.label,
            verdicts.c.comment,
            predicted.label.label("predicted"),
            predicted.confidence,
            predicted.model_version,
            (predicted.features if features else null()).label("features"),
        )
        .join(predictions_table, predicted.id == verdicts.c.prediction_id)
        .order_by(verdicts.c.seq.desc())
        .limit(limit)
    )
    return [Verdict(*row) for row in connection.execute(query)]


def measure_quality(connection: Connection, since: int | None) -> Quality:
    """Return the accuracy that the verdicts since then make."""
    query = select(verdicts.c.kind, func.count()).group_by(verdicts.c.kind)
    if since is not None:
        query = query.where(verdicts.c.at >= since)
    counts: dict[Any, int] = dict(connection.execute(query).tuples().all())
    return quality(counts.get("confirmed", 0), counts.get("rejected", 0), counts.get("corrected", 0))


def _check_label(kind: VerdictKind, label: str | None, predicted: str) -> None:
    if kind != "corrected":
        if label is not None:
            raise PayloadError(f"A label goes with 'corrected', not with '{kind}'.", [("label", "leave it out")])
    elif label is None:
        raise PayloadError("A correction needs the right label.", [("label", "is missing")])
    elif label == predicted:
        raise PayloadError("The correction is what was predicted.", [("label", "say 'confirmed' instead")])


def _is_repeated(
    connection: Connection, prediction_id: str, kind: VerdictKind, label: str | None, comment: str | None
) -> bool:
    of_it = verdicts.c.prediction_id == prediction_id
    known = connection.execute(select(verdicts.c.kind, verdicts.c.label, verdicts.c.comment).where(of_it)).one_or_none()
    if known is None:
        return False
    if (known.kind, known.label) != (kind, label):
        raise VerdictConflictError(prediction_id, known.kind)
    if comment and not known.comment:  # the reason often comes as an afterthought
        connection.execute(update(verdicts).where(of_it).values(comment=comment))
    return True
