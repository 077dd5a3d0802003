"""scikit-learn's multilayer perceptron, whose bound on the epochs is a choice and no fault."""

from __future__ import annotations

import warnings
from typing import Any, Self

from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier


class Perceptron(MLPClassifier):  # type: ignore[misc]  # scikit-learn has no types
    """Use it as `MLPClassifier`, which warns where training ended at `max_iter`; this one does not.

    Attributes
    ----------
    history_
        One entry per epoch: its number, the loss on the training rows, and the accuracy on those held back, if any.
    """

    def fit(self, X: Any, y: Any) -> Self:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            super().fit(X, y)
        # scikit-learn has None where it held nothing back.
        scores = getattr(self, "validation_scores_", None) or [None] * len(self.loss_curve_)
        self.history_ = [
            {"epoch": number, "train_loss": float(loss), **({} if score is None else {"valid_score": float(score)})}
            for number, (loss, score) in enumerate(zip(self.loss_curve_, scores, strict=True), start=1)
        ]
        return self
