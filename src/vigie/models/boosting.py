"""scikit-learn's histogram gradient boosting, kept to one thread where more only wait for each other."""

from __future__ import annotations

from typing import Any, Self

from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it has no types; scikit-learn brings it

ROWS_FOR_THREADS = 50_000
"""From here on a fit gains from several threads whatever else the machine does."""


class Boosting(HistGradientBoostingClassifier):  # type: ignore[misc]  # scikit-learn has no types
    """Use it as `HistGradientBoostingClassifier`, whose model it gives to the last bit.

    OpenMP's threads meet thousands of times in a fit and spin while they wait. On 8,000 rows, on two cores that other
    processes wanted too, a fit took 1 s on one thread and 4 to 15 s on two.
    """

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        threads = 1 if len(y) < ROWS_FOR_THREADS else None
        with threadpool_limits(threads, user_api="openmp"):
            super().fit(X, y, sample_weight)
        return self
