"""Which answers people are asked to check: a random share of them, so that one number of accuracy is without bias."""

from __future__ import annotations

from hashlib import blake2b

from pydantic import Field

from vigie.core.declarations.durations import Seconds
from vigie.core.schema import Declaration

_RANGE = float(1 << 64)


class Asking(Declaration):
    """The table [verdicts] of vigie.toml."""

    asked_share: float = Field(default=0.05, ge=0, le=1)
    """The share of predictions that people are asked to check, drawn by their ids."""
    window: Seconds = 7 * 86_400.0
    """The monitors of accuracy look at the predictions of so long a time."""
    at_least: int = Field(default=30, ge=1)
    """Verdicts of one kind without which the monitors say nothing of accuracy."""


def is_asked(prediction_id: str, share: float) -> bool:
    """Say whether people are asked to check this prediction. About 1 µs.

    It follows from the id alone, which is random, so nothing is stored or drawn while the prediction is answered, and
    whoever knows the id and the share agrees: the page, the service, the watcher. A larger share holds a smaller one.

    Parameters
    ----------
    share
        In [0, 1].

    Examples
    --------
    >>> sum(is_asked(f"id {number}", share=0.05) for number in range(10_000))
    503
    """
    digest = blake2b(prediction_id.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") < share * _RANGE
