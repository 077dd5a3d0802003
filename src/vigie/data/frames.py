"""From the dataset's Polars to the estimator's boundary: a pandas frame and an array of class names."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
from numpy.typing import NDArray

from vigie.core.schema import Feature, Schema, is_missing
from vigie.data.columns import LABEL


def to_features(frame: pl.DataFrame, schema: Schema) -> tuple[pd.DataFrame, NDArray[np.str_]]:
    """Return X and y as every estimator takes them.

    Returns
    -------
    X
        The schema's features in order, shape (n_rows, n_features). Texts and categories are `object` columns of
        str, None where missing; numbers, whole numbers and booleans (0 and 1) are float64, NaN where missing.
    y
        Class names, shape (n_rows,).
    """
    columns = {feature.name: _column(feature, frame[feature.name]) for feature in schema.features}
    labels = np.asarray(frame[LABEL].to_list(), dtype=np.str_) if frame.height else np.empty(0, dtype=np.str_)
    return pd.DataFrame(columns, index=pd.RangeIndex(frame.height), columns=list(columns)), labels


def _column(feature: Feature, column: pl.Series) -> Any:
    if feature.type in ("text", "category"):
        values = [None if is_missing(feature, value) else value for value in column]
        return pd.Series(values, dtype=object)
    numbers = column.cast(pl.Float64).to_numpy(writable=True).astype(np.float64)
    markers = [float(marker) for marker in feature.missing if not isinstance(marker, str)]
    numbers[np.isin(numbers, markers)] = np.nan
    return pd.Series(numbers, dtype=np.float64)
