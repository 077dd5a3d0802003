"""Pictures of one candidate, as small PNG files: drawn without a screen and without matplotlib's global state."""

from vigie.evaluation.plots.calibration import calibration_plot
from vigie.evaluation.plots.confusion import confusion_plot
from vigie.evaluation.plots.curves import precision_recall_plot, roc_plot
from vigie.evaluation.plots.gallery import draw_all
from vigie.evaluation.plots.learning import learning_plot

__all__ = [
    "calibration_plot",
    "confusion_plot",
    "draw_all",
    "learning_plot",
    "precision_recall_plot",
    "roc_plot",
]
