"""Numbers as bars of characters, for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

_EIGHTHS = " ▏▎▍▌▋▊▉"


def bar(share: float, width: int) -> str:
    """Return a bar that fills a share in [0, 1] of `width` characters, to an eighth of one.

    Examples
    --------
    >>> bar(0.5, 4), bar(0.15625, 4), bar(2.0, 2)
    ('██', '▋', '██')
    """
    eighths = round(min(max(share, 0.0), 1.0) * width * 8)
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")


def shares(values: Sequence[float], full: float | None = None) -> list[float]:
    """Return each number's size as a share of `full`, by default of the largest one.

    Examples
    --------
    >>> shares([2.0, -4.0]), shares([0.0]), shares([])
    ([0.5, 1.0], [0.0], [])
    """
    largest = max((abs(value) for value in values), default=0.0) if full is None else full
    return [abs(value) / largest if largest else 0.0 for value in values]
