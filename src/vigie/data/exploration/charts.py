"""Small pictures as inline SVG: stacked bars, histograms, labels over time. Every text that enters is escaped."""

from __future__ import annotations

import html
from collections.abc import Sequence

import numpy as np

from vigie.data.exploration.column_facts import Counts, Histogram, NumberFacts
from vigie.data.exploration.timeline import Timeline, shown_day

_SPACES = "\n\t\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
_WIDTH = 480.0
_WIDE = 1000.0
_HEIGHT = 120.0
_AXIS = 18.0
_STRIP = 15.0

_ONE = "#c8553d"
_OTHER = "#4a7c9b"
_UNORDERED = (
    "#4a7c9b", "#e0a458", "#7a9e7e", "#c8553d", "#8a6f9e", "#5fa8a0", "#b08968", "#d186a0", "#6c757d", "#a3b18a",
)  # fmt: skip
_SCALE = ((38, 84, 124), (127, 173, 189), (240, 217, 168), (230, 149, 88), (193, 68, 52))


def escape(text: object) -> str:
    """Return a text that can stand in HTML or in an attribute.

    Examples
    --------
    >>> escape('<b onload="x">')
    '&lt;b onload=&quot;x&quot;&gt;'
    """
    return html.escape("".join(char for char in str(text) if char.isprintable() or char in _SPACES), quote=True)


def label_colours(labels: Sequence[str], *, is_ordered: bool, positive: str | None = None) -> dict[str, str]:
    """Return a colour per label: one scale where they are steps, else colours easy to tell apart.

    Examples
    --------
    >>> label_colours(["negative", "other"], is_ordered=False, positive="negative")
    {'negative': '#c8553d', 'other': '#4a7c9b'}
    """
    if is_ordered:
        places = np.linspace(0, len(_SCALE) - 1, max(len(labels), 2))
        return {label: _on_scale(float(place)) for label, place in zip(labels, places, strict=False)}
    if len(labels) == 2:
        return {label: _ONE if label == (positive or labels[0]) else _OTHER for label in labels}
    return {label: _UNORDERED[number % len(_UNORDERED)] for number, label in enumerate(labels)}


def compact(value: float) -> str:
    """Return a number short enough for an axis.

    Examples
    --------
    >>> compact(1985.0), compact(12345.0), compact(0.1234), compact(2_500_000), compact(float("nan"))
    ('1985', '12,345', '0.123', '2.5 M', '–')
    """
    if not np.isfinite(value):
        return "–"
    size = abs(value)
    if size >= 1e6:
        return f"{value / 1e6:.3g} M"
    if size >= 10_000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if size >= 1_000 or value == int(value) else f"{value:.3g}"


def stacked_bar(rows: Sequence[int], labels: Sequence[str], colours: dict[str, str], *, height: int = 22) -> str:
    """Return one bar that shows each label's share, full width."""
    total = max(sum(rows), 1)
    parts, left = [], 0.0
    for label, count in zip(labels, rows, strict=True):
        share = 100 * count / total
        if share:
            parts.append(_segment(f"{label}: {count:,} ({share:.1f} %)", left, share, colours[label], height))
        left += share
    return f'<svg class="bar" width="100%" height="{height}" role="img">{"".join(parts)}</svg>'


def _segment(title: str, left: float, share: float, colour: str, height: int) -> str:
    rect = (
        f'<rect x="{left:.3f}%" width="{share:.3f}%" height="{height}" fill="{colour}">'
        f"<title>{escape(title)}</title></rect>"
    )
    if share < 6 or height < 18:
        return rect
    ink = "#fff" if _is_dark(colour) else "#3b3226"
    middle = f'x="{left + share / 2:.3f}%" y="{height / 2 + 4:.0f}"'
    return f'{rect}<text {middle} fill="{ink}" class="on" text-anchor="middle">{share:.0f} %</text>'


def plain_bar(share: float, colour: str, *, mark: float | None = None) -> str:
    """Return a bar of a share in [0, 1], with an optional tick."""
    width = 100 * min(max(share, 0.0), 1.0)
    tick = "" if mark is None else f'<line x1="{mark:.0%}" x2="{mark:.0%}" y1="0" y2="12" class="tick"/>'
    return (
        '<svg class="bar" width="100%" height="12" role="img"><rect width="100%" height="12" class="track"/>'
        f'<rect width="{width:.2f}%" height="12" fill="{colour}"/>{tick}</svg>'
    )


def histogram(facts: Histogram, labels: Sequence[str], colours: dict[str, str], unit: str = "") -> str:
    """Return a histogram with the labels stacked in each bar."""
    return _svg(_HEIGHT + _AXIS, _columns(facts.counts, labels, colours) + _axis(facts, unit, _HEIGHT))


