"""The clock of a rehearsal: it stands still until it is told to go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
"""When a rehearsal begins, unless it is told otherwise: the ids that are made bear the time, so another time is another
life."""


class FastClock:
    """Microseconds since the epoch, as many as the rehearsal says.

    Parameters
    ----------
    first
        Midnight of the first day, UTC.

    Examples
    --------
    >>> clock = FastClock()
    >>> clock.go_to(clock.now + 90 * MINUTE)
    >>> clock.say(), clock.say(clock.start + DAY)
    ('Mon 2 Mar 01:30', 'Tue 3 Mar 00:00')
    """

    def __init__(self, first: datetime = MONDAY) -> None:
        self._first = first
        self.start = round(first.timestamp()) * SECOND
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
        moment = self._first + timedelta(microseconds=(self.now if at is None else at) - self.start)
        return f"{moment:%a} {moment.day} {moment:%b %H:%M}"
