"""The diary of a rehearsal: what happened when, with figures, told as it happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from vigie.core.intervals import wilson_interval
from vigie.pipelines.rehearse.fast_clock import FastClock

Kind = Literal["week", "note", "good", "bad"]
Figures: TypeAlias = Mapping[str, float | int | str | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of it."""

    when: str
    text: str
    kind: Kind = "note"


@dataclass
class Diary:
    """What is written down, and the figures that go with it; `listen` hears each entry as it is written."""

    clock: FastClock
    listen: Callable[[Entry], None] = lambda _: None
    entries: list[Entry] = field(default_factory=list)
    figures: dict[str, float | int | str | None] = field(default_factory=dict)
    """By names such as 'week 1.right'."""
    marks: list[tuple[int, str]] = field(default_factory=list)
    """Turning points, for the picture: when, and a word or two."""

    def write(self, text: str, kind: Kind = "note", figures: Figures | None = None, *, at: int | None = None) -> None:
        """Write an entry, and keep its figures; `at` is when it happened, by default now."""
        entry = Entry(self.clock.say(at), text, kind)
        self.entries.append(entry)
        self.figures |= figures or {}
        self.listen(entry)

    def mark(self, words: str, at: int | None = None) -> None:
        """Mark a turning point, by default now."""
        self.marks.append((self.clock.now if at is None else at, words))


def share(right: int, of: int) -> str:
    """Return a share with its 95 % interval (Wilson), for people.

    Examples
    --------
    >>> share(880, 1_000), share(0, 0)
    ('88.0 % (85.8 to 89.9)', 'nothing')
    """
    if not of:
        return "nothing"
    low, high = wilson_interval(right, of)
    return f"{right / of * 100:.1f} % ({low * 100:.1f} to {high * 100:.1f})"
