"""Weights for counted terms by how differently the classes use them."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted


class ClassContrast(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Multiplies each term by 1 plus the naive Bayes log-ratio of its share in a class to its share in the others.

    A linear model that is held back (small C) then spends its freedom on terms that tell classes apart. Of several
    classes, the largest log-ratio in absolute value counts. Only the scale of a column changes, so a runtime folds the
    weights into the coefficients and pays nothing for them.

    Parameters
    ----------
    smoothing
        Added to each term's sum in each class, over 0: larger trusts rare terms less.
    floor
        What every term counts at least, from 0; with 0 the log-ratio alone counts.

    Attributes
    ----------
    weights_
        Shape (n_terms,), at least `floor`.

    References
    ----------
    Wang & Manning, "Baselines and Bigrams: Simple, Good Sentiment and Topic Classification", ACL 2012.
    """

    def __init__(self, smoothing: float = 0.1, floor: float = 1.0) -> None:
        self.smoothing = smoothing
        self.floor = floor

    def fit(self, X: Any, y: Any) -> Self:
        labels = np.asarray(y)
        total = _sums(X)
        contrast = np.zeros(X.shape[1])
        for label in np.unique(labels):
            inside = _sums(X[labels == label])
            log_ratio = np.log(self._shares(inside)) - np.log(self._shares(total - inside))
            contrast = np.maximum(contrast, np.abs(log_ratio))
        self.weights_ = self.floor + contrast
        self.n_features_in_ = X.shape[1]
        return self

    def transform(self, X: Any) -> Any:
        check_is_fitted(self, "weights_")
        return sparse.csr_matrix(X).multiply(self.weights_).tocsr()

    def _shares(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        # A difference of two equal sums may come out just under 0.
        smoothed = np.maximum(sums, 0) + self.smoothing
        shares: NDArray[np.float64] = smoothed / smoothed.sum()
        return shares


def _sums(X: Any) -> NDArray[np.float64]:
    return np.asarray(X.sum(axis=0), dtype=np.float64).ravel()
