"""All the pictures of one candidate."""

from __future__ import annotations

from collections.abc import Sequence

from vigie.evaluation.learning import LearningPoint
from vigie.evaluation.outcome import Outcome
from vigie.evaluation.plots.calibration import calibration_plot
from vigie.evaluation.plots.confusion import confusion_plot
from vigie.evaluation.plots.curves import precision_recall_plot, roc_plot
from vigie.evaluation.plots.learning import learning_plot


def draw_all(
    outcome: Outcome, labels: Sequence[str], learning: Sequence[LearningPoint] = (), metric: str = "accuracy"
) -> dict[str, bytes]:
    """Return file name → PNG of every picture; the learning curve where there are points for it.

    About 0.6 s in all. Uses no global state, so threads may draw at the same time.
    """
    pictures = {
        "roc.png": roc_plot(outcome, labels),
        "precision_recall.png": precision_recall_plot(outcome, labels),
        "confusion.png": confusion_plot(outcome, labels),
        "calibration.png": calibration_plot(outcome),
    }
    if learning:
        pictures["learning_curve.png"] = learning_plot(learning, metric)
    return pictures
