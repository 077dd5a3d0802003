"""What was in production and when: one stretch of time per champion, with everything that it was made of."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from vigie.core.answers.answer import Answer


class Reign(Answer):
    """One version's stay in production, from a promotion or a rollback to the next one."""

    version: str
    since: int
    """Microseconds since the epoch, UTC; as `until`."""
    until: int | None = None
    """None while it lasts."""
    action: str
    """promoted or rolled_back."""
    previous: str | None = None
    candidate: str = ""
    who: str
    why: str
    run_id: str = ""
    gates: tuple[dict[str, Any], ...] = ()
    """What each gate found when this version was promoted."""
    recipe: str = ""
    """This and what follows says the published model of itself; nothing where it is no longer there."""
    dataset_version: int | None = None
    dataset_hash: str = ""
    rows: dict[str, int] = {}
    """Split → rows: those it learned from, and those it was compared on."""
    seed: int | None = None
    code_version: str = ""
    packages: dict[str, str] = {}
    trained_at: int | None = None
    metrics: dict[str, float] = {}
    """On the validation rows."""

    def covers(self, since: int, until: int) -> bool:
        """Say whether it was in production at some moment of [since, until)."""
        return self.since < until and (self.until is None or self.until > since)


class History(Answer):
    reigns: tuple[Reign, ...]
    """Newest first."""


_DAY = timedelta(days=1) // timedelta(microseconds=1)


def parse_day(text: str) -> tuple[int, int]:
    """Return the beginning and the end of a day, or a moment and the one after it, in microseconds; UTC by default.

    Raises
    ------
    ValueError
        If it is neither a day nor a moment.

    Examples
    --------
    >>> begin, end = parse_day("2026-11-20")
    >>> (end - begin) // 3_600_000_000
    24
    >>> begin, end = parse_day("2026-11-20T14:30")
    >>> end - begin
    1
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"'{text}' is no day: write 2026-11-20, or a moment as 2026-11-20T14:30") from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    begin = _micros(moment)
    is_day = re.fullmatch(r"\s*\d{4}-?\d{2}-?\d{2}\s*", text) is not None
    return begin, begin + (_DAY if is_day else 1)


def _micros(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
