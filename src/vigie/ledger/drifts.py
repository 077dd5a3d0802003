"""Drift reports as measurements: `ledger.drifts`."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, update

from vigie.ledger.database import Database
from vigie.ledger.measurements import Measurement, Measurements
from vigie.ledger.tables import measurements

if TYPE_CHECKING:
    from vigie.monitoring.drift.findings import DriftReport

DRIFT, MISSING, INVALID = "drift", "missing", "invalid"
"""Monitors. Each measures every column, and, with an empty subject, the worst of them."""

_PAGE = 1_000
_REST_S = 0.005
"""Between two transactions, so that whoever writes predictions has a turn."""


class Drifts:
    """What comparisons with the training rows found."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._measurements = Measurements(database)

    def record(self, report: DriftReport) -> None:
        """Keep a report, whole or not at all. The one before it loses its pictures, which nobody asks for any more."""
        former = self.last_at()
        self._measurements.record(_measured(report))
        if former is not None and former < report.at:
            self._thin(former)

    def newest(self) -> DriftReport | None:
        """Return the newest report, None before the first."""
        found = {one.subject: one for one in self._measurements.newest(DRIFT)}
        whole = found.pop("", None)
        if whole is None:
            return None
        from vigie.monitoring.drift.findings import DriftReport  # here: a service that starts need not wait for it

        # Columns that only an earlier report has are looked at by nobody any more.
        columns = {name: dict(one.detail) for name, one in found.items() if one.at == whole.at}
        ranked = [columns[name] for name in whole.detail["order"] if name in columns]
        return DriftReport.model_validate_json(json.dumps({**whole.detail["report"], "columns": ranked}))

    def last_at(self) -> int | None:
        """Return when drift was measured last."""
        return self._measurements.last_at(DRIFT)

    def erase_before(self, at: int, *, keep_newest: bool = False) -> int:
        """Erase the reports of before then, for good, and return how many they were.

        Parameters
        ----------
        keep_newest
            Whether the newest report stays, however old it is.
        """
        last = self.last_at() if keep_newest else None
        until = at if last is None else min(at, last)
        old = (measurements.c.monitor.in_((DRIFT, MISSING, INVALID)), measurements.c.at < until)
        page = select(measurements.c.seq).where(*old).limit(_PAGE)
        with self._database.read() as connection:
            reports: int = connection.scalar(select(func.count(measurements.c.at.distinct())).where(*old)) or 0
        erased = bool(reports)
        while erased:
            with self._database.erase() as connection:
                erased = bool(connection.execute(delete(measurements).where(measurements.c.seq.in_(page))).rowcount)
            time.sleep(_REST_S)
        if reports:
            self._database.leave_no_trace()
        return reports

    def _thin(self, at: int) -> None:
        kept = measurements.c
        with self._database.write() as connection:
            rows = connection.execute(select(kept.seq, kept.detail).where(kept.monitor == DRIFT, kept.at == at)).all()
            for seq, detail in rows:
                told = {name: value for name, value in json.loads(detail).items() if name != "pictures"}
                changed = json.dumps(told, ensure_ascii=False)
                connection.execute(update(measurements).where(kept.seq == seq).values(detail=changed))


def _measured(report: DriftReport) -> list[Measurement]:
    about = report.model_dump(mode="json", exclude={"columns"})
    order = [column.column for column in report.columns]
    inputs = [column for column in report.columns if column.kind not in ("label", "confidence") and report.read]
    missing = max((column.missing_now for column in inputs), default=None)
    invalid = max((column.invalid / report.read for column in inputs), default=None)

    def measurement(
        monitor: str, value: float | None, subject: str = "", detail: Mapping[str, Any] | None = None
    ) -> Measurement:
        return Measurement(monitor, value, report.read, report.since, report.at, subject, detail or {})

    return [
        *(
            measurement(DRIFT, column.value, column.column, column.model_dump(mode="json", exclude_defaults=True))
            for column in report.columns
        ),
        *(
            measurement(MISSING, column.missing_now, column.column, {"then": round(column.missing_then, 6)})
            for column in inputs
        ),
        *(
            measurement(INVALID, column.invalid / report.read, column.column, {"unseen": column.unseen / report.read})
            for column in inputs
        ),
        measurement(MISSING, missing),
        measurement(INVALID, invalid),
        measurement(DRIFT, report.value, "", {"report": about, "order": order}),
    ]
