"""Limits on monitors: what is past its limit, for how long, and what an alert keeps of it. No database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from vigie.core.declarations.alerting import MonitorRule

_US = 1_000_000


class Reading(NamedTuple):
    """One measurement, as a rule sees it."""

    subject: str
    seq: int
    """The order of arrival, which a clock that steps back cannot change."""
    at: int
    value: float | None
    n: int
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Crossing:
    """One subject that is past the limit."""

    subject: str
    """Empty for the whole."""
    value: float
    """The newest past the limit."""
    worst: float
    limit: float
    since: int
    """The first measurement of those past the limit, microseconds since the epoch."""
    at: int
    """The newest of them."""
    n: int
    """Rows, verdicts or requests behind the newest value."""


@dataclass(frozen=True, slots=True)
class Breach:
    """Why an alert of a monitor is there."""

    monitor: str
    over: bool
    """Whether the limit is an upper one."""
    promise: bool
    """Whether the limit is what the champion had shown."""
    for_s: float
    first_at: int
    last_at: int
    """When something was last seen past the limit."""
    crossings: tuple[Crossing, ...]
    """Every subject that was, the worst first."""

    @property
    def count(self) -> int:
        """How many subjects were."""
        return len(self.crossings)

    def joined_by(self, crossings: Iterable[Crossing]) -> Breach:
        """Return the evidence with newer crossings: each subject keeps its beginning and its worst."""
        kept = {one.subject: one for one in self.crossings}
        for new in crossings:
            old = kept.get(new.subject)
            if old is not None:
                worse = max if self.over else min
                new = replace(new, since=min(old.since, new.since), worst=worse(old.worst, new.worst))
            kept[new.subject] = new
        return _breach(self, list(kept.values()))


def breach(rule: MonitorRule, crossings: Sequence[Crossing]) -> Breach:
    """Return the evidence of a rule that was broken by these; at least one."""
    empty = Breach(rule.monitor, rule.over is not None, rule.under == "promise", rule.for_, 0, 0, ())
    return _breach(empty, list(crossings))


def limit_of(rule: MonitorRule, detail: Mapping[str, Any]) -> float | None:
    """Return the limit that a measurement is held against, None where nothing was promised."""
    if rule.over is not None:
        return rule.over
    limit = detail.get("promise") if rule.under == "promise" else rule.under
    return None if limit is None else float(limit)


class Evidence(NamedTuple):
    """What speaks most for a monitor's being over, or under, any limit."""

    value: float
    n: int
    nearest: float
    """The end of its interval that is nearest to the limit; the value, where there is no interval."""


def evidence_of(detail: Mapping[str, Any], value: float, n: int, *, over: bool) -> Evidence:
    """Return what a measurement shows for certain: of a stretch of time with limits that hold at every look (ADR 0170);
    where there is none, of the whole with its 95 % interval.

    Examples
    --------
    >>> evidence_of({"high": 0.86, "fall": {"value": 0.7, "n": 90, "high": 0.88}}, 0.8, 400, over=False)
    Evidence(value=0.7, n=90, nearest=0.88)
    >>> evidence_of({"low": 0.15, "high": 0.3}, 0.21, 50, over=True)
    Evidence(value=0.21, n=50, nearest=0.15)
    """
    end = "low" if over else "high"
    told = detail.get("rise" if over else "fall")
    if told is not None:
        return Evidence(float(told["value"]), int(told["n"]), float(told[end]))
    return Evidence(value, n, float(detail.get(end, value)))


def is_past(rule: MonitorRule, reading: Reading) -> bool | None:
    """Say whether a measurement is past the limit; None where there was nothing to measure or to hold it against.

    A value that is just the limit is not past it.

    Examples
    --------
    >>> rule = MonitorRule(monitor="drift", over=0.2)
    >>> [is_past(rule, Reading("", 1, 0, value, 10, {})) for value in (0.2, 0.21, None)]
    [False, True, None]
    >>> is_past(rule, Reading("", 1, 0, 0.21, 10, {"low": 0.15, "high": 0.3}))
    False
    """
    limit = limit_of(rule, reading.detail)
    if reading.value is None or limit is None:
        return None
    value = _seen(rule, reading, reading.value).nearest
    return value > limit if rule.over is not None else value < limit


def crossing(rule: MonitorRule, readings: Iterable[Reading]) -> Crossing | None:
    """Return how a subject is past the limit, None if its newest known measurement is not.

    Parameters
    ----------
    readings
        Of one subject, the newest to arrive first. Only as many are read as the rule's `for` needs.
    """
    newest: Reading | None = None
    shown, since, worst, limit = (0.0, 0), 0, 0.0, 0.0
    for reading in readings:
        past = is_past(rule, reading)
        if past is None:
            continue
        if not past or reading.value is None:
            break
        value, n, _ = _seen(rule, reading, reading.value)
        if newest is None:
            newest, shown, worst, limit = reading, (value, n), value, limit_of(rule, reading.detail) or 0.0
        since = reading.at
        worst = max(worst, value) if rule.over is not None else min(worst, value)
        if newest.at - since >= rule.for_ * _US:
            break
    if newest is None:
        return None
    return Crossing(newest.subject, shown[0], worst, limit, since, newest.at, shown[1])


def _seen(rule: MonitorRule, reading: Reading, value: float) -> Evidence:
    if not rule.certain:
        return Evidence(value, reading.n, value)
    return evidence_of(reading.detail, value, reading.n, over=rule.over is not None)


def has_lasted(rule: MonitorRule, found: Crossing) -> bool:
    """Say whether it is past the limit for as long as the rule asks, **both ends included**."""
    return found.at - found.since >= rule.for_ * _US


def _breach(kind: Breach, crossings: list[Crossing]) -> Breach:
    named = [one for one in crossings if one.subject]
    ranked = sorted(named or crossings, key=lambda one: (-one.worst if kind.over else one.worst, one.subject))
    return replace(
        kind,
        first_at=min([one.since for one in crossings] + ([kind.first_at] if kind.crossings else [])),
        last_at=max(one.at for one in crossings),
        crossings=tuple(ranked),
    )
