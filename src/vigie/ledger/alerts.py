"""Alerts: opened by a rule with their evidence, acknowledged and closed by people or by quiet, delivered once."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, RowMapping, func, or_, select, update

from vigie.core.declarations.alerting import REFUSED_MODEL, REJECTIONS
from vigie.core.errors import AlertNotFoundError
from vigie.core.project import RejectionRule
from vigie.ledger.ids import new_id
from vigie.ledger.tables import alerts, measurements, verdicts
from vigie.monitoring.refusals import Refusal
from vigie.monitoring.rejections import Evidence, Rejection, evaluate, is_quiet
from vigie.monitoring.thresholds import Breach, Crossing

AlertState = Literal["open", "acknowledged", "closed"]
DeliveryState = Literal["unsent", "sending", "sent", "failed"]
Proof: TypeAlias = Evidence | Refusal | Breach
"""Why an alert is there: rejections, a refused model, or a monitor past its limit."""

BY_RULE = "rule"
"""Who closed an alert that nobody closed."""

_STALE = 24 * 3600 * 1_000_000  # an address given for the first time must not be flooded with the past


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert. Times are microseconds since the epoch, UTC."""

    id: str
    rule: str
    state: AlertState
    """'acknowledged' is open too: somebody looks into it."""
    opened_at: int
    evidence: Proof
    acknowledged_at: int | None
    acknowledged_by: str | None
    closed_at: int | None
    closed_by: str | None
    closed_why: str | None
    delivery: DeliveryState
    """'failed' with a `next_attempt_at` is tried again then; without one it was given up."""
    attempts: int
    next_attempt_at: int | None
    last_error: str | None
    delivered: tuple[str, ...]
    """Digests of the addresses that have it already."""


_COLUMNS = tuple(column for column in alerts.c if column.name != "closed_seq")


def _alert(row: RowMapping) -> Alert:
    facts: dict[str, Any] = dict(row)
    evidence = _load(facts["rule"], facts["evidence"])
    return Alert(**facts | {"evidence": evidence, "delivered": tuple(json.loads(facts["delivered"]))})


def _load(rule: str, text: str) -> Proof:
    given: dict[str, Any] = json.loads(text)
    if rule == REFUSED_MODEL:
        return Refusal(**given)
    if "crossings" in given:
        return Breach(**given | {"crossings": tuple(Crossing(**one) for one in given["crossings"])})
    return Evidence(**given | {name: tuple(given[name]) for name in ("prediction_ids", "times")})


def find(connection: Connection, alert_id: str) -> Alert:
    """Return one alert, or raise AlertNotFoundError."""
    row = connection.execute(select(*_COLUMNS).where(alerts.c.id == alert_id)).mappings().one_or_none()
    if row is None:
        raise AlertNotFoundError(alert_id)
    return _alert(row)


def latest(connection: Connection, state: AlertState | None, limit: int) -> list[Alert]:
    """Return alerts, the newest first."""
    query = select(*_COLUMNS).order_by(alerts.c.opened_at.desc(), alerts.c.id.desc()).limit(limit)
    if state is not None:
        query = query.where(alerts.c.state == state)
    return [_alert(row) for row in connection.execute(query).mappings()]


def unclosed(connection: Connection) -> list[Alert]:
    """Return every alert that is open or acknowledged."""
    query = select(*_COLUMNS).where(alerts.c.state != "closed").order_by(alerts.c.opened_at)
    return [_alert(row) for row in connection.execute(query).mappings()]


def note_rejection(connection: Connection, rule: RejectionRule, rejection: Rejection) -> Alert | None:
    """Count a rejection just stored: return the alert that it opened, if it did."""
    known = current(connection, REJECTIONS)
    if known is not None and isinstance(known.evidence, Evidence):
        set_evidence(connection, known.id, known.evidence.joined_by(rejection))
        return None
    evidence = evaluate(rule, _since_last_close(connection, rule, rejection.at), rejection.at)
    return None if evidence is None else open_alert(connection, REJECTIONS, evidence, rejection.at)


def note_refusal(connection: Connection, refusal: Refusal) -> Alert | None:
    """Keep that a service refused a model: return the alert that this opened, if it did."""
    known = current(connection, REFUSED_MODEL)
    if known is not None and isinstance(known.evidence, Refusal):
        set_evidence(connection, known.id, known.evidence.joined_by(refusal))
        return None
    return open_alert(connection, REFUSED_MODEL, refusal, refusal.last_at)


def close_refusal(connection: Connection, version: str, now: int) -> Alert | None:
    """Close the alert about refused models, for `version` was taken, and return it."""
    known = current(connection, REFUSED_MODEL)
    if known is None:
        return None
    return close(connection, known.id, BY_RULE, f"version {version} was taken", now)


