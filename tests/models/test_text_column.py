"""The text column takes one text out of a frame, and a missing one is empty."""

from __future__ import annotations

import pandas as pd
import pytest
from sklearn.base import clone

from vigie.core.errors import ColumnNotFoundError, FitError
from vigie.core.schema import Feature, Schema, Target
from vigie.models.text_column import TextColumn, first_text


def test_transform_normalises_and_empties_what_is_missing(schema: Schema) -> None:
    frame = pd.DataFrame({"review": ["L’AVION", None, float("nan"), "N/A", "  "], "title": ["x"] * 5}, dtype=object)
    before = frame.copy()
    column = TextColumn(schema.feature("review"), "plain")
    assert column.transform(frame).tolist() == ["l'avion", "", "", "", ""]
    pd.testing.assert_frame_equal(frame, before)


def test_transform_without_the_column_names_what_there_is(schema: Schema) -> None:
    with pytest.raises(ColumnNotFoundError, match="Column 'review' is not in the rows given to the model"):
        TextColumn(schema.feature("review")).fit(None).transform(pd.DataFrame({"reviews": ["x"]}))


def test_clone_keeps_the_parameters(schema: Schema) -> None:
    column = TextColumn(schema.feature("review"), "tweet")
    assert clone(column).get_params() == column.get_params()


def test_first_text_is_the_first_declared(schema: Schema) -> None:
    assert first_text(schema, "any").name == "review"


def test_first_text_of_a_table_without_text_names_the_features() -> None:
    schema = Schema(
        features=(Feature(name="surface", type="number"),),
        target=Target(column="y", classes={"a": ("a",), "b": ("b",)}),
    )
    with pytest.raises(FitError, match="the features are surface"):
        first_text(schema, "tfidf-logreg")
