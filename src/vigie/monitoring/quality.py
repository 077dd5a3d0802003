"""Accuracy in production: what people's verdicts say about the answers they saw."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

_Z_95 = 1.959963984540054  # the normal distribution's 97.5 % point


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


def wilson_interval(successes: int, total: int, z: float = _Z_95) -> tuple[float, float]:
    """Return the Wilson score interval of a share: within [0, 1], and sound for few observations and for 0 or all.

    Parameters
    ----------
    successes
        In [0, total].
    total
        At least 1.
    z
        Standard normal quantile; the default makes a 95 % interval.

    Examples
    --------
    >>> [round(end, 3) for end in wilson_interval(0, 10)]
    [0.0, 0.278]

    References
    ----------
    Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
    """
    if not 0 <= successes <= total or total < 1:
        raise ValueError(
            f"{successes} of {total} is no share: successes must lie in [0, total] and total be at least 1"
        )
    share = successes / total
    centre = share + z * z / (2 * total)
    reach = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (centre - reach) / scale), min(1.0, (centre + reach) / scale)
