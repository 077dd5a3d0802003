"""When people are alerted: `[alerts]` in vigie.toml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from vigie.core.declarations.durations import Seconds, parse_duration
from vigie.core.declarations.naming import check_name
from vigie.core.errors import nearest
from vigie.core.schema import Declaration

Monitor: TypeAlias = Literal[
    "traffic", "errors", "latency", "accuracy", "estimated_accuracy", "calibration", "drift", "missing", "invalid",
    "reviews", "impact",
]  # fmt: skip
PROMISED: frozenset[Monitor] = frozenset({"accuracy", "estimated_accuracy"})
"""Monitors with a promise: what the champion showed before it was promoted."""

OF_COLUMNS: frozenset[Monitor] = frozenset({"drift", "missing", "invalid"})
"""Monitors whose subjects are columns, or the answers."""
_ANSWERS = ("(prediction)", "(confidence)")

REJECTIONS = "rejections"
REFUSED_MODEL = "refused_model"
"""The rules that are no monitor's: people reject answers; a service refuses a model."""

_OF_VERDICTS = frozenset({"accuracy", "estimated_accuracy", "calibration"})
_MINUTES = frozenset({"traffic", "errors", "latency"})
_STALE_MINUTES_S = 900.0
_STALE_S = 2 * 86_400.0

Duration = Annotated[float, BeforeValidator(parse_duration), Field(ge=0)]
"""Seconds, and 0 may be."""


class RejectionRule(Declaration):
    """An alert when so many predictions were rejected (or corrected) within a time."""

    count: int = Field(default=3, ge=1)
    within: Seconds = 300.0
    close_after: Seconds | None = None
    """An open alert closes by itself after so long without a new rejection; by default twice `within`."""

    @property
    def quiet_time(self) -> float:
        """Seconds without a rejection after which the alert closes."""
        return self.close_after if self.close_after is not None else 2 * self.within


class MonitorRule(Declaration):
    """An alert when a monitor is over or under a limit for a while."""

    monitor: Monitor
    over: float | None = None
    under: float | Literal["promise"] | None = None
    """'promise': what the champion showed before it was promoted."""
    for_: Duration = Field(default=0.0, alias="for")
    """So long it must have been past the limit, at every measurement."""
    subject: str | None = None
    """A column, or whatever the monitor measures apart; by default any."""
    certain: bool = True
    """Of a monitor that knows its 95 % interval, the whole interval must be past the limit."""
    close_after: Duration | None = None
    """An open alert closes by itself after so long within the limit; by default as long as `for`."""
    again_after: Duration = 86_400.0
    """Closed by hand while still past the limit, it is not raised again before it was within the limit once, or so
    much time has passed."""
    wakes: bool = False
    """Whether its message is sent in quiet hours too."""
    enabled: bool = True
    """False switches off one of the rules that are there by default."""

    @model_validator(mode="after")
    def _has_one_limit(self) -> MonitorRule:
        if (self.over is None) == (self.under is None):
            raise ValueError("say either 'over' or 'under', and what")
        if self.under == "promise" and self.monitor not in PROMISED:
            raise ValueError(f"only {', '.join(sorted(PROMISED))} have a promise, not '{self.monitor}'")
        return self

    @property
    def tested(self) -> str | None:
        """The subject that the rule looks at; None: any. Of accuracy, by itself, the number without bias alone."""
        return "" if self.subject is None and self.monitor in _OF_VERDICTS else self.subject

    @property
    def stale_after(self) -> float:
        """Seconds after which a measurement says nothing of now."""
        return max(_STALE_MINUTES_S if self.monitor in _MINUTES else _STALE_S, 2 * self.for_)

    @property
    def quiet_time(self) -> float:
        """Seconds within the limit after which the alert closes."""
        return self.for_ if self.close_after is None else self.close_after


class QuietHours(NamedTuple):
    """Hours of the day, as minutes since midnight; the end may be on the next day."""

    start: int
    end: int

    def hold(self, minute: int) -> bool:
        """Say whether this minute of the day is quiet: the first one is, the end is not.

        Examples
        --------
        >>> night = QuietHours(22 * 60, 7 * 60)
        >>> [night.hold(hour * 60) for hour in (21, 22, 3, 7)]
        [False, True, True, False]
        """
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


