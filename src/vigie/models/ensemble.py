"""Ensembles of finished candidates: estimators over what their members answered, so nothing is fitted twice.

Their X is not a table of features but the members' probabilities side by side, shape (n_rows, n_members · n_classes):
`side_by_side` makes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from vigie.servable.blend import Blend, log_linear, mean

Members = NDArray[np.float64]
"""Shape (n_rows, n_members · n_classes)."""


def side_by_side(answers: Sequence[NDArray[np.float64]]) -> Members:
    """Return the members' probabilities, each of shape (n_rows, n_classes), as one matrix.

    Examples
    --------
    >>> side_by_side([np.array([[0.5, 0.5]]), np.array([[0.25, 0.75]])]).tolist()
    [[0.5, 0.5, 0.25, 0.75]]
    """
    return np.concatenate(answers, axis=1)


class Vote(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """The mean of the members' probabilities. Fitting learns the classes and nothing else.

    Parameters
    ----------
    weights
        Of each member, not negative; by default all alike.

    Attributes
    ----------
    blend_
        What a servable answers with.
    """

    def __init__(self, weights: tuple[float, ...] | None = None) -> None:
        self.weights = weights

    def fit(self, X: Any, y: Any) -> Self:
        self.classes_ = np.unique(y)
        n_members = _n_members(X, self.classes_)
        given = self.weights or (1.0,) * n_members
        if len(given) != n_members or min(given) < 0 or sum(given) <= 0:
            raise ValueError(f"weights must be {n_members} numbers, none negative and not all 0; they are {given}")
        total = float(sum(given))
        self.blend_ = Blend(how="mean", weights=tuple(weight / total for weight in given))
        self.n_features_in_ = X.shape[1]
        return self

    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        check_is_fitted(self, "blend_")
        return mean(_members(X, self.classes_), np.asarray(self.blend_.weights))

    def predict(self, X: Any) -> NDArray[Any]:
        labels: NDArray[Any] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return labels


class Stack(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """The members' log-probabilities, added up with a weight each and a bias per class, then made to sum to 1.

    As few numbers as there are members and classes together, so that some hundred rows are enough to learn them, and a
    member that says nothing new gets little weight. Weights are not negative: a model that is to be believed the other
    way round is a mistake, not a member.

    Parameters
    ----------
    l2
        How strongly the weights are held at a fair share each, and the biases at 0; over 0.
    priors
        0 to learn the classes' biases for the rows as they are (log-likelihood), 1 to count all classes alike, which
        macro F1 rewards; between, in between.

    Attributes
    ----------
    blend_
        What a servable answers with.

    References
    ----------
    Wolpert, "Stacked Generalization", Neural Networks 5, 1992; Breiman, "Stacked Regressions", 1996, for weights that
    are not negative.
    """

    def __init__(self, l2: float = 1.0, priors: float = 0.0) -> None:
        self.l2 = l2
        self.priors = priors

    def fit(self, X: Any, y: Any) -> Self:
        self.classes_, codes = np.unique(y, return_inverse=True)
        members = _members(X, self.classes_)
        n_members, n_classes = members.shape[1:]
        row_weights = np.bincount(codes).astype(np.float64)[codes] ** -self.priors
        row_weights *= len(codes) / row_weights.sum()
        start = np.concatenate([np.full(n_members, 1 / n_members), np.zeros(n_classes)])
        found = minimize(
            _loss, start, (members, codes, row_weights, self.l2), jac=True, method="L-BFGS-B",
            bounds=[(0, None)] * n_members + [(None, None)] * n_classes,
        )  # fmt: skip
        weights, biases = found.x[:n_members], found.x[n_members:]
        self.blend_ = Blend(how="log-linear", weights=tuple(weights.tolist()), biases=tuple(biases.tolist()))
        self.n_features_in_ = X.shape[1]
        return self

    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        check_is_fitted(self, "blend_")
        blend = self.blend_
        return log_linear(_members(X, self.classes_), np.asarray(blend.weights), np.asarray(blend.biases))

    def predict(self, X: Any) -> NDArray[Any]:
        labels: NDArray[Any] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return labels


def vote(*, weights: tuple[float, ...] | None = None) -> Vote:
    """The mean of what some finished candidates answer.

    Models that err differently correct each other; tried because it costs no fit at all and cannot overfit. Its cost
    is paid in service: an answer takes as long as those of all members together.

    Parameters
    ----------
    weights
        Of each member, in the order of `of`; by default all alike.
    """
    return Vote(tuple(weights) if weights else None)


def stack(*, l2: float = 1.0, priors: float = 0.0) -> Stack:
    """Finished candidates added up with weights that were learnt on the validation rows.

    Tries whether some members deserve more trust than others, and takes out what they all are wrong about alike, such
    as too much confidence. As the weights are learnt on the validation rows, what is reported there is cross-fitted:
    each row is answered with weights that were learnt on the others.

    Parameters
    ----------
    l2
        How strongly the weights are held at a fair share each.
    priors
        0 to learn for the rows as they are, 1 to count all classes alike, for macro F1.
    """
    if l2 <= 0:
        raise ValueError(f"l2 must be over 0; it is {l2}")
    return Stack(l2, priors)


def _members(X: Any, classes: NDArray[Any]) -> NDArray[np.float64]:
    probabilities = np.asarray(X, dtype=np.float64)
    return probabilities.reshape(len(probabilities), _n_members(probabilities, classes), len(classes))


def _n_members(X: Any, classes: NDArray[Any]) -> int:
    n_members, left = divmod(int(X.shape[1]), len(classes))
    if left or not n_members:
        raise ValueError(f"{X.shape[1]} columns are no whole number of members for {len(classes)} classes")
    return n_members


def _loss(
    parameters: NDArray[np.float64],
    members: NDArray[np.float64],
    codes: NDArray[np.intp],
    row_weights: NDArray[np.float64],
    l2: float,
) -> tuple[float, NDArray[np.float64]]:
    """Return the penalised log-loss and its gradient."""
    n_rows, n_members, _ = members.shape
    weights, biases = parameters[:n_members], parameters[n_members:]
    probabilities = log_linear(members, weights, biases)
    chosen = probabilities[np.arange(n_rows), codes]
    away = weights - 1 / n_members
    loss = -(row_weights * np.log(np.maximum(chosen, 1e-300))).sum() + l2 / 2 * (away @ away + biases @ biases)
    error = probabilities
    error[np.arange(n_rows), codes] -= 1
    error *= row_weights[:, None]
    logs = np.log(np.maximum(members, 1e-6))
    gradient = np.concatenate([np.einsum("rmc,rc->m", logs, error) + l2 * away, error.sum(axis=0) + l2 * biases])
    return float(loss), gradient
