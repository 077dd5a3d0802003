"""What the watcher measures from the ledger alone: traffic, accuracy, its estimate, and calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from vigie.core.errors import VigieError
from vigie.core.project import Project
from vigie.ledger import Ledger, Measurement, now
from vigie.monitoring.judged import Measured
from vigie.monitoring.periods import Period, course
from vigie.pipelines.published import published
from vigie.pipelines.stretches import Stretch, part_s, stretches, worst
from vigie.servable.folder import read_manifest
from vigie.settings import Settings

_US = 1_000_000
_DAY_US = 86_400 * _US
TRAFFIC_EVERY_S = 60.0
ACCURACY_EVERY_S = 300.0
_LONGEST_S = 900.0
"""Traffic is told of at most so long a time at once: a watcher that comes back says nothing of the night."""
_WINDOWS_BEFORE = 10
"""So many windows' verdicts mend the estimate of this one."""
KEPT_DAYS = 35
"""Measurements of minutes are kept so long; those of verdicts for good."""
REPORTS_DAYS = 90
"""Drift reports are kept so long, unless the project says how long rows are."""
_MINUTES = ("traffic", "errors", "latency")


def measure_traffic(_: Project, __: Settings, ledger: Ledger, *, at: int | None = None) -> Measurement | None:
    """Keep how many predictions a minute were asked for since the last time; None where that was just now."""
    until = now() if at is None else at
    last = ledger.measurements.last_at("traffic")
    if last is not None and 0 <= until - last < TRAFFIC_EVERY_S * _US:
        return None
    earliest = until - round(_LONGEST_S * _US)
    since = until - round(TRAFFIC_EVERY_S * _US) if last is None or last > until else max(last, earliest)
    n = sum(one.total for one in ledger.traffic(since, bucket_s=86_400, until=until))
    found = Measurement("traffic", n * 60 * _US / (until - since), n, since, until)
    ledger.measurements.record([found])
    return found


def measure_accuracy(
    project: Project, settings: Settings, ledger: Ledger, *, at: int | None = None
) -> list[Measurement]:
    """Keep what verdicts and confidences say of the champion's answers in the window; nothing if that was just done.

    The subject '' is the number without bias; where there is none, its value is None. Beside it 'asked', 'volunteered'
    and 'imported'. With the number without bias goes what the rules on it look at: limits that hold at every look.
    """
    until = now() if at is None else at
    last = ledger.measurements.last_at("accuracy")
    if last is not None and 0 <= until - last < ACCURACY_EVERY_S * _US:
        return []
    version, promise = _promised(project, settings)
    if version is None:
        return []
    rule, labels = project.file.verdicts, project.schema.labels
    since = until - round(rule.window * _US)
    answered = ledger.performance.answered(since, until, version=version)
    if not answered:
        return []
    judged = ledger.performance.judged(since, until, labels, period_s=part_s(rule.window), version=version)
    # The window has no earlier periods, so its estimate is mended by the verdicts before it.
    earlier = since - round(_WINDOWS_BEFORE * rule.window * _US)
    before = ledger.performance.judged(earlier, since, labels, version=version)
    as_one = [cell._replace(at=since) for cell in judged]
    period = course([*before, *as_one], answered, version=version, at_least=rule.at_least).periods[-1]
    shown = [cell for cell in judged if cell.given == period.shown]
    lasting = stretches(shown, until, rule.window, at_least=rule.at_least)
    found = _measurements(period, since, until, promise, lasting)
    ledger.measurements.record(found)
    return found


def erase_old(project: Project, _: Settings, ledger: Ledger, *, at: int | None = None) -> int:
    """Erase the measurements of minutes that nobody looks at any more, and return how many they were.

    Drift reports too, as old as the project lets predictions be; where it says nothing, the newest one stays.
    """
    until = now() if at is None else at
    kept = project.file.ledger.keep_days
    reports_from = until - (REPORTS_DAYS if kept is None else kept) * _DAY_US
    ledger.drifts.erase_before(reports_from, keep_newest=kept is None)
    return ledger.measurements.erase_before(until - KEPT_DAYS * _DAY_US, _MINUTES)


def _promised(project: Project, settings: Settings) -> tuple[str | None, float | None]:
    """Return the champion's version, and the accuracy that it showed on the validation rows."""
    store = published(project, settings)
    version = store.champion()
    if version is None:
        return None, None
    try:
        metrics = read_manifest(store.folder(version)).metrics
    except VigieError:  # what is wrong with it, the services say; its verdicts count all the same
        return version, None
    return version, metrics.get("accuracy")


def _measurements(
    period: Period, since: int, until: int, promise: float | None, lasting: Sequence[Stretch]
) -> list[Measurement]:
    about: dict[str, Any] = {"version": period.version, "answered": period.answered, "promise": promise}
    shown = period.by_kind[period.shown] if period.shown else Measured(0, 0)

    def accuracy(subject: str, found: Measured) -> Measurement:
        detail = {**about, **_ends(found.accuracy_interval), "macro_f1": found.macro_f1, "right": found.right}
        return Measurement("accuracy", found.accuracy, found.n, since, until, subject, detail)

    found = [accuracy(kind, of_it) for kind, of_it in period.by_kind.items()]
    whole = accuracy("", shown)
    if whole.value is not None:
        whole = replace(whole, detail={**whole.detail, **worst(lasting)})
    found.append(whole)
    calibration = {**about, **_ends(shown.calibration_interval), "by_chance": shown.calibration_by_chance}
    found.append(Measurement("calibration", shown.calibration_error, shown.n, since, until, detail=calibration))
    if period.estimated is not None:
        estimated = asdict(period.estimated)
        n, value = estimated.pop("n"), estimated.pop("accuracy")
        found.append(Measurement("estimated_accuracy", value, n, since, until, detail={**about, **estimated}))
    return found


def _ends(interval: Sequence[float] | None) -> dict[str, float]:
    return {"low": interval[0], "high": interval[1]} if interval else {}
