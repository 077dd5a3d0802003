"""A share between 0 and 1 with the range that it lies in, as a bar with a mark."""

from __future__ import annotations

from vigie.ui.markup import fill
from vigie.ui.voice import Voice


def share_range(
    say: Voice,
    at: float,
    ends: tuple[float, float],
    words: str,
    *,
    promise: float | None = None,
    estimate: bool = False,
) -> str:
    """Return the bar as HTML.

    Parameters
    ----------
    ends
        The range that is shaded.
    words
        What a screen reader says instead.
    promise
        A second mark, thin: what was shown before.
    estimate
        Nobody has seen it: the range is hatched.
    """
    low, high = ends
    promised = "" if promise is None else fill('<u style="left:{at}%"></u>', at=_percent(promise))
    return (
        fill(
            '<div class="vg-range{kind}" role="img" aria-label="{words}"><i style="left:{low}%;width:{width}%"></i>',
            kind=" vg-guess" if estimate else "",
            words=words,
            low=_percent(low),
            width=_percent(high - low),
        )
        + promised
        + fill('<b style="left:{at}%"></b></div>', at=_percent(at))
        + fill(
            '<div class="vg-ends" aria-hidden="true"><span>{none}</span><span>{all}</span></div>',
            none=say.percent(0),
            all=say.percent(1),
        )
    )


def _percent(share: float) -> str:
    return f"{100 * min(max(share, 0.0), 1.0):.1f}"
