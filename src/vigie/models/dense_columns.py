"""Encoded columns made dense, as a scikit-learn transformer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from vigie.servable.dense import CategoryColumn, DenseColumn, DenseSpec, NumberColumn, Scale, densify

_LEAST_SPREAD = 1e-9
"""Of a column's own size: what is apart by less is held to be the same."""


class DenseColumns(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Writes categories as columns of 0 and 1, puts numbers on a like scale, and says where they are missing.

    Comes after `ColumnsEncoder`, before models that add up weighted columns.

    Parameters
    ----------
    categories
        Places of the encoded columns that hold codes.
    scale
        How numbers are written: "robust", "ranks" or "bends"; see `servable.dense`.
    knots
        Quantiles looked at, from 2, where the scale has any. Equal ones count once.

    Attributes
    ----------
    spec_
        What was learnt. A column that is the same in all training rows says nothing and is left out.
    """

    def __init__(self, categories: Sequence[int] = (), scale: Scale = "bends", knots: int = 9) -> None:
        self.categories = categories
        self.scale = scale
        self.knots = knots

    def fit(self, X: NDArray[np.float64], y: Any = None) -> Self:
        columns = [
            _category(place, X[:, place]) if place in self.categories else _number(place, X[:, place], self.knots)
            for place in range(X.shape[1])
        ]
        self.spec_ = DenseSpec(scale=self.scale, columns=tuple(column for column in columns if column))
        self.n_features_in_ = X.shape[1]
        return self

    def transform(self, X: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return shape (n_rows, n_dense), without a NaN."""
        check_is_fitted(self, "spec_")
        return densify(self.spec_, X)


def _category(place: int, codes: NDArray[np.float64]) -> DenseColumn:
    size = int(np.nanmax(codes, initial=-1)) + 1
    return CategoryColumn(place=place, size=size)


def _number(place: int, values: NDArray[np.float64], n_knots: int) -> DenseColumn | None:
    present = np.sort(values[~np.isnan(values)])
    if not len(present) or (present[0] == present[-1] and len(present) == len(values)):
        return None
    knots = np.unique(_quantiles(present, np.linspace(0, 1, n_knots)))
    if len(knots) == 1:  # the same wherever it is not missing; a second knot makes it a scale
        knots = np.array([knots[0], np.nextafter(knots[0], np.inf)])
    lower, middle, upper = _quantiles(present, np.array([0.25, 0.5, 0.75])).tolist()
    return NumberColumn(
        place=place,
        knots=tuple(knots.tolist()),
        middle=middle,
        spread=max(upper - lower or float(present[-1] - present[0]), _LEAST_SPREAD * max(abs(middle), 1.0)),
        absence=len(present) < len(values),
    )


def _quantiles(ascending: NDArray[np.float64], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    places = np.round(shares * (len(ascending) - 1)).astype(np.intp)
    return ascending[places]
