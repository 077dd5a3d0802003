"""What the service tells of production: accuracy by period and kind of verdict, and the series of the monitors.

Times are microseconds since the epoch, UTC.
"""

from __future__ import annotations

from typing import Any

from vigie.core.answers.answer import Answer
from vigie.core.schema import Words

Ends = tuple[float, float]


class KindAccuracy(Answer):
    """What verdicts of one kind say; None for a number that they do not support."""

    n: int
    right: int
    accuracy: float | None = None
    accuracy_interval: Ends | None = None
    """95 %, Wilson."""
    macro_f1: float | None = None
    macro_f1_interval: Ends | None = None
    """95 %, bootstrap."""
    calibration_error: float | None = None
    """How far confidence is from accuracy: 0 is perfect."""
    calibration_interval: Ends | None = None
    calibration_by_chance: float | None = None
    """The error that perfect confidences would show with so few verdicts."""
    confusion: tuple[tuple[str | None, str, int], ...] = ()
    """(what was right, what was answered, how many); None where nobody said what is right."""


class EstimatedAccuracy(Answer):
    """An accuracy that nobody has seen: what the model's confidences promise."""

    n: int
    accuracy: float
    low: float
    high: float
    calibrated_on: int
    """Earlier verdicts that mended the confidences."""


class AccuracyPeriod(Answer):
    """How the answers of one stretch of time did."""

    at: int
    """Its beginning."""
    answered: int
    by_kind: dict[str, KindAccuracy] = {}
    """asked, volunteered, imported: those that there are."""
    shown: str | None = None
    """The kind whose number is without bias; None: there is none."""
    first: str | None = None
    """The kind whose number comes first: that one, or the one with least bias; None: there are no verdicts."""
    estimated: EstimatedAccuracy | None = None
    words: Words = Words()
    """What the first number is worth, for people."""


class EstimateCheck(Answer):
    """One period in which the estimate could be held against verdicts."""

    at: int
    estimated: float
    seen: float
    seen_interval: Ends


class AccuracyCourse(Answer):
    """Accuracy in production over time, of the answers of one model version or of all."""

    period_s: int
    version: str | None = None
    """None: all versions."""
    versions: tuple[str, ...] = ()
    """Those that answered in this time."""
    promise: float | None = None
    """The accuracy that the champion had shown on the validation rows, where it is the champion's course."""
    asked_share: float
    whole: AccuracyPeriod | None = None
    """All of the time as one period; None where nothing was answered."""
    periods: tuple[AccuracyPeriod, ...] = ()
    """Those in which anything was answered, the oldest first."""
    estimate_error: float | None = None
    """How far the estimate was from what verdicts showed, on average over the periods that have them."""
    estimate_checks: tuple[EstimateCheck, ...] = ()


class Measured(Answer):
    """One number that a monitor found."""

    monitor: str
    subject: str = ""
    """A column, a kind of verdict, an instance; empty: the whole."""
    value: float | None = None
    n: int
    since: int
    at: int
    detail: dict[str, Any] = {}


class MonitorLimit(Answer):
    """A rule of the project on a monitor."""

    name: str
    monitor: str
    over: float | None = None
    under: float | str | None = None
    for_s: float = 0.0
    subject: str | None = None


class Monitors(Answer):
    """What the monitors saw last, and the limits that they are held against."""

    newest: tuple[Measured, ...] = ()
    limits: tuple[MonitorLimit, ...] = ()


class MonitorSeries(Answer):
    """What one monitor saw over time."""

    monitor: str
    measurements: tuple[Measured, ...] = ()
    """The oldest first."""
