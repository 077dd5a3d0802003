"""Accuracy in production: what people's verdicts say about the answers they saw."""

from __future__ import annotations

from dataclasses import dataclass

from vigie.core.intervals import wilson_interval


@dataclass(frozen=True, slots=True)
class Quality:
    """Verdicts counted by kind, and the accuracy they make; None for the numbers that no verdict supports.

    People choose which answers they judge, and often judge the wrong ones: it is the accuracy of judged answers.
    """

    confirmed: int
    rejected: int
    corrected: int
    accuracy: float | None
    low: float | None
    """Lower end of the 95 % interval (Wilson)."""
    high: float | None

    @property
    def verdicts(self) -> int:
        return self.confirmed + self.rejected + self.corrected


def quality(confirmed: int, rejected: int, corrected: int) -> Quality:
    """Return the accuracy in production with its interval.

    Examples
    --------
    >>> found = quality(confirmed=8, rejected=1, corrected=1)
    >>> found.accuracy, round(found.low, 3), round(found.high, 3)
    (0.8, 0.49, 0.943)
    >>> quality(0, 0, 0).accuracy is None
    True
    """
    total = confirmed + rejected + corrected
    if not total:
        return Quality(0, 0, 0, None, None, None)
    low, high = wilson_interval(confirmed, total)
    return Quality(confirmed, rejected, corrected, confirmed / total, low, high)
