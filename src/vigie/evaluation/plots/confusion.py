"""The confusion matrix: what was taken for what, as counts and as shares of each true class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from numpy.typing import NDArray

from vigie.evaluation.outcome import Outcome
from vigie.evaluation.plots.canvas import INK, entitle, new_figure, png, shorten, tidy

_SHADES = LinearSegmentedColormap.from_list("shades", ["#f7fafc", "#9ecae1", "#08519c"])
MOST_TEXT = 12
"""Beyond so many classes the numbers would not be readable, and the shades speak alone."""


def confusion_plot(outcome: Outcome, labels: Sequence[str]) -> bytes:
    """Return the confusion matrix, shaded by the share of each true class; each cell says share and count."""
    counts = outcome.once().confusion[0].astype(int)
    totals = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, totals, out=np.zeros(counts.shape), where=totals > 0)
    names = [shorten(label, 16) for label in labels]
    widest = max(map(len, names))
    slanted = len(names) > 3 and widest > 5
    figure = new_figure(
        height=4.0 + 0.28 * min(max(len(labels) - 2, 0), 12),
        left=0.5 + 0.075 * widest,
        bottom=(0.6 + 0.05 * widest) if slanted else 0.6,
    )
    axes = figure.add_subplot()
    axes.imshow(shares, cmap=_SHADES, vmin=0.0, vmax=1.0, aspect="auto")
    if len(labels) <= MOST_TEXT:
        _write_cells(axes, counts, shares)
    _name_classes(axes, names, slanted)
    tidy(axes, across="the answer", up="the truth", grid=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0)
    right = float(outcome.correct.mean()) if outcome.rows else float("nan")
    entitle(
        figure,
        "What is taken for what (confusion matrix)",
        f"{right:.1%} of {outcome.rows:,} rows are right · shares are of each true class",
    )
    return png(figure)


def _write_cells(axes: Axes, counts: NDArray[np.int_], shares: NDArray[np.float64]) -> None:
    size = 11 if len(counts) <= 4 else 8 if len(counts) <= 8 else 6.5
    for (row, column), count in np.ndenumerate(counts):
        share = shares[row, column]
        colour = "white" if share > 0.55 else INK
        text = f"{share:.0%}\n{count:,}" if count else "·"
        axes.text(column, row, text, ha="center", va="center", fontsize=size, color=colour, linespacing=1.25)


def _name_classes(axes: Axes, names: Sequence[str], slanted: bool) -> None:
    axes.set_xticks(range(len(names)), names, rotation=35 if slanted else 0, ha="right" if slanted else "center")
    axes.set_yticks(range(len(names)), names)
    # White lines between the cells.
    axes.set_xticks(np.arange(len(names) - 1) + 0.5, minor=True)
    axes.set_yticks(np.arange(len(names) - 1) + 0.5, minor=True)
    axes.grid(which="minor", color="white", linewidth=2)
    axes.tick_params(which="minor", length=0)
