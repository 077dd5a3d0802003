"""Then and now side by side: outlines over a scale, or a pair of bars for each name."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from vigie.ui.markup import fill

_WIDTH, _HEIGHT = 480.0, 110.0


@dataclass(frozen=True, slots=True)
class Pair:
    """One name with its shares in [0, 1], and these as they are written."""

    name: str
    then: float
    now: float
    then_figure: str
    now_figure: str


def legend(then: str, now: str) -> str:
    """Return what the two shapes are; they differ in form, not in colour alone."""
    return fill(
        '<p class="vg-key"><span><i class="vg-then"></i>{then}</span><span><i class="vg-now"></i>{now}</span></p>',
        then=then,
        now=now,
    )


def outlines(then: Sequence[float], now: Sequence[float], scale: tuple[str, str, str], words: str) -> str:
    """Return two silhouettes over one scale: of then the ground, of now a line before it.

    Parameters
    ----------
    then, now
        Shares per bar, as many of each.
    scale
        What is written under the left end, the middle and the right end.
    words
        What a screen reader says.
    """
    tallest = max(*then, *now, 1e-9)
    drawing = fill(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" '
        'preserveAspectRatio="none"><polygon fill="#cfcabb" points="0,{h} {then} {w},{h}"/><polyline fill="none" '
        'stroke="#1b6478" stroke-width="2.4" vector-effect="non-scaling-stroke" points="{now}"/></svg>',
        w=_WIDTH,
        h=_HEIGHT,
        then=_points(then, tallest),
        now=_points(now, tallest),
    )
    # Streamlit takes drawings out of markup, so it is a picture, and its words are the picture's text.
    picture = base64.b64encode(drawing.encode()).decode()
    ends = [fill("<span>{text}</span>", text=text) for text in scale]
    return (
        fill('<img class="vg-silhouette" alt="{words}" ', words=words)
        + fill('src="data:image/svg+xml;base64,{data}">', data=picture)
        + '<div class="vg-ends" aria-hidden="true">' + "".join(ends) + "</div>"
    )  # fmt: skip


def pairs(entries: Sequence[Pair], words: str, then: str, now: str) -> str:
    """Return two bars per name, with their figures."""
    widest = max((max(one.then, one.now) for one in entries), default=0.0) or 1.0
    lines = [
        fill('<li><span class="vg-name">{name}</span>', name=one.name)
        + _bar("then", then, one.then / widest, one.then_figure)
        + _bar("now", now, one.now / widest, one.now_figure)
        + "</li>"
        for one in entries
    ]
    return fill('<ul class="vg-pairs" aria-label="{words}">', words=words) + "".join(lines) + "</ul>"


def _bar(kind: str, said: str, share: float, figure: str) -> str:
    return fill(
        '<span class="vg-pair"><i class="vg-{kind}" style="width:{width}%"></i>'
        '<span aria-label="{said}: {figure}">{figure}</span></span>',
        kind=kind,
        said=said,
        width=f"{75 * min(max(share, 0.0), 1.0):.1f}",
        figure=figure,
    )


def _points(shares: Sequence[float], tallest: float) -> str:
    step = _WIDTH / len(shares)
    points = []
    for number, share in enumerate(shares):
        y = _HEIGHT - (_HEIGHT - 5) * share / tallest
        points += [f"{number * step:.1f},{y:.1f}", f"{(number + 1) * step:.1f},{y:.1f}"]
    return " ".join(points)
