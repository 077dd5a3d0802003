"""The rejection rule: so many predictions rejected or corrected by people within so long."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from vigie.core.project import RejectionRule

KEPT = 100
"""Rejections named in an alert's evidence; further ones are only counted, so that it stays small in a flood."""


class Rejection(NamedTuple):
    """A prediction that somebody rejected or corrected, and when (microseconds since the epoch)."""

    prediction_id: str
    at: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why an alert is there."""

    within_s: float
    """The rule's window, in seconds."""
    count: int
    """Rejections so far, those that came after the alert opened included."""
    first_at: int
    last_at: int
    prediction_ids: tuple[str, ...]
    """The first `KEPT` of them, in the order in which they happened."""
    times: tuple[int, ...]

    def joined_by(self, rejection: Rejection) -> Evidence:
        """Return the evidence with one more rejection."""
        full = len(self.prediction_ids) >= KEPT
        return replace(
            self,
            count=self.count + 1,
            first_at=min(self.first_at, rejection.at),
            last_at=max(self.last_at, rejection.at),
            prediction_ids=self.prediction_ids if full else (*self.prediction_ids, rejection.prediction_id),
            times=self.times if full else (*self.times, rejection.at),
        )


def evaluate(rule: RejectionRule, rejections: Sequence[Rejection], now: int) -> Evidence | None:
    """Return the evidence for an alert, or None when the rule is not met.

    It is met when `rule.count` rejections or more, the one at `now` among them, lie within `rule.within` seconds of
    one another, **both ends included**: a first and a last exactly `within` apart are together, one microsecond more
    and they are not. The window may end after `now`: two services' clocks differ, and a clock may step back, so that
    earlier arrivals carry later times. A step back by more than the window hides the rejections before it, and the
    alert comes later; it never comes without cause.

    Parameters
    ----------
    rule
        How many, and within how long.
    rejections
        In any order, those that count: since the last alert was closed. Others than those within reach of `now`
        change nothing.
    now
        Time of the rejection that has just arrived, microseconds since the epoch; it is one of `rejections`.

    Examples
    --------
    >>> rule = RejectionRule(count=2, within=1)
    >>> evaluate(rule, [Rejection("a", 0), Rejection("b", 1_000_000)], now=1_000_000).count
    2
    >>> evaluate(rule, [Rejection("a", 0), Rejection("b", 1_000_001)], now=1_000_001) is None
    True
    """
    within = round(rule.within * 1_000_000)
    near = sorted((one for one in rejections if abs(one.at - now) <= within), key=lambda one: one.at)
    times = [one.at for one in near]
    # A window that holds the most begins at a rejection.
    starts = range(bisect_right(times, now))
    windows = [(bisect_right(times, times[start] + within) - start, start) for start in starts]
    if not windows:
        return None
    count, start = max(windows, key=lambda window: window[0])
    if count < rule.count:
        return None
    return _evidence(rule, near[start : start + count])


def is_quiet(rule: RejectionRule, evidence: Evidence, now: int) -> bool:
    """Say whether so long has passed without a rejection that an alert closes by itself.

    Examples
    --------
    >>> rule = RejectionRule(count=1, within=1, close_after=2)
    >>> evidence = evaluate(rule, [Rejection("a", 0)], now=0)
    >>> is_quiet(rule, evidence, 1_999_999), is_quiet(rule, evidence, 2_000_000)
    (False, True)
    """
    return now - evidence.last_at >= round(rule.quiet_time * 1_000_000)


def _evidence(rule: RejectionRule, together: Sequence[Rejection]) -> Evidence:
    kept = together[:KEPT]
    return Evidence(
        within_s=rule.within,
        count=len(together),
        first_at=together[0].at,
        last_at=together[-1].at,
        prediction_ids=tuple(one.prediction_id for one in kept),
        times=tuple(one.at for one in kept),
    )
