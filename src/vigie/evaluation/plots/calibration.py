"""The reliability diagram: does a stated confidence come true, and how often is it stated?"""

from __future__ import annotations

from vigie.evaluation.calibration import BINS, expected_calibration_error, reliability
from vigie.evaluation.outcome import Outcome
from vigie.evaluation.plots.canvas import BLUE, FAINT, ORANGE, QUIET, entitle, legend, new_figure, png, tidy


def calibration_plot(outcome: Outcome) -> bytes:
    """Return accuracy by stated confidence, above a histogram of the confidences."""
    filled = [bin_ for bin_ in reliability(outcome) if bin_.rows]
    figure = new_figure(height=5.2, gap=0.12)
    upper, lower = figure.subplots(2, 1, height_ratios=[3, 1], sharex=True)
    upper.plot([0, 1], [0, 1], color=QUIET, linewidth=1, linestyle=(0, (4, 4)), label="as stated")
    upper.vlines(
        [bin_.confidence for bin_ in filled],
        [min(bin_.accuracy, bin_.confidence) for bin_ in filled],
        [max(bin_.accuracy, bin_.confidence) for bin_ in filled],
        color=ORANGE,
        linewidth=5,
        alpha=0.35,
        label="gap",
    )
    upper.plot(
        [bin_.confidence for bin_ in filled],
        [bin_.accuracy for bin_ in filled],
        color=BLUE,
        linewidth=2,
        marker="o",
        markersize=5,
        label="as it came out",
    )
    lowest = min((bin_.low for bin_ in filled), default=0.0)
    upper.set_xlim(max(lowest - 0.02, 0.0), 1.01)
    upper.set_ylim(-0.02, 1.04)
    tidy(upper, across="", up="share that was right")
    legend(upper, "lower right", 3)
    lower.bar(
        [bin_.low for bin_ in filled],
        [bin_.rows for bin_ in filled],
        width=1 / BINS,
        align="edge",
        color=BLUE,
        alpha=0.75,
        edgecolor="white",
        linewidth=1,
    )
    tidy(lower, across="stated confidence", up="rows")
    lower.grid(visible=False, axis="x")
    lower.spines["bottom"].set_color(FAINT)
    error = float(expected_calibration_error(outcome.once())[0]) if outcome.rows else float("nan")
    entitle(
        figure,
        "Does confidence come true? (calibration)",
        f"calibration error {error:.3f} · points on the dashed line are honest",
    )
    return png(figure)
