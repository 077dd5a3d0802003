"""Verdicts of people on predictions: one for each prediction, and the alert rule checked as it arrives."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, null, select, update

from vigie.core.errors import (
    PayloadError,
    PredictionNotFoundError,
    RequestConflictError,
    VerdictConflictError,
    VigieError,
)
from vigie.core.project import RejectionRule
from vigie.core.types import VerdictKind, VerdictOrigin
from vigie.ledger import alerts, predictions, requests
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
    asked: bool
    """Whether people were asked to check this prediction, rather than coming by themselves."""
    origin: VerdictOrigin
    """'import': ground truth that came later, by file or in bulk."""
    features: str | None = None
    """The row as JSON, where it was asked for."""


@dataclass(frozen=True, slots=True)
class VerdictReceipt:
    stored: bool
    """False: the very same verdict was there already."""
    alert_opened: Alert | None = None
    again: bool = False
    """The request was a repeated one, and this is what it was told at first."""


class Given(NamedTuple):
    """A verdict as a person gives it."""

    prediction_id: str
    kind: VerdictKind
    label: str | None
    comment: str | None
    at: int
    asked: bool
    giver: str | None


def record(connection: Connection, given: Given, *, rule: RejectionRule | None, of_key: str | None) -> VerdictReceipt:
    """Store a verdict and check the rule; see `Ledger.record_verdict`."""
    _check_label(given.kind, given.label, predictions.predicted_label(connection, given.prediction_id, of_key))
    if _is_repeated(connection, given):
        return VerdictReceipt(stored=False)
    if rule is not None:
        # Before the verdict arrives, so that it counts for the next alert.
        alerts.close_if_quiet(connection, rule, given.at)
    connection.execute(verdicts.insert().values(given._asdict() | {"asked": int(given.asked), "origin": "person"}))
    if rule is None or given.kind == "confirmed":
        return VerdictReceipt(stored=True)
    opened = alerts.note_rejection(connection, rule, Rejection(given.prediction_id, given.at))
    return VerdictReceipt(stored=True, alert_opened=opened)


class Judging(NamedTuple):
    """A verdict with all that decides what becomes of it; see `Ledger.record_verdict`."""

    given: Given
    rule: RejectionRule | None = None
    of_key: str | None = None
    request: requests.Request | None = None


def take(connection: Connection, judging: Judging) -> VerdictReceipt:
    """Store a verdict, or return the receipt that its request had before."""
    given, request = judging.given, judging.request
    if request is not None and (known := requests.answered(connection, request)) is not None:
        return receipt_again(connection, known)
    receipt = record(connection, given, rule=judging.rule, of_key=judging.of_key)
    if request is not None:
        requests.keep(connection, [(request, receipt_text(receipt))], given.at)
    return receipt


def take_or_refuse(connection: Connection, judging: Judging) -> VerdictReceipt | VigieError:
    """Store a verdict, or return why it cannot be: it has written nothing then, and others may go on."""
    try:
        return take(connection, judging)
    except (PredictionNotFoundError, VerdictConflictError, PayloadError, RequestConflictError) as error:
        return error


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
            verdicts.c.asked,
            verdicts.c.origin,
            (predicted.features if features else null()).label("features"),
        )
        .join(predictions_table, predicted.id == verdicts.c.prediction_id)
        .order_by(verdicts.c.seq.desc())
        .limit(limit)
    )
    rows = connection.execute(query).mappings()
    return [Verdict(**{**row, "asked": bool(row["asked"])}) for row in rows]


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


def _is_repeated(connection: Connection, given: Given) -> bool:
    of_it = verdicts.c.prediction_id == given.prediction_id
    known = connection.execute(select(verdicts.c.kind, verdicts.c.label, verdicts.c.comment).where(of_it)).one_or_none()
    if known is None:
        return False
    if (known.kind, known.label) != (given.kind, given.label):
        raise VerdictConflictError(given.prediction_id, known.kind)
    if given.comment and not known.comment:  # the reason often comes as an afterthought
        connection.execute(update(verdicts).where(of_it).values(comment=given.comment))
    return True
