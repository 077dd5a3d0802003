"""The clock of a rehearsal: it stands still until it is told to go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
"""When every rehearsal begins."""


class FastClock:
    """Microseconds since the epoch, as many as the rehearsal says.

    Examples
    --------
    >>> clock = FastClock()
    >>> clock.go_to(clock.now + 90 * MINUTE)
    >>> clock.say(), clock.say(clock.start + DAY)
    ('Mon 2 Mar 01:30', 'Tue 3 Mar 00:00')
    """

    def __init__(self) -> None:
        self.start = round(MONDAY.timestamp()) * SECOND
        self.now = self.start

    def go_to(self, at: int) -> None:
        """Let it be that time; it never goes back."""
        self.now = max(self.now, at)

    def nanoseconds(self) -> int:
        """Return the time as `time.time_ns` does."""
        return self.now * 1_000

    def seconds(self) -> float:
        return self.now / SECOND

    def say(self, at: int | None = None) -> str:
        """Return a time for people."""
        moment = MONDAY + timedelta(microseconds=(self.now if at is None else at) - self.start)
        return f"{moment:%a} {moment.day} {moment:%b %H:%M}"
