"""A classifier for steps of one scale, made of classifiers that say 'above this step, or not'."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.utils.validation import check_is_fitted

from vigie.servable.ordinal import from_cumulative
from vigie.servable.runtime import Probabilities


class CumulativeClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Asks for each step but the last whether a row is above it, and takes the differences of the chances.

    Parameters
    ----------
    estimator
        A classifier of two classes with `predict_proba`; one copy is fitted per question.
    order
        All classes, from the first step of the scale to the last.
    neighbours
        See `servable.ordinal.from_cumulative`.

    Attributes
    ----------
    order_
        The classes met in training, along the scale.
    estimators_
        One for each of them but the last.

    References
    ----------
    Frank & Hall, "A Simple Approach to Ordinal Classification", ECML 2001.
    """

    def __init__(self, estimator: Any, order: Sequence[str] = (), neighbours: float = 0.0) -> None:
        self.estimator = estimator
        self.order = order
        self.neighbours = neighbours

    def fit(self, X: Any, y: Any) -> Self:
        labels = np.asarray(y)
        self.classes_ = np.unique(labels)
        strange = [str(label) for label in self.classes_ if label not in self.order]
        if strange:
            raise ValueError(f"'{strange[0]}' is no step of the scale {', '.join(self.order)}")
        self.order_ = np.array([label for label in self.order if label in self.classes_])
        if len(self.order_) < 2:
            raise ValueError(f"a scale needs two steps in the training rows, and all of them are '{self.order_[0]}'")
        rank = {label: place for place, label in enumerate(self.order_)}
        ranks = np.array([rank[label] for label in labels])
        self.estimators_ = [clone(self.estimator).fit(X, ranks > step) for step in range(len(self.order_) - 1)]
        return self

    def predict_proba(self, X: Any) -> Probabilities:
        """Return shape (n_rows, n_classes), in the order of `classes_`."""
        check_is_fitted(self, "estimators_")
        above = np.stack([estimator.predict_proba(X)[:, 1] for estimator in self.estimators_], axis=1)
        return from_cumulative(above, self.neighbours)[:, self.order_.argsort()]

    def predict(self, X: Any) -> NDArray[Any]:
        """Return the class of highest probability."""
        answers: NDArray[Any] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return answers
