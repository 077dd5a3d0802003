"""Drift reports as measurements: `ledger.drifts`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from vigie.ledger.measurements import Measurement, Measurements
from vigie.monitoring.drift.findings import DriftReport

DRIFT, MISSING, INVALID = "drift", "missing", "invalid"
"""Monitors. Each measures every column, and, with an empty subject, the worst of them."""


class Drifts:
    """What comparisons with the training rows found."""

    def __init__(self, measurements: Measurements) -> None:
        self._measurements = measurements

    def record(self, report: DriftReport) -> None:
        """Keep a report, whole or not at all."""
        self._measurements.record(_measured(report))

    def newest(self) -> DriftReport | None:
        """Return the newest report, None before the first."""
        found = {one.subject: one for one in self._measurements.newest(DRIFT)}
        whole = found.pop("", None)
        if whole is None:
            return None
        # Columns that only an earlier report has are looked at by nobody any more.
        columns = {name: dict(one.detail) for name, one in found.items() if one.at == whole.at}
        ranked = [columns[name] for name in whole.detail["order"] if name in columns]
        return DriftReport.model_validate_json(json.dumps({**whole.detail["report"], "columns": ranked}))

    def last_at(self) -> int | None:
        """Return when drift was measured last."""
        return self._measurements.last_at(DRIFT)


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
