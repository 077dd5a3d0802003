"""The rules on monitors, held against what monitors saw last: `ledger.rules.judge(…)`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from vigie.core.declarations.alerting import MonitorRule
from vigie.ledger import alerts
from vigie.ledger.alerts import BY_RULE, Alert
from vigie.ledger.database import Database
from vigie.ledger.measurements import Measurement, from_row
from vigie.ledger.tables import alerts as alerts_table
from vigie.ledger.tables import measurements
from vigie.monitoring.thresholds import Breach, Crossing, Reading, breach, crossing, has_lasted, is_past

_US = 1_000_000
_MOST_READ = 5_000
"""Measurements of one subject that are looked back on."""


@dataclass(slots=True)
class Judgement:
    """What a look at the rules changed."""

    opened: list[Alert] = field(default_factory=list)
    closed: list[Alert] = field(default_factory=list)


class _Closing(NamedTuple):
    """How the rule's last alert ended."""

    seq: int
    """The newest measurement of that time."""
    at: int
    by_hand: bool
    subjects: frozenset[str]


class Rules:
    """Opens, feeds and closes the alerts of rules on monitors. Any number of processes may do so at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def judge(self, rules: Mapping[str, MonitorRule], *, at: int) -> Judgement:
        """Hold every rule against the newest measurements, and return the alerts that this opened and closed.

        It reads first, and writes only where something changes. An open alert of a rule that is no more is closed.
        """
        with self._database.read() as connection:
            changed = [name for name, rule in rules.items() if _Look(connection, name, rule, at).changes]
            gone = [alert for alert in alerts.unclosed(connection) if _is_gone(alert, rules)]
        judged = Judgement()
        if changed or gone:
            with self._database.write() as connection:
                for alert in gone:
                    judged.closed.append(alerts.close(connection, alert.id, BY_RULE, "the rule is no more", at))
                for name in changed:
                    _Look(connection, name, rules[name], at).act(judged)
        return judged


def _is_gone(alert: Alert, rules: Mapping[str, MonitorRule]) -> bool:
    return isinstance(alert.evidence, Breach) and alert.rule not in rules


class _Look:
    """One rule, held against what is known now."""

    def __init__(self, connection: Connection, name: str, rule: MonitorRule, at: int) -> None:
        self._connection = connection
        self._name = name
        self._rule = rule
        self._at = at
        self._alert = alerts.current(connection, name)
        self._newest = {one.subject: one for one in _newest(connection, rule, at)}
        self._last = None if self._alert else _last_closing(connection, name)
        self._past = list(self._crossings())
        self._why = "" if self._alert is None or self._past else self._why_close(self._alert)

    @property
    def changes(self) -> bool:
        """Whether anything is to be written."""
        if self._alert is None:
            return bool(self._past)
        return bool(self._why) or self._joined(self._alert) != self._alert.evidence

    def act(self, judged: Judgement) -> None:
        """Write what is to be written."""
        if self._alert is None:
            if self._past:
                evidence = breach(self._rule, self._past)
                judged.opened.append(alerts.open_alert(self._connection, self._name, evidence, self._at))
        elif self._why:
            judged.closed.append(alerts.close(self._connection, self._alert.id, BY_RULE, self._why, self._at))
        else:
            alerts.set_evidence(self._connection, self._alert.id, self._joined(self._alert))

    def _joined(self, alert: Alert) -> Breach:
        evidence = alert.evidence
        if not isinstance(evidence, Breach):  # a rule took over the name of one of another kind
            return breach(self._rule, self._past)
        return evidence.joined_by(self._past) if self._past else evidence

    def _crossings(self) -> Iterator[Crossing]:
        evidence = self._alert.evidence if self._alert else None
        known = {one.subject for one in evidence.crossings} if isinstance(evidence, Breach) else set()
        after = self._last.seq if self._last else 0
        for subject, newest in self._newest.items():
            if is_past(self._rule, newest) is False:
                continue
            found = crossing(self._rule, self._readings(subject, after))
            if found is None:
                continue
            if subject in known or (has_lasted(self._rule, found) and not self._is_held_back(subject)):
                yield found

    def _is_held_back(self, subject: str) -> bool:
        """Whether somebody closed an alert on it by hand, and it was past its limit ever since, and not for long."""
        last = self._last
        if last is None or not last.by_hand or subject not in last.subjects:
            return False
        if self._at - last.at >= self._rule.again_after * _US:
            return False
        return not any(is_past(self._rule, one) is False for one in self._readings(subject, last.seq))

    def _why_close(self, alert: Alert) -> str:
        """Return why an open alert that nothing feeds any more is to be closed; empty: it is not yet."""
        evidence = alert.evidence
        if not isinstance(evidence, Breach):
            return ""
        known = [self._newest[one.subject] for one in evidence.crossings if one.subject in self._newest]
        if not any(is_past(self._rule, one) is not None for one in known):
            silent = self._at - evidence.last_at >= self._rule.stale_after * _US
            return "it is not measured any more" if silent else ""
        if self._at - evidence.last_at >= self._rule.quiet_time * _US:
            return "back within the limit"
        return ""

    def _readings(self, subject: str, after: int) -> Iterator[Reading]:
        of_it = (
            measurements.c.monitor == self._rule.monitor,
            measurements.c.subject == subject,
            measurements.c.seq > after,
            measurements.c.at >= self._at - round((self._rule.stale_after + self._rule.for_) * _US),
        )
        query = select(measurements).where(*of_it).order_by(measurements.c.seq.desc()).limit(_MOST_READ)
        for row in self._connection.execute(query).mappings():
            yield _reading(row["seq"], from_row(row))


def _newest(connection: Connection, rule: MonitorRule, at: int) -> list[Reading]:
    """Return the newest measurement of each subject that says something of now."""
    fresh = [measurements.c.monitor == rule.monitor, measurements.c.at >= at - round(rule.stale_after * _US)]
    if rule.tested is not None:
        fresh.append(measurements.c.subject == rule.tested)
    newest = select(func.max(measurements.c.seq)).where(*fresh).group_by(measurements.c.subject)
    query = select(measurements).where(measurements.c.seq.in_(newest)).order_by(measurements.c.subject)
    return [_reading(row["seq"], from_row(row)) for row in connection.execute(query).mappings()]


def _reading(seq: int, one: Measurement) -> Reading:
    return Reading(one.subject, seq, one.at, one.value, one.n, one.detail)


def _last_closing(connection: Connection, name: str) -> _Closing | None:
    query = (
        select(alerts_table.c.id, func.coalesce(alerts_table.c.closed_seq, 0))
        .where(alerts_table.c.rule == name, alerts_table.c.state == "closed")
        .order_by(alerts_table.c.closed_seq.desc(), alerts_table.c.closed_at.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    alert = alerts.find(connection, row[0])
    subjects = alert.evidence.crossings if isinstance(alert.evidence, Breach) else ()
    by_hand = alert.closed_by != BY_RULE
    return _Closing(row[1], alert.closed_at or 0, by_hand, frozenset(one.subject for one in subjects))
