from __future__ import annotations

import numpy as np
import polars as pl

from vigie.core.schema import Feature, Schema, Target
from vigie.data.frames import to_features

SCHEMA = Schema(
    features=(
        Feature(name="text", type="text"),
        Feature(name="use", type="category", missing=("?",), required=False),
        Feature(name="size", type="number", required=False),
        Feature(name="year", type="integer", missing=(-1,), required=False),
        Feature(name="heated", type="boolean", required=False),
    ),
    target=Target(column="y", classes={"a": ("a",), "b": ("b",)}),
)
FRAME = pl.DataFrame(
    {
        "_label": ["a", "b", "a"], "other": ["x", "y", "z"], "heated": [True, False, None], "year": [1985, -1, None],
        "size": [1.5, None, 3.0], "use": ["shop", "?", None], "text": ["é", "two\nlines", "c"],
    }
)  # fmt: skip


def test_to_features_has_the_schema_columns_in_order_and_their_types() -> None:
    X, y = to_features(FRAME, SCHEMA)

    assert list(X.columns) == ["text", "use", "size", "year", "heated"]
    assert [str(dtype) for dtype in X.dtypes] == ["object", "object", "float64", "float64", "float64"]
    assert y.tolist() == ["a", "b", "a"]


def test_to_features_missing_is_none_in_texts_and_nan_in_numbers() -> None:
    X, _ = to_features(FRAME, SCHEMA)

    assert X["use"].tolist() == ["shop", None, None]
    np.testing.assert_array_equal(X["year"].to_numpy(), [1985, np.nan, np.nan])
    np.testing.assert_array_equal(X["size"].to_numpy(), [1.5, np.nan, 3.0])
    np.testing.assert_array_equal(X["heated"].to_numpy(), [1.0, 0.0, np.nan])


def test_to_features_does_not_share_memory_with_the_frame() -> None:
    frame = FRAME.clone()
    X, _ = to_features(frame, SCHEMA)
    X.loc[:, "size"] = 0.0

    assert frame["size"].to_list() == [1.5, None, 3.0]


def test_to_features_no_rows_is_an_empty_frame() -> None:
    X, y = to_features(FRAME.clear(), SCHEMA)

    assert X.shape == (0, 5)
    assert y.shape == (0,)
