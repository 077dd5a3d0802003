"""ROC and precision–recall curves: of the positive class of two, of each class of more."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes

from vigie.evaluation.metrics import measure
from vigie.evaluation.outcome import Outcome
from vigie.evaluation.plots.canvas import (
    QUIET,
    colour_of,
    entitle,
    legend,
    new_figure,
    png,
    shorten,
    style_of,
    tidy,
)
from vigie.evaluation.ranking import Numbers, average_precision_of, roc_area_of

_Line = tuple[Numbers, Numbers]
_Curve = Callable[[Numbers, Numbers], _Line]
_Area = Callable[[Numbers, Numbers], Numbers]

MOST_LINES = 12
"""More could not be told apart."""


def roc_plot(outcome: Outcome, labels: Sequence[str]) -> bytes:
    """Return the ROC curve: rows of a class that are found, against others that are taken for it."""
    figure = new_figure()
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color=QUIET, linewidth=1, linestyle=(0, (4, 4)), label="a coin")
    _lines(axes, outcome, labels, roc_area_of, _roc_curve)
    _square(axes)
    tidy(axes, across="false alarms (share of the others)", up="found (share of the class)")
    legend(axes, "lower right", len(outcome.searched) + 1)
    area = float(measure("roc_auc", outcome.once())[0])
    entitle(
        figure,
        "Finding against false alarms (ROC curve)",
        f"{_said('area', area)} · closer to the upper left corner is better",
    )
    return png(figure)


def precision_recall_plot(outcome: Outcome, labels: Sequence[str]) -> bytes:
    """Return the precision–recall curve: how pure the answers stay as more of a class is found."""
    figure = new_figure()
    axes = figure.add_subplot()
    if outcome.binary and outcome.rows:
        share = float(np.mean(outcome.truth == outcome.positive))
        axes.axhline(share, color=QUIET, linewidth=1, linestyle=(0, (4, 4)), label=f"a coin ({share:.2f})")
    _lines(axes, outcome, labels, average_precision_of, _precision_recall_curve)
    _square(axes)
    tidy(axes, across="recall (share of the class that is found)", up="precision (share of answers that are right)")
    legend(axes, "lower left", len(outcome.searched) + 1)
    area = float(measure("average_precision", outcome.once())[0])
    entitle(
        figure,
        "Purity against completeness (precision–recall)",
        f"{_said('average precision', area)} · closer to the upper right corner is better",
    )
    return png(figure)


def _square(axes: Axes) -> None:
    axes.set_xlim(-0.01, 1.01)
    axes.set_ylim(-0.01, 1.02)


def _lines(axes: Axes, outcome: Outcome, labels: Sequence[str], area: _Area, curve: _Curve) -> None:
    if not outcome.rows:
        return
    width = 2.2 if len(outcome.searched) <= 3 else 1.5
    for line, (number, (trues, falses)) in enumerate(zip(outcome.searched, outcome.once().cumulative, strict=True)):
        true, false = trues[0], falses[0]
        if line >= MOST_LINES or not true[-1] or not false[-1]:
            continue  # a class that never or always occurs has no curve
        across, up = curve(true, false)
        label = f"{shorten(labels[number])} ({float(area(trues, falses)[0]):.3f})"
        axes.plot(across, up, color=colour_of(line), linestyle=style_of(line), linewidth=width, label=label)


def _said(name: str, value: float) -> str:
    return f"no {name}, for want of rows of both kinds" if np.isnan(value) else f"{name} {value:.3f}"


def _roc_curve(true: Numbers, false: Numbers) -> _Line:
    return np.append(0.0, false / false[-1]), np.append(0.0, true / true[-1])


def _precision_recall_curve(true: Numbers, false: Numbers) -> _Line:
    return np.append(0.0, true / true[-1]), np.append(1.0, true / (true + false))
