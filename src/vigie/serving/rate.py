"""How often one caller may ask: a token bucket each, kept as one number."""

from __future__ import annotations

from time import monotonic

from vigie.core.errors import RateLimitError

_MOST_CALLERS = 50_000
"""Beyond so many the full buckets are let go of, which are as good as none."""


class RateLimit:
    """Lets a caller ask `count` times at once and then as often as the bucket refills: `count` per `within_s`.

    Of each caller one time is kept: that at which the bucket will be full again. About 0.3 µs a request. Use it from
    one thread.

    References
    ----------
    The generic cell rate algorithm of ITU-T I.371, which is a token bucket without a counter.
    """

    def __init__(self, count: int, within_s: float) -> None:
        self._within_s = within_s
        self._step_s = within_s / count
        self._full_at: dict[str, float] = {}

    def take(self, caller: str, at: float | None = None) -> None:
        """Count one request. Raises RateLimitError, which says how long to wait, if it is one too many."""
        moment = monotonic() if at is None else at
        full_at = max(self._full_at.get(caller, moment), moment) + self._step_s
        wait_s = full_at - moment - self._within_s
        if wait_s > 1e-9:
            raise RateLimitError(wait_s)
        if len(self._full_at) >= _MOST_CALLERS and caller not in self._full_at:
            self._let_go(moment)
        self._full_at[caller] = full_at

    def _let_go(self, moment: float) -> None:
        kept = {caller: full_at for caller, full_at in self._full_at.items() if full_at > moment}
        # All of them busy: it is a flood from many addresses, and memory is worth more than fairness.
        self._full_at = kept if len(kept) < _MOST_CALLERS else {}
