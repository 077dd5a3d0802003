"""How far a share of few observations can be trusted."""

from __future__ import annotations

from math import sqrt

_Z_95 = 1.959963984540054  # the normal distribution's 97.5 % point


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
    low = max(0.0, (centre - reach) / scale) if successes else 0.0  # what rounding leaves of a nought is no share
    return low, min(1.0, (centre + reach) / scale) if successes < total else 1.0
