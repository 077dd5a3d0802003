"""What monitors saw over time: `ledger.measurements`. Alert rules test the newest, the page draws the series."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, delete, func, select

from vigie.ledger.database import Database
from vigie.ledger.tables import measurements

MOST = 10_000
"""Measurements that one call returns."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One number that a monitor found in one stretch of time. Times are microseconds since the epoch, UTC."""

    monitor: str
    """'traffic', 'drift', …; see docs."""
    value: float | None
    """None: there was nothing to measure."""
    n: int
    """Of how many rows, verdicts or requests."""
    since: int
    """Beginning of what was measured."""
    at: int
    """Its end, which is when it was measured."""
    subject: str = ""
    """A column, a class, a model version; empty for the whole."""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """What else is known, for people and for other steps; goes through JSON."""


class Measurements:
    """The monitors' memory."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, found: Sequence[Measurement]) -> None:
        """Write measurements together, or none of them."""
        if found:
            with self._database.write() as connection:
                connection.execute(measurements.insert(), [_values(one) for one in found])

    def newest(self, monitor: str | None = None, *, since: int = 0) -> list[Measurement]:
        """Return the newest measurement of each monitor and subject, in their order; of one monitor where given.

        With `since`, of none that was not measured since then: instances and columns come and go.
        """
        last = select(func.max(measurements.c.seq)).group_by(measurements.c.monitor, measurements.c.subject)
        if since:
            last = last.where(measurements.c.at >= since)
        if monitor is not None:
            last = last.where(measurements.c.monitor == monitor)
        query = select(*_COLUMNS).where(measurements.c.seq.in_(last.scalar_subquery()))
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(measurements.c.monitor, measurements.c.subject)).mappings().all()
        return [from_row(row) for row in rows]

    def series(
        self, monitor: str, subject: str | None = None, *, since: int = 0, limit: int = 1_000
    ) -> list[Measurement]:
        """Return what a monitor found since then, the oldest first; of more than `limit`, the newest.

        Parameters
        ----------
        subject
            '' for the whole; None for all subjects.
        """
        wanted: list[ColumnElement[bool]] = [measurements.c.monitor == monitor, measurements.c.at >= since]
        if subject is not None:
            wanted.append(measurements.c.subject == subject)
        query = select(*_COLUMNS).where(*wanted).order_by(measurements.c.at.desc(), measurements.c.seq.desc())
        with self._database.read() as connection:
            rows = connection.execute(query.limit(min(limit, MOST))).mappings().all()
        return [from_row(row) for row in reversed(rows)]

    def last_at(self, monitor: str) -> int | None:
        """Return when a monitor measured last, of any subject; None: never.

        Several watchers may look at one ledger: a step that asks this first measures once for all of them.
        """
        with self._database.read() as connection:
            at: int | None = connection.scalar(
                select(func.max(measurements.c.at)).where(measurements.c.monitor == monitor)
            )
        return at

    def erase_before(self, at: int, monitors: Sequence[str]) -> int:
        """Erase what these monitors measured before then, and return how many measurements that were."""
        old = (measurements.c.monitor.in_(monitors), measurements.c.at < at)
        with self._database.read() as connection:
            if not connection.scalar(select(func.count()).where(*old)):
                return 0
        with self._database.write() as connection:
            return connection.execute(delete(measurements).where(*old)).rowcount


_COLUMNS = tuple(column for column in measurements.c if column.name != "seq")


def _values(one: Measurement) -> dict[str, Any]:
    return {
        "monitor": one.monitor,
        "subject": one.subject,
        "value": one.value if one.value is None or one.value == one.value else None,  # no NaN: it is in no JSON
        "n": one.n,
        "since": one.since,
        "at": one.at,
        "detail": json.dumps(dict(one.detail), ensure_ascii=False),
    }


def from_row(row: RowMapping) -> Measurement:
    """Return the measurement that a row of the table holds."""
    facts: dict[str, Any] = {name: value for name, value in row.items() if name != "seq"}
    return Measurement(**facts | {"detail": json.loads(facts["detail"])})