def parse_quiet_hours(text: Any) -> Any:
    """Return the hours of a text such as '22:00-07:00'; anything but a text passes unchanged.

    Examples
    --------
    >>> parse_quiet_hours("22:00-07:00")
    QuietHours(start=1320, end=420)
    """
    if not isinstance(text, str):
        return text
    match = re.fullmatch(r"\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*", text)
    if not match or int(match[1]) > 23 or int(match[3]) > 24 or max(int(match[2]), int(match[4])) > 59:
        raise ValueError(f"'{text}' are no hours: write them as in '22:00-07:00'")
    return QuietHours(int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4]))


def _known_zone(name: str) -> str:
    _zone(name)
    return name


def _zone(name: str) -> tzinfo:
    if name == "UTC":  # which needs no table of zones: a small image may have none
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"'{name}' is no time zone that this machine knows: write it as in 'Europe/Paris'") from error


_A_DAY = 86_400.0
"""What is measured over days hovers about its limit for hours: then one alert is open, and not four in a row."""

DEFAULT_RULES: dict[str, MonitorRule] = {
    "accuracy": MonitorRule(monitor="accuracy", under="promise", close_after=_A_DAY),
    "drift": MonitorRule(monitor="drift", over=0.2, close_after=_A_DAY),
    "errors": MonitorRule.model_validate({"monitor": "errors", "over": 0.05, "for": 300.0}),
    "invalid": MonitorRule(monitor="invalid", over=0.1),
}
"""What is watched without a word in vigie.toml; a rule of the same name there takes its place."""

_RuleName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]


class Alerts(Declaration):
    """What is in `[alerts]`; each further table of it, `[alerts.NAME]`, is a rule on a monitor."""

    rejections: RejectionRule = RejectionRule()
    notify: tuple[str, ...] = ()
    """Apprise addresses. Those with secrets belong in the environment: VIGIE_NOTIFY, comma-separated."""
    quiet_hours: Annotated[QuietHours | None, BeforeValidator(parse_quiet_hours)] = None
    """Messages wait until these hours are over, such as '22:00-07:00'. Alerts do not: they open and are shown."""
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    """Of the quiet hours, such as 'Europe/Paris'."""
    rules: dict[_RuleName, MonitorRule] = {}

    @model_validator(mode="before")
    @classmethod
    def _further_tables_are_rules(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        own = {name: entry for name, entry in given.items() if name in cls.model_fields or not isinstance(entry, dict)}
        rules = {name: entry for name, entry in given.items() if name not in own}
        for name, entry in rules.items():
            if "monitor" not in entry:
                close = nearest(name, list(cls.model_fields))
                hint = f"; did you mean '{close}'?" if close else ": say which, as in monitor = 'drift'"
                raise ValueError(f"the rule '{name}' names no monitor{hint}")
        return {**own, "rules": {**given.get("rules", {}), **rules}} if rules else own

    @model_validator(mode="after")
    def _names_are_free(self) -> Alerts:
        if REFUSED_MODEL in self.rules:
            raise ValueError(f"'{REFUSED_MODEL}' is Vigie's own: give the rule another name")
        return self

    @property
    def monitored(self) -> dict[str, MonitorRule]:
        """The rules on monitors that are in force, by name: those by default too."""
        return {name: rule for name, rule in {**DEFAULT_RULES, **self.rules}.items() if rule.enabled}

    @property
    def waking(self) -> frozenset[str]:
        """The rules whose messages do not wait."""
        return frozenset(name for name, rule in self.monitored.items() if rule.wakes)

    @property
    def names(self) -> list[str]:
        """Every rule by which an alert may open, or may again once it is switched on."""
        return [REJECTIONS, *DEFAULT_RULES, *(name for name in self.rules if name not in DEFAULT_RULES), REFUSED_MODEL]

    def check(self, columns: Sequence[str]) -> None:
        """Raise ValueError if a rule looks at a column that there is not: it would never tell of anything."""
        for name, rule in self.rules.items():
            if rule.enabled and rule.monitor in OF_COLUMNS and rule.subject:
                check_name(f"alerts.{name}.subject", rule.subject, (*columns, *_ANSWERS), "no column")

    def is_quiet(self, at: int) -> bool:
        """Say whether messages wait at this time, in microseconds since the epoch."""
        if self.quiet_hours is None:
            return False
        moment = datetime.fromtimestamp(at / 1_000_000, _zone(self.time_zone))
        return self.quiet_hours.hold(moment.hour * 60 + moment.minute)
