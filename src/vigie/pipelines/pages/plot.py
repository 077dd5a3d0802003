"""The frame that the pages' pictures are drawn in: axes with round numbers, and texts that do not touch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from vigie.data.exploration.charts import escape

COLOURS = (
    "#4a7c9b", "#e0a458", "#7a9e7e", "#8a6f9e", "#5fa8a0", "#b08968", "#d186a0", "#6c757d", "#a3b18a", "#c9a227",
)  # fmt: skip
ACCENT = "#c8553d"
QUIET = "#b9b4ab"


@dataclass(frozen=True, slots=True)
class Axis:
    """From numbers to pixels."""

    low: float
    high: float
    start: float
    """Where `low` is drawn."""
    end: float

    def place(self, value: float) -> float:
        """Return where a number is drawn; one outside is held at the edge."""
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def round_steps(low: float, high: float, steps: int = 5) -> list[float]:
    """Return round numbers within [low, high], about so many.

    Examples
    --------
    >>> round_steps(0.81, 0.96), round_steps(0, 3000)
    ([0.82, 0.84, 0.86, 0.88, 0.9, 0.92, 0.94, 0.96], [0.0, 500.0, 1000.0, 1500.0, 2000.0, 2500.0, 3000.0])
    """
    if not high > low:
        return [low]
    rough = (high - low) / steps
    power = 10.0 ** np.floor(np.log10(rough))
    step = float(power * next(size for size in (1, 2, 5, 10) if size * power * 1.5 >= rough))
    first = int(np.ceil(low / step - 1e-9))
    return [round(number * step, 12) for number in range(first, int(np.floor(high / step + 1e-9)) + 1)]


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places moved as little as it takes to be `gap` apart, in the same order, within [low, high] if they fit.

    Examples
    --------
    >>> spread([10, 11, 50], 12, 0, 100)
    [10.0, 22.0, 50.0]
    >>> spread([95, 96], 12, 0, 100)
    [88.0, 100.0]
    """
    order = np.argsort(places, kind="stable").tolist()
    moved = [float(places[number]) for number in order]
    for number in range(1, len(moved)):
        moved[number] = max(moved[number], moved[number - 1] + gap)
    limit = high
    for number in reversed(range(len(moved))):
        moved[number] = max(min(moved[number], float(limit)), low)
        limit = moved[number] - gap
    found = [0.0] * len(moved)
    for number, place in zip(order, moved, strict=True):
        found[number] = place
    return found


def svg(width: float, height: float, body: str, title: str) -> str:
    """Return a picture that fills its card; `title` is what a screen reader says."""
    box = f'viewBox="0 0 {width:.0f} {height:.0f}" class="chart" role="img" aria-label="{escape(title)}"'
    return f"<svg {box}>{body}</svg>"


def text(x: float, y: float, content: str, *, anchor: str = "start", kind: str = "axis", fill: str = "") -> str:
    """Return a line of text."""
    colour = f' style="fill:{fill}"' if fill else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}"{colour}>{escape(content)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str, stroke: str = "") -> str:
    """Return a straight line."""
    colour = f' stroke="{stroke}"' if stroke else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"{colour}/>'


def grid(across: Axis, up: Axis, xs: Sequence[float], ys: Sequence[float], say_x: Callable[[float], str],
         say_y: Callable[[float], str]) -> str:  # fmt: skip
    """Return both axes' lines and numbers; `up` starts at the bottom."""
    parts = [line(across.start, up.place(y), across.end, up.place(y), "rule") for y in ys]
    parts += [text(across.start - 8, up.place(y) + 4, say_y(y), anchor="end") for y in ys]
    parts += [text(across.place(x), up.start + 18, say_x(x), anchor="middle") for x in xs]
    return "".join([*parts, line(across.start, up.start, across.end, up.start, "base")])
