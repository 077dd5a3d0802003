"""The transformer of tabular columns learns codes and typical values, and obeys scikit-learn."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from vigie.core.errors import ColumnNotFoundError
from vigie.core.schema import Derived, Feature, Schema, Target
from vigie.models.columns import MAX_CATEGORIES, ColumnsEncoder

SCHEMA = Schema(
    features=(
        Feature(name="note", type="text"),
        Feature(name="area", type="number"),
        Feature(name="heated", type="boolean"),
        Feature(name="energy", type="category", missing=("unknown",)),
        Feature(name="size", type="category", values=("small", "large")),
    ),
    derived=(Derived(name="no_energy", is_missing="energy"),),
    target=Target(column="letter", classes={"A": ("A",), "B": ("B",)}),
)
FRAME = pd.DataFrame(
    {
        "note": ["a", "b", None, "c"],
        "area": [30.0, np.nan, 10.0, 20.0],
        "heated": [1.0, np.nan, np.nan, np.nan],
        "energy": pd.Series(["wood", "unknown", "gas", "wood"], dtype=object),
        "size": pd.Series(["large", "large", "small", None], dtype=object),
    }
)


def test_columns_encoder_learns_codes_by_frequency_or_declared_order() -> None:
    spec = ColumnsEncoder(SCHEMA).fit(FRAME).spec_
    assert spec.categories == {"energy": ("wood", "gas"), "size": ("small", "large")}


def test_columns_encoder_learns_median_or_most_frequent_or_missing() -> None:
    spec = ColumnsEncoder(SCHEMA).fit(FRAME).spec_
    assert spec.typical == {"area": 20.0, "heated": None, "energy": "wood", "size": "large"}


def test_columns_encoder_transforms_and_leaves_the_frame_alone() -> None:
    before = FRAME.copy(deep=True)
    encoder = ColumnsEncoder(SCHEMA)
    encoded = encoder.fit_transform(FRAME)
    pd.testing.assert_frame_equal(FRAME, before)
    assert encoder.get_feature_names_out().tolist() == ["area", "heated", "energy", "size", "no_energy"]
    np.testing.assert_array_equal(
        encoded,
        [[30, 1, 0, 1, 0], [np.nan, np.nan, np.nan, 1, 1], [10, np.nan, 1, 0, 0], [20, np.nan, 0, np.nan, 0]],
    )


def test_columns_encoder_ignores_order_of_columns_and_extra_ones() -> None:
    encoder = ColumnsEncoder(SCHEMA).fit(FRAME)
    shuffled = FRAME[["size", "energy", "heated", "area", "note"]].assign(other=1)
    np.testing.assert_array_equal(encoder.transform(shuffled), encoder.transform(FRAME))


def test_columns_encoder_keeps_the_most_frequent_of_too_many_categories() -> None:
    names = [f"value {number}" for number in range(MAX_CATEGORIES + 5)]
    frame = pd.concat([FRAME.iloc[[0]].assign(energy=name) for name in [*names, *names[5:]]])
    assert ColumnsEncoder(SCHEMA).fit(frame).spec_.categories["energy"] == tuple(sorted(names[5:]))


def test_columns_encoder_without_a_declared_column_names_it() -> None:
    encoder = ColumnsEncoder(SCHEMA).fit(FRAME)
    with pytest.raises(ColumnNotFoundError, match="'area'"):
        encoder.transform(FRAME.drop(columns="area"))


def test_columns_encoder_clone_is_unfitted_and_equal() -> None:
    encoder = ColumnsEncoder(SCHEMA).fit(FRAME)
    copy = clone(encoder)
    assert copy.get_params() == {"schema": SCHEMA}
    with pytest.raises(NotFittedError):
        copy.transform(FRAME)


def test_columns_encoder_of_a_column_always_missing_encodes_missing() -> None:
    frame = FRAME.assign(area=np.nan, energy=None)
    encoder = ColumnsEncoder(SCHEMA).fit(frame)
    assert encoder.spec_.typical["energy"] is None
    assert np.isnan(encoder.transform(frame)[:, [0, 2]]).all()