def number_picture(facts: NumberFacts, labels: Sequence[str], colours: dict[str, str]) -> str:
    """Return a histogram and, below it, each label's middle half with its median, on the same axis."""
    shape = facts.histogram
    strips = [
        _strip(label, facts.quartiles[label], shape, colours[label], _HEIGHT + _AXIS + 8 + row * _STRIP)
        for row, label in enumerate(label for label in labels if label in facts.quartiles)
    ]
    height = _HEIGHT + _AXIS + 8 + _STRIP * len(strips)
    return _svg(height, _columns(shape.counts, labels, colours) + _axis(shape, facts.unit, _HEIGHT) + "".join(strips))


def timeline_picture(timeline: Timeline, labels: Sequence[str], colours: dict[str, str]) -> str:
    """Return rows over time and, below, each label's share in each span of time."""
    totals = timeline.counts.sum(axis=1, keepdims=True)
    width = _WIDE / len(totals)
    tallest = max(int(totals.max()), 1)
    bars = [
        f'<rect x="{number * width + 1:.1f}" y="{50 - 46 * rows / tallest:.1f}" width="{width - 2:.1f}"'
        f' height="{46 * rows / tallest:.1f}" class="grey"><title>{rows:,} rows</title></rect>'
        for number, rows in enumerate(totals[:, 0].tolist())
    ]
    shares = 1_000 * timeline.counts // np.maximum(totals, 1)
    body = f'<g transform="translate(0 56)">{_columns(shares, labels, colours, width=_WIDE, tallest=1_000)}</g>'
    ends = ((0.0, "start", timeline.start), (_WIDE, "end", timeline.end))
    axis = "".join(_axis_text(x, 192, anchor, shown_day(time)) for x, anchor, time in ends)
    return _svg(196, "".join(bars) + body + axis, width=_WIDE)


def legend(labels: Sequence[str], colours: dict[str, str], titles: dict[str, str]) -> str:
    """Return the labels with their colours."""
    entries = (
        f'<span class="key"><i style="background:{colours[label]}"></i>{escape(label)}'
        + (f" <small>{escape(titles[label])}</small>" if titles.get(label, label) != label else "")
        + "</span>"
        for label in labels
    )
    return f'<div class="legend">{"".join(entries)}</div>'


def _svg(height: float, body: str, *, width: float = _WIDTH) -> str:
    return f'<svg viewBox="0 0 {width:.0f} {height:.0f}" class="chart" role="img">{body}</svg>'


def _columns(
    counts: Counts,
    labels: Sequence[str],
    colours: dict[str, str],
    *,
    width: float = _WIDTH,
    tallest: int | None = None,
) -> str:
    step = width / len(counts)
    scale = _HEIGHT / max(tallest or int(counts.sum(axis=1).max()), 1)
    parts = [f'<line x1="0" x2="{width:.0f}" y1="{_HEIGHT}" y2="{_HEIGHT}" class="base"/>']
    for number, line in enumerate(counts.tolist()):
        top = _HEIGHT
        for label, rows in zip(labels, line, strict=True):
            if rows:
                top -= rows * scale
                parts.append(
                    f'<rect x="{number * step + 1:.1f}" y="{top:.1f}" width="{step - 2:.1f}"'
                    f' height="{rows * scale:.1f}" fill="{colours[label]}"/>'
                )
    return "".join(parts)


def _axis(shape: Histogram, unit: str, bottom: float) -> str:
    end = f"{compact(shape.high)} {unit}".rstrip()
    middle = compact(shape.middle) + (" (log scale)" if shape.is_log else "")
    ticks = ((0.0, "start", compact(shape.low)), (_WIDTH / 2, "middle", middle), (_WIDTH, "end", end))
    return "".join(_axis_text(x, bottom + 14, anchor, text) for x, anchor, text in ticks)


def _axis_text(x: float, y: float, anchor: str, text: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" class="axis" text-anchor="{anchor}">{escape(text)}</text>'


def _strip(label: str, quartiles: tuple[float, float, float], shape: Histogram, colour: str, top: float) -> str:
    first, median, last = (_WIDTH * shape.place(value) for value in quartiles)
    title = f"{label}: median {compact(quartiles[1])}, half between {compact(quartiles[0])} and {compact(quartiles[2])}"
    return (
        f'<g><title>{escape(title)}</title><line x1="0" x2="{_WIDTH:.0f}" y1="{top}" y2="{top}" class="rail"/>'
        f'<line x1="{first:.1f}" x2="{max(last, first + 1):.1f}" y1="{top}" y2="{top}" stroke="{colour}" class="half"/>'
        f'<circle cx="{median:.1f}" cy="{top}" r="4.5" fill="#fff" stroke="{colour}" stroke-width="2.5"/></g>'
    )


def _on_scale(place: float) -> str:
    lower = min(int(place), len(_SCALE) - 2)
    weight = place - lower
    mixed = [round(a + (b - a) * weight) for a, b in zip(_SCALE[lower], _SCALE[lower + 1], strict=True)]
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _is_dark(colour: str) -> bool:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 150
