"""How long and how busy a rehearsal is."""

from __future__ import annotations

from dataclasses import dataclass

from vigie.pipelines.rehearse.fast_clock import DAY, HOUR


@dataclass(frozen=True, slots=True)
class Plan:
    """The full one by default; a test plays shorter weeks."""

    sample_rows: int = 5_000
    """Of the invented sample that the first champion learns."""
    week_days: int = 7
    usual: int = 110
    """Rows a day of what the champion has learned."""
    new_topic: int = 75
    """Rows a day of the new topic, once it is there."""
    burst: int = 60
    """Rows in an hour, where much is going on."""
    flood: int = 120
    """Answers that one person rejects, right as they are."""
    asked: float = 0.5
    """The share of the answers that people are asked to check: a small service asks often."""
    look_every: int = HOUR
    """Microseconds between two looks of the watcher; besides, it looks at once when a verdict opens an alert."""
    candidate: str = ""
    """Lines that go below the candidate in vigie.toml: a quicker recipe for a test."""

    def week(self, number: int, start: int) -> int:
        """Return when a week begins, the first of which is 1."""
        return start + (number - 1) * self.week_days * DAY
