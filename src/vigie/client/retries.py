"""When a call is tried again, and how long it waits before."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

AGAIN = frozenset({429, 502, 503, 504})
"""Statuses that say 'not now'."""


@dataclass(frozen=True, slots=True)
class Retries:
    """Exponential back-off with full jitter: callers that were cut off together do not come back together.

    References
    ----------
    Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015.
    """

    most: int = 5
    """Attempts after the first; 0: none."""
    first_s: float = 0.2
    """The longest wait before the second attempt; it doubles with each."""
    longest_s: float = 10.0
    """No wait is longer. A service that asks for a longer one is not asked again."""

    def wait_s(self, attempt: int, headers: Mapping[str, str], chance: float | None = None) -> float | None:
        """Return how many seconds to wait after a failed attempt, None to give up.

        Parameters
        ----------
        attempt
            0 for the first.
        headers
            Of the answer; what its `retry-after` says is waited at least.
        chance
            In [0, 1]; by default random.

        Examples
        --------
        >>> Retries().wait_s(0, {}, 0.5), Retries().wait_s(3, {}, 0.5), Retries().wait_s(5, {}) is None
        (0.1, 0.8, True)
        >>> Retries().wait_s(0, {"retry-after": "3"}, 0.5), Retries().wait_s(0, {"retry-after": "60"}) is None
        (3.1, True)
        """
        if attempt >= self.most:
            return None
        drawn = random.random() if chance is None else chance
        asked = retry_after_s(headers.get("retry-after", ""))
        wait = asked + drawn * min(self.longest_s, self.first_s * 2.0**attempt)
        return wait if asked <= self.longest_s else None


RETRIES = Retries()
NO_RETRIES = Retries(most=0)


def retry_after_s(text: str) -> float:
    """Return the seconds that a `retry-after` header asks for, as a number or as a date; 0 if it says nothing.

    Examples
    --------
    >>> retry_after_s("2"), retry_after_s("Thu, 01 Jan 1970 00:00:00 GMT"), retry_after_s("soon")
    (2.0, 0.0, 0.0)
    """
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
