"""The comparison's pictures as inline SVG: intervals, cost, learning, history, confusion."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vigie.core.types import Language
from vigie.data.exploration.charts import compact, escape
from vigie.evaluation.outcome import Outcome
from vigie.evaluation.wording import say_duration, say_number
from vigie.pipelines.pages.plot import QUIET, Axis, grid, line, round_steps, spread, svg, text

Points = Sequence[tuple[float, float]]

_WIDE = 1000.0
_LINE = 15
"""Between two names, one below the other."""
_ROW = 38.0
_MOST_DOTS = 30
_FAR = 2.5
"""Times the gap of the candidate before: one further behind would squeeze all others into a corner of the picture."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One candidate in a picture."""

    name: str
    value: float
    low: float
    high: float
    colour: str
    ms: float | None = None
    is_best: bool = False
    is_real: bool = False
    """Whether it is really worse than the best."""


def near_the_best(marks: Sequence[Mark]) -> list[Mark]:
    """Return the candidates, the best first, up to the first that is far behind all before it."""
    near, widest = [marks[0]], marks[0].high - marks[0].low
    for mark in marks[1:]:
        gap = abs(mark.value - marks[0].value)
        if gap > _FAR * widest:
            break
        near.append(mark)
        widest = max(widest, gap)
    return near


def value_range(marks: Sequence[Mark]) -> tuple[float, float]:
    """Return the ends of the values' axis: it holds the intervals of the candidates near the best."""
    near = near_the_best(marks)
    low, high = min(mark.low for mark in near), max(mark.high for mark in near)
    pad = (high - low) * 0.06 or 0.01
    return low - pad, high + pad


def interval_picture(marks: Sequence[Mark], language: Language, title: str) -> str:
    """Return one line per candidate, the best first: its interval as a bar, its value as a dot."""
    bottom = _ROW * len(marks) + 14
    axis = Axis(*value_range(marks), 200, _WIDE - 90)
    parts = [
        line(axis.place(step), 6, axis.place(step), bottom, "rule")
        + text(axis.place(step), bottom + 18, _short(step, language), anchor="middle")
        for step in round_steps(axis.low, axis.high, 7)
    ]
    best = axis.place(marks[0].value)
    parts.append(line(best, 6, best, bottom, "tick"))
    parts += [_interval(mark, 6 + _ROW * (number + 0.5), axis, language) for number, mark in enumerate(marks)]
    return svg(_WIDE, bottom + 26, "".join(parts), title)


def _interval(mark: Mark, y: float, axis: Axis, language: Language) -> str:
    colour = QUIET if mark.is_real else mark.colour
    name = text(188, y + 4.5, _cut(mark.name, 24), anchor="end", kind="name")
    number = text(_WIDE - 76, y + 4.5, say_number(mark.value, 3, language), kind="name")
    if mark.high < axis.low or mark.low > axis.high:
        x, turn = (axis.start, -1) if mark.high < axis.low else (axis.end, 1)
        arrow = f'<path d="M{x} {y} l{-turn * 11} -6 v12 z" fill="{colour}"/>'
        return f"<g>{name}{arrow}{number}</g>"
    bar = (
        f'<line x1="{axis.place(mark.low):.1f}" x2="{axis.place(mark.high):.1f}" y1="{y}" y2="{y}" stroke="{colour}"'
        ' class="span"/>'
    )
    dot = _dot(axis.place(mark.value), y, colour) if axis.holds(mark.value) else ""
    told = f"{mark.name}: {mark.value:.4f} ({mark.low:.4f} – {mark.high:.4f})"
    return f"<g><title>{escape(told)}</title>{name}{bar}{dot}{number}</g>"


def cost_picture(marks: Sequence[Mark], language: Language, across: str, title: str) -> str:
    """Return the value against the time of an answer, on a scale of tens; what cannot be served is not in it."""
    served = [mark for mark in marks if mark.ms]
    logs = [math.log10(mark.ms or 1.0) for mark in served]
    low, high = math.floor(min(logs) - 0.1), math.ceil(max(logs) + 0.15)
    x_axis = Axis(low, max(high, low + 1), 70, _WIDE - 150)
    y_axis = Axis(*value_range(marks), 330, 16)
    steps = [float(power) for power in range(low, max(high, low + 1) + 1)]
    frame = grid(
        x_axis,
        y_axis,
        steps,
        round_steps(y_axis.low, y_axis.high),
        lambda power: _power(power, language),
        lambda value: _short(value, language),
    )
    places = [(x_axis.place(log), y_axis.place(mark.value)) for log, mark in zip(logs, served, strict=True)]
    heights = _label_heights(places)
    parts = [
        _cost(mark, x, y, height, y_axis, language)
        for mark, (x, y), height in zip(served, places, heights, strict=True)
    ]
    note = text((x_axis.start + x_axis.end) / 2, 372, across, anchor="middle")
    return svg(_WIDE, 380, frame + "".join(parts) + note, title)


def _label_heights(places: Sequence[tuple[float, float]]) -> list[float]:
    """Return where each dot's name goes: as near its dot as those that lie near it from left to right leave free."""
    heights: dict[int, float] = {}
    for number in sorted(range(len(places)), key=lambda one: places[one][1]):
        x, y = places[number]
        taken = [height for other, height in heights.items() if abs(places[other][0] - x) < 150]
        tried = (y + side * step * _LINE / 2 for step in range(60) for side in (1, -1))
        free = (at for at in tried if 16 <= at <= 330 and all(abs(at - other) >= _LINE for other in taken))
        heights[number] = next(free, y)
    return [heights[number] for number in range(len(places))]


