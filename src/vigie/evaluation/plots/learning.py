"""The learning curve: what more rows bring."""

from __future__ import annotations

from collections.abc import Sequence

from vigie.evaluation.learning import LearningPoint
from vigie.evaluation.plots.canvas import BLUE, ORANGE, entitle, legend, new_figure, png, tidy


def learning_plot(points: Sequence[LearningPoint], metric: str) -> bytes:
    """Return the metric on train and on validation against the number of training rows."""
    figure = new_figure()
    axes = figure.add_subplot()
    ordered = sorted(points, key=lambda point: point.rows)
    rows = [point.rows for point in ordered]
    train, validation = [point.train for point in ordered], [point.validation for point in ordered]
    axes.fill_between(rows, train, validation, color=ORANGE, alpha=0.08, linewidth=0)
    axes.plot(
        rows,
        train,
        color=ORANGE,
        linewidth=2,
        linestyle="--",
        marker="s",
        markersize=5,
        label="on rows it learned from",
    )
    axes.plot(rows, validation, color=BLUE, linewidth=2, marker="o", markersize=6, label="on rows it never saw")
    axes.set_xlim(left=0)
    axes.margins(y=0.12)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    name = metric.replace("_", " ")
    tidy(axes, across="training rows", up=name)
    legend(axes, "best", 2)
    entitle(figure, "What more rows bring (learning curve)", _reading(ordered))
    return png(figure)


def _reading(points: Sequence[LearningPoint]) -> str:
    if len(points) < 2:
        return "after one fit"
    gained = points[-1].validation - points[-2].validation
    added = points[-1].rows - points[-2].rows
    return f"the last {added:,} rows brought {gained:+.3f} · a wide gap means overfitting"
