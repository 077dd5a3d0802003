"""Tabular columns as a scikit-learn transformer: it learns the categories, and encodes as the service will."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from vigie.core.errors import ColumnNotFoundError, FitError
from vigie.core.schema import Feature, Schema, is_missing
from vigie.servable.column import RawColumns
from vigie.servable.columns import ColumnsSpec, column_names, encode

MAX_CATEGORIES = 250
"""Values of one category that get a code, the most frequent first: histogram gradient boosting takes at most 255."""


class ColumnsEncoder(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Turns the schema's columns, texts aside, into numbers by `servable.columns`.

    Parameters
    ----------
    schema
        Of the project; says the type of each column, its markers of 'missing', and what is derived.

    Attributes
    ----------
    spec_
        What was learnt: the values of each category, and the typical value of each feature.
    """

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def fit(self, X: Any, y: Any = None) -> Self:
        columns = _select(self.schema, X)
        self.spec_ = fit_columns(self.schema, columns)
        self.n_features_in_ = len(self.schema.features)
        return self

    def transform(self, X: Any) -> NDArray[np.float64]:
        """Return shape (n_rows, n_columns), NaN where missing.

        Raises
        ------
        ColumnNotFoundError
            If `X` lacks a declared column.
        """
        check_is_fitted(self, "spec_")
        return encode(self.spec_, self.schema, _select(self.schema, X))

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        return np.array(column_names(self.schema), dtype=object)


def fit_columns(schema: Schema, columns: RawColumns) -> ColumnsSpec:
    """Return what the preparation learns from training columns: codes by declared order, else by frequency.

    Examples
    --------
    >>> from vigie.core.schema import Feature, Schema, Target
    >>> schema = Schema(
    ...     features=(Feature(name="energy", type="category"),),
    ...     target=Target(column="letter", classes={"A": ("A",), "B": ("B",)}),
    ... )
    >>> fit_columns(schema, {"energy": ["gas", None, "wood", "gas"]})
    ColumnsSpec(categories={'energy': ('gas', 'wood')}, typical={'energy': 'gas'})
    """
    counts = {
        feature.name: _count(feature, columns[feature.name])
        for feature in schema.column_features
        if feature.type == "category"
    }
    spec = ColumnsSpec(categories={name: _known(schema.feature(name), count) for name, count in counts.items()})
    encoded = encode(spec, schema, columns)
    typical = {
        feature.name: _most_frequent(counts[feature.name]) if feature.name in counts else _median(encoded[:, place])
        for place, feature in enumerate(schema.column_features)
    }
    return spec.model_copy(update={"typical": typical})


def refuse_texts_alone(schema: Schema, recipe: str) -> None:
    """Raise `FitError` if the schema has no column for a recipe of tables."""
    if not column_names(schema):
        raise FitError(recipe, "it reads numbers, categories and booleans, and the schema has only texts")


def _count(feature: Feature, values: Iterable[Any]) -> Counter[str | None]:
    count: Counter[str | None] = Counter()
    for value, times in Counter(values).items():
        count[None if is_missing(feature, value) else value] += times
    return count


def _known(feature: Feature, count: Counter[str | None]) -> tuple[str, ...]:
    ranked = sorted((value for value in count if value is not None), key=lambda value: (-count[value], value))
    kept = ranked[:MAX_CATEGORIES]
    return tuple(value for value in feature.values if value in kept) if feature.values else tuple(kept)


def _most_frequent(count: Counter[str | None]) -> str | None:
    # Ties go to the first by name, so that the order of rows has no say.
    return min(count, key=lambda value: (-count[value], value is not None, value or ""), default=None)


def _median(numbers: NDArray[np.float64]) -> float | None:
    """Return a value of the column itself (the lower of two middle ones), or None where most are missing."""
    present = np.sort(numbers[~np.isnan(numbers)])
    return float(present[(len(present) - 1) // 2]) if 2 * len(present) > len(numbers) else None


def _select(schema: Schema, X: Any) -> dict[str, Any]:
    available = list(getattr(X, "columns", X))
    for name in schema.names:
        if name not in available:
            raise ColumnNotFoundError(name, "the rows given to the model", available)
    return {name: X[name].to_numpy() for name in schema.names}