def close_if_quiet(connection: Connection, rule: RejectionRule, now: int) -> Alert | None:
    """Close the open alert when its quiet time has passed, and return it."""
    known = current(connection, REJECTIONS)
    if known is None or not isinstance(known.evidence, Evidence) or not is_quiet(rule, known.evidence, now):
        return None
    return close(connection, known.id, BY_RULE, f"no rejection for {rule.quiet_time:g} s", now)


def acknowledge(connection: Connection, alert_id: str, who: str, now: int) -> Alert:
    """Say that somebody looks into it; twice, or on a closed alert, changes nothing."""
    if find(connection, alert_id).state == "open":
        _set(connection, alert_id, state="acknowledged", acknowledged_at=now, acknowledged_by=who)
    return find(connection, alert_id)


def close(connection: Connection, alert_id: str, who: str, why: str, now: int) -> Alert:
    """Close an alert; closing it twice keeps the first closing."""
    known = find(connection, alert_id)
    if known.state != "closed":
        # Whoever closes has seen what is there up to here, so only later arrivals may open the next alert. By arrival
        # and not by time: a clock that steps back must not hide them.
        arrival = measurements.c.seq if isinstance(known.evidence, Breach) else verdicts.c.seq
        seen = connection.scalar(select(func.max(arrival))) or 0
        _set(connection, alert_id, state="closed", closed_at=now, closed_by=who, closed_why=why, closed_seq=seen)
    return find(connection, alert_id)


def claim_unsent(connection: Connection, now: int, lease_s: float, only: Collection[str] | None = None) -> list[Alert]:
    """Take the alerts that are due to be sent, so that nobody else takes them before the lease ends.

    Parameters
    ----------
    only
        Names of the rules whose alerts are taken; None: of all.
    """
    due = (
        select(alerts.c.id)
        .where(
            alerts.c.delivery != "sent",
            alerts.c.next_attempt_at <= now,
            alerts.c.opened_at > now - _STALE,
            # Who closed it by hand knows. One that fell quiet while its channel was lost is still news.
            or_(alerts.c.closed_by.is_(None), alerts.c.closed_by == BY_RULE),
        )
        .order_by(alerts.c.opened_at)
    )
    if only is not None:
        due = due.where(alerts.c.rule.in_(only))
    ids = list(connection.scalars(due))
    # The lease lets another process take over from one that died while sending.
    until = now + round(lease_s * 1_000_000)
    for alert_id in ids:
        _set(connection, alert_id, delivery="sending", attempts=alerts.c.attempts + 1, next_attempt_at=until)
    return [find(connection, alert_id) for alert_id in ids]


def mark_sent(connection: Connection, alert_id: str, delivered: Sequence[str]) -> None:
    _set(
        connection,
        alert_id,
        delivery="sent",
        delivered=json.dumps(list(delivered)),
        next_attempt_at=None,
        last_error=None,
    )


def mark_failed(
    connection: Connection, alert_id: str, error: str, next_attempt_at: int | None, delivered: Sequence[str]
) -> None:
    """Record a failed delivery; `next_attempt_at` None gives it up."""
    _set(
        connection,
        alert_id,
        delivery="failed",
        delivered=json.dumps(list(delivered)),
        next_attempt_at=next_attempt_at,
        last_error=error,
    )


def current(connection: Connection, rule: str) -> Alert | None:
    """Return the alert of this rule that is not closed, if there is one."""
    query = select(*_COLUMNS).where(alerts.c.rule == rule, alerts.c.state != "closed")
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _alert(row)


def _since_last_close(connection: Connection, rule: RejectionRule, now: int) -> list[Rejection]:
    closed = select(func.coalesce(func.max(alerts.c.closed_seq), 0)).where(alerts.c.rule == REJECTIONS)
    within = round(rule.within * 1_000_000)
    query = select(verdicts.c.prediction_id, verdicts.c.at).where(
        verdicts.c.kind.in_(("rejected", "corrected")),
        verdicts.c.origin == "person",
        verdicts.c.at.between(now - within, now + within),
        verdicts.c.seq > closed.scalar_subquery(),
    )
    return [Rejection(*row) for row in connection.execute(query)]


def open_alert(connection: Connection, rule: str, evidence: Proof, now: int) -> Alert:
    """Open an alert. A rule that has one already cannot have another."""
    alert_id = new_id()
    connection.execute(
        alerts.insert().values(
            id=alert_id,
            rule=rule,
            state="open",
            opened_at=now,
            evidence=_dump(evidence),
            delivery="unsent",
            attempts=0,
            next_attempt_at=now,
            delivered="[]",
        )
    )
    return find(connection, alert_id)


def set_evidence(connection: Connection, alert_id: str, evidence: Proof) -> None:
    """Keep what is known by now."""
    _set(connection, alert_id, evidence=_dump(evidence))


def _set(connection: Connection, alert_id: str, **values: Any) -> None:
    if not connection.execute(update(alerts).where(alerts.c.id == alert_id).values(**values)).rowcount:
        raise AlertNotFoundError(alert_id)


def _dump(evidence: Proof) -> str:
    return json.dumps(asdict(evidence))
