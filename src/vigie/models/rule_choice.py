"""A classifier that learns which of several known rules to trust on which row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.dummy import DummyClassifier
from sklearn.utils.validation import check_is_fitted

from vigie.servable.rules import from_choices
from vigie.servable.runtime import Probabilities


class RuleChoice(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Learns to choose among rules that name a class each, and, where all of them err, among the classes.

    Its X has the columns to learn from, and after them one per rule: the class it names, as a number of `labels`, or
    -1. Each training row is given once to every rule that is right about it, its weight shared among them, and one
    about which none is right to its class. The chances of all these choices, added up by the class they lead to, are
    those of the classes, so nothing is lost by rules that are seldom right.

    Parameters
    ----------
    estimator
        A classifier with `predict_proba` that takes `sample_weight`; it learns the choice.
    labels
        All classes, in the order in which the rules number them.
    n_rules
        How many of X's columns, at its end, are rules.

    Attributes
    ----------
    estimator_
        Fitted; its classes are the numbers of the rules, from 0, then those of `labels`, from `n_rules`. Where one
        choice is right about all training rows, it is one that always answers with that.
    shares_
        Of `labels` in the training rows.

    References
    ----------
    Jacobs, Jordan, Nowlan & Hinton, "Adaptive Mixtures of Local Experts", Neural Computation 3, 1991, for experts and
    one that chooses among them; Dawid & Skene, "Maximum Likelihood Estimation of Observer Error-Rates", Applied
    Statistics 28, 1979, for labels by observers who err each in their own way.
    """

    def __init__(self, estimator: Any, labels: Sequence[str] = (), n_rules: int = 1) -> None:
        self.estimator = estimator
        self.labels = labels
        self.n_rules = n_rules

    def fit(self, X: NDArray[np.float64], y: Any) -> Self:
        labels = np.asarray(y)
        self.classes_ = np.unique(labels)
        strange = [str(label) for label in self.classes_ if label not in self.labels]
        if strange:
            raise ValueError(f"'{strange[0]}' is none of the classes {', '.join(self.labels)}")
        place = {label: number for number, label in enumerate(self.labels)}
        numbers = np.array([place[label] for label in labels], dtype=np.intp)
        self.shares_ = np.bincount(numbers, minlength=len(self.labels)) / len(numbers)
        rows, choices, weights = _right_choices(self._named(X), numbers)
        chooser = clone(self.estimator) if len(np.unique(choices)) > 1 else DummyClassifier(strategy="prior")
        self.estimator_ = chooser.fit(self._columns(X)[rows], choices, sample_weight=weights)
        self.n_features_in_ = X.shape[1]
        return self

    def predict_proba(self, X: NDArray[np.float64]) -> Probabilities:
        """Return shape (n_rows, n_classes), in the order of `classes_`."""
        check_is_fitted(self, "estimator_")
        choices = np.zeros((len(X), self.n_rules + len(self.labels)))
        choices[:, self.estimator_.classes_] = self.estimator_.predict_proba(self._columns(X))
        answer = from_choices(choices, self._named(X), self.shares_)
        return answer[:, [list(self.labels).index(label) for label in self.classes_]]

    def predict(self, X: NDArray[np.float64]) -> NDArray[Any]:
        """Return the class of highest probability."""
        answers: NDArray[Any] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return answers

    def _columns(self, X: NDArray[np.float64]) -> NDArray[np.float64]:
        return X[:, : -self.n_rules]

    def _named(self, X: NDArray[np.float64]) -> NDArray[np.intp]:
        return X[:, -self.n_rules :].astype(np.intp)


def _right_choices(
    named: NDArray[np.intp], numbers: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Return rows, some of them several times, with a choice that is right about each, and its part of the row."""
    right = named == numbers[:, np.newaxis]
    rows, choices = np.nonzero(right)
    alone = np.flatnonzero(~right.any(axis=1))
    weights = np.concatenate([1 / right.sum(axis=1)[rows], np.ones(len(alone))])
    return np.concatenate([rows, alone]), np.concatenate([choices, named.shape[1] + numbers[alone]]), weights
