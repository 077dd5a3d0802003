"""The one text a recipe reads, out of a frame that may hold more."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from vigie.core.errors import ColumnNotFoundError, FitError, OneClassError
from vigie.core.schema import Feature, Schema, is_missing
from vigie.text.normalise import Style, normalise


class TextColumn(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Takes a text feature out of a frame and normalises it; a missing text is an empty one.

    Learns nothing, so it may transform before it was fitted.

    Parameters
    ----------
    feature
        Of the schema: its name is the frame's column.
    style
        Of `text.normalise`.
    """

    def __init__(self, feature: Feature, style: Style = "plain") -> None:
        self.feature = feature
        self.style = style

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learn nothing.

        Raises
        ------
        OneClassError
            If all rows are of one class: here it is told before the texts are counted.
        """
        if y is not None and len(y) and len(set(y)) == 1:
            raise OneClassError(str(next(iter(y))), len(y))
        return self

    def transform(self, X: Any) -> NDArray[np.object_]:
        """Return shape (n_rows,): normalised texts.

        Raises
        ------
        ColumnNotFoundError
            If `X` has no such column.
        """
        available = list(getattr(X, "columns", X))
        if self.feature.name not in available:
            raise ColumnNotFoundError(self.feature.name, "the rows given to the model", available)
        values = X[self.feature.name]
        texts = ["" if is_missing(self.feature, value) else normalise(value, self.style) for value in values]
        result = np.empty(len(texts), dtype=object)
        result[:] = texts
        return result

    def __sklearn_is_fitted__(self) -> bool:
        return True


def first_text(schema: Schema, recipe: str) -> Feature:
    """Return the schema's first text feature: the one the text recipes read.

    Raises
    ------
    FitError
        If the schema has no text.
    """
    if not schema.text_features:
        raise FitError(recipe, f"it reads a text, and the features are {', '.join(schema.names)}")
    return schema.text_features[0]