def _cost(mark: Mark, x: float, y: float, height: float, axis: Axis, language: Language) -> str:
    colour = QUIET if mark.is_real else mark.colour
    name = mark.name if axis.holds(mark.value) else f"{mark.name} ({say_number(mark.value, 3, language)})"
    bar = line(x, axis.place(mark.low), x, axis.place(mark.high), "whisker", colour)
    shape = (
        _dot(x, y, colour)
        if axis.holds(mark.value)
        else f'<path d="M{x - 6:.1f} {y - 9:.1f} h12 l-6 9 z" fill="{colour}"/>'
    )
    told = f"{mark.name}: {mark.value:.4f}, {say_duration(mark.ms, language)}"
    return f"<g><title>{escape(told)}</title>{bar}{shape}{text(x + 12, height + 4, _cut(name, 24), kind='name')}</g>"


def line_picture(
    lines: Mapping[str, Points],
    colours: Mapping[str, str],
    language: Language,
    across: str,
    title: str,
    *,
    near: Collection[str] = (),
    wide: bool = True,
) -> str:
    """Return lines with their names at their right ends; those not of `near` may lie along the picture's edge."""
    width, right = (_WIDE, 200.0) if wide else (480.0, 110.0)
    bottom = 310.0 if wide else 200.0
    points = [point for drawn in lines.values() for point in drawn]
    xs = [x for x, _ in points]
    ys = [y for name, drawn in lines.items() if not near or name in near for _, y in drawn]
    pad = (max(ys) - min(ys)) * 0.06 or 0.01
    x_axis = Axis(min(0.0, *xs) if wide else min(xs), max(xs), 64, width - right)
    y_axis = Axis(min(ys) - pad, max(ys) + pad, bottom, 14)
    frame = grid(
        x_axis,
        y_axis,
        [step for step in round_steps(x_axis.low, x_axis.high, 6 if wide else 4) if step == int(step)],
        round_steps(y_axis.low, y_axis.high, 5 if wide else 4),
        lambda value: say_number(value, 0, language),
        lambda value: _short(value, language),
    )
    ends = spread([y_axis.place(drawn[-1][1]) for drawn in lines.values()], 16, 14, bottom)
    parts = [
        _line(name, drawn, end, x_axis, y_axis, colours[name], language, limit=22 if wide else 14)
        for (name, drawn), end in zip(lines.items(), ends, strict=True)
    ]
    note = text((x_axis.start + x_axis.end) / 2, bottom + 38, across, anchor="middle")
    return svg(width, bottom + 46, frame + "".join(parts) + note, title)


def _line(
    name: str, drawn: Points, end: float, x_axis: Axis, y_axis: Axis, colour: str, language: Language, limit: int
) -> str:
    places = [(x_axis.place(x), y_axis.place(y)) for x, y in drawn]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(_dot(x, y, colour, 3.2) for x, y in places) if len(places) < _MOST_DOTS else ""
    (x, y), value = places[-1], drawn[-1][1]
    shown = _cut(name, limit) if y_axis.holds(value) else f"{_cut(name, limit)} ({say_number(value, 3, language)})"
    return (
        f'<polyline points="{path}" stroke="{colour}" class="curve"/>{dots}'
        + line(x + 6, y, x + 14, end, "lead", colour)
        + text(x + 18, end + 4, shown, kind="name", fill=colour)
    )


def confusion_table(outcome: Outcome, names: Sequence[str], language: Language) -> str:
    """Return the confusion as a table: the true class down, the answer across, shaded by its share of the class."""
    counts = outcome.once().confusion[0].astype(int)
    totals = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, totals, out=np.zeros(counts.shape), where=totals > 0)
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(
        f"<tr><th>{escape(name)}</th>"
        + "".join(
            _cell(float(share), int(count), number == place, language)
            for place, (share, count) in enumerate(zip(shares[number], counts[number], strict=True))
        )
        + "</tr>"
        for number, name in enumerate(names)
    )
    return f'<table class="confusion"><tr><th></th>{head}</tr>{body}</table>'


def _cell(share: float, count: int, is_right: bool, language: Language) -> str:
    colour = "47,125,91" if is_right else "200,85,61"
    ink = "#fff" if share > 0.6 else "inherit"
    style = f"background:rgba({colour},{0.06 + 0.86 * share if count else 0:.2f});color:{ink}"
    shown = f"{say_number(100 * share, 0, language)} %<small>{say_number(count, 0, language)}</small>" if count else "·"
    return f'<td style="{style}">{shown}</td>'


def _power(power: float, language: Language) -> str:
    return say_duration(10**power, language).replace(".0", "").replace(",0", "")


def _dot(x: float, y: float, colour: str, radius: float = 6.5) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{colour}" class="dot"/>'


def _short(value: float, language: Language) -> str:
    shown = compact(value)
    return shown.replace(",", " ").replace(".", ",") if language == "fr" else shown


def _cut(name: str, limit: int) -> str:
    return name if len(name) <= limit else f"{name[: limit - 1]}…"
