"""How much was told outside, and how much could not be."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Literal

What = Literal["spans_sent", "spans_dropped", "events_sent", "events_dropped"]


class Tally:
    """Counters that several threads may add to."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"spans_sent": 0, "spans_dropped": 0, "events_sent": 0, "events_dropped": 0}
        self._lock = threading.Lock()

    def add(self, what: What, number: int = 1) -> None:
        with self._lock:
            self._numbers[what] += number

    @property
    def numbers(self) -> Mapping[str, int]:
        """What was counted until now."""
        with self._lock:
            return dict(self._numbers)

    def join(self, others: Mapping[str, int]) -> None:
        """Add what another process counted."""
        with self._lock:
            for what, number in others.items():
                self._numbers[what] += number
