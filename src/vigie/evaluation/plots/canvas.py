"""The paper all pictures are drawn on: one size, one set of colours, one way to write a title."""

from __future__ import annotations

import io
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

INK = "#22303c"
QUIET = "#6b7782"
FAINT = "#d7dde2"
BLUE = "#0072b2"
ORANGE = "#d55e00"
COLOURS = (BLUE, ORANGE, "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a5195", "#333333")
"""Told apart by colour-blind people too, after Okabe and Ito, "Color universal design", 2008."""

Place = Literal["best", "lower left", "lower right"]

_WIDTH, _HEIGHT, _DPI = 6.0, 4.6, 120


def new_figure(height: float = _HEIGHT, *, left: float = 0.82, bottom: float = 0.62, gap: float = 0.2) -> Figure:
    """Return an empty figure, 720 pixels wide.

    Margins are given, not found: matplotlib's own search for them lays every text out twice.

    Parameters
    ----------
    height, left, bottom
        In inches.
    gap
        Between axes one above the other, as a share of their height.
    """
    figure = Figure(figsize=(_WIDTH, height), dpi=_DPI, facecolor="white")
    figure.subplots_adjust(
        left=left / _WIDTH,
        right=1 - 0.2 / _WIDTH,
        bottom=bottom / height,
        top=1 - 0.78 / height,
        hspace=gap,
    )
    return figure


def tidy(axes: Axes, *, across: str, up: str, grid: bool = True) -> None:
    """Take away what carries no information, and name both axes."""
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(FAINT)
    axes.tick_params(colors=QUIET, labelcolor=INK, labelsize=9, length=3)
    axes.set_xlabel(across, color=INK, fontsize=10)
    axes.set_ylabel(up, color=INK, fontsize=10)
    if grid:
        axes.grid(color=FAINT, linewidth=0.7)
        axes.set_axisbelow(True)


def entitle(figure: Figure, title: str, subtitle: str) -> None:
    """Write what the picture shows, and under it what to look for."""
    height = figure.get_figheight()
    figure.text(0.022, 1 - 0.1 / height, title, fontsize=13, fontweight="bold", color=INK, ha="left", va="top")
    figure.text(0.022, 1 - 0.4 / height, subtitle, fontsize=9.5, color=QUIET, ha="left", va="top")


def colour_of(number: int) -> str:
    """Return the colour of line `number`; they come round again after eight."""
    return COLOURS[number % len(COLOURS)]


def style_of(number: int) -> str:
    """Return the stroke of line `number`: solid for the first eight, dashed for those that repeat their colours."""
    return "-" if number < len(COLOURS) else "--"


def shorten(name: str, limit: int = 22) -> str:
    """Cut a long name, so that it leaves room for the picture.

    Examples
    --------
    >>> shorten("a rather long name of a class", 12)
    'a rather lo…'
    """
    cut = name if len(name) <= limit else name[: limit - 1] + "…"
    return cut.replace("$", r"\$")  # a pair of dollar signs would be read as a formula


def legend(axes: Axes, place: Place, entries: int) -> None:
    """Name the lines inside the picture, where there is room for it."""
    if not axes.get_legend_handles_labels()[0]:
        return
    columns = 2 if entries > 8 else 1
    axes.legend(
        loc=place,
        fontsize=8.5,
        frameon=True,
        framealpha=0.9,
        edgecolor=FAINT,
        labelcolor=INK,
        ncols=columns,
    )


def png(figure: Figure) -> bytes:
    """Return the figure as a PNG with a palette of 128 colours, about 15–40 kB."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]  # matplotlib has no annotation here
    pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]  # nor here
    drawn = Image.fromarray(pixels[..., :3])
    buffer = io.BytesIO()
    drawn.quantize(128, dither=Image.Dither.NONE).save(buffer, format="png")
    return buffer.getvalue()
