"""The directions in which counted texts differ most."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import TruncatedSVD
from sklearn.utils.validation import check_is_fitted


class Projection(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """A truncated singular value decomposition that is content with fewer directions where there are fewer terms.

    Parameters
    ----------
    dimensions
        Directions that are kept, at most.
    seed
        Of the randomised decomposition.

    Attributes
    ----------
    components_
        Shape (n_directions, n_terms); a row's place is its product with them.
    """

    def __init__(self, dimensions: int = 100, seed: int = 0) -> None:
        self.dimensions = dimensions
        self.seed = seed

    def fit(self, X: Any, y: Any = None) -> Self:
        kept = max(1, min(self.dimensions, *X.shape))
        self.components_ = TruncatedSVD(kept, random_state=self.seed).fit(X).components_
        self.n_features_in_ = X.shape[1]
        return self

    def transform(self, X: Any) -> NDArray[np.float64]:
        """Return shape (n_rows, n_directions)."""
        check_is_fitted(self, "components_")
        return np.asarray(X @ self.components_.T)
