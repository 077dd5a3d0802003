"""What the service answers about what the model brings, and its client reads."""

from __future__ import annotations

from vigie.core.answers.answer import Answer
from vigie.core.schema import Words


class Amount(Answer):
    """So much a week, in the project's unit, with its 95 % interval (bootstrap)."""

    mean: float
    low: float
    high: float


class ImpactLine(Answer):
    """One way of answering, and what it brings a week."""

    name: str
    """champion, challenger, majority (always the commonest class), none (no model); threshold, band, by_cost,
    limits: the champion's probabilities, used by what errors cost; production: the champion, by what was said of its
    answers."""
    version: str | None = None
    wrong: float | None = None
    """Share of wrong answers."""
    asked: float = 0.0
    """Share of the cases that a person is asked about."""
    worth: Amount
    over: Amount | None = None
    """More than the champion on the same rows; None for the champion itself."""
    rows: int = 0
    """On which it was measured."""
    words: Words = Words()


class Impact(Answer):
    """What the model brings, when it was last measured; nothing but the unit where that never was."""

    unit: str = ""
    """EUR, h, …; empty: the project declares no costs."""
    at: int | None = None
    """Microseconds since the epoch, UTC."""
    per_week: float | None = None
    """Cases."""
    counted: bool = True
    """Whether the ledger counted them; else the project says so."""
    days: float | None = None
    rows: int = 0
    """Validation rows on which it was measured."""
    lines: tuple[ImpactLine, ...] = ()
    positive: str | None = None
    threshold: float | None = None
    """The probability of the positive class from which on answering it brought most on these rows."""
    calibrated: float | None = None
    """The same, were probabilities what they say."""
    band: tuple[float, float] | None = None
    """Between these probabilities a person is best asked; two that are one: nobody is."""
    limits: dict[str, float] | None = None
    """Of more than two classes: how probable an answer must be for nobody to be asked, by the class that is answered;
    over 1: a person is always best asked."""
