"""The one preparation of tabular columns: raw values in, numbers out, the same in training and in the service."""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict

from vigie.core.schema import Schema
from vigie.core.types import Row
from vigie.servable.column import Column, Encoded, RawColumns, derived_column, feature_column


class ColumnsSpec(BaseModel):
    """What the preparation learnt from the training rows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    categories: dict[str, tuple[str, ...]] = {}
    """Category feature → the values it knows; a value's place is its code. Any other value counts as missing."""
    typical: dict[str, float | str | None] = {}
    """Feature → its median or most frequent training value, None where most are missing: what explanations put in."""


def column_names(schema: Schema) -> tuple[str, ...]:
    """Return the names of the encoded columns: the features that are not text, then the derived columns."""
    return (*(feature.name for feature in schema.column_features), *(derived.name for derived in schema.derived))


def category_columns(schema: Schema) -> tuple[int, ...]:
    """Return the places of the encoded columns that hold codes, whose order means nothing."""
    features = [feature.type == "category" for feature in schema.column_features]
    derived = [derived.group is not None for derived in schema.derived]
    return tuple(place for place, coded in enumerate(features + derived) if coded)


def encode(spec: ColumnsSpec, schema: Schema, columns: RawColumns) -> Encoded:
    """Return the encoded columns of many rows.

    Parameters
    ----------
    columns
        Texts are needed only where a derived column looks at them. Missing is None, NaN, a blank category or one of
        the feature's own markers.

    Examples
    --------
    >>> from vigie.core.schema import Derived, Feature, Schema, Target
    >>> schema = Schema(
    ...     features=(Feature(name="cost", type="number", missing=(0,)), Feature(name="area", type="number")),
    ...     derived=(Derived(name="cost_per_m2", ratio=("cost", "area")),),
    ...     target=Target(column="letter", classes={"A": ("A",), "B": ("B",)}),
    ... )
    >>> encode(ColumnsSpec(), schema, {"cost": [300.0, 0.0], "area": [60, 80]}).tolist()
    [[300.0, 60.0, 5.0], [nan, 80.0, nan]]
    """
    return Columns(schema, spec).encode(columns)


class Columns:
    """A schema's preparation, made ready once for many calls.

    Use `encode` for many rows and `encode_row` for one, e.g. in a service; they agree to the last bit, which a
    property test shows. Immutable, so safe to share between threads.
    """

    def __init__(self, schema: Schema, spec: ColumnsSpec) -> None:
        self.schema = schema
        self.spec = spec
        self.names = column_names(schema)
        place = {name: number for number, name in enumerate(self.names)}
        self._columns: list[Column] = [
            *(feature_column(feature, spec.categories.get(feature.name, ())) for feature in schema.column_features),
            *(derived_column(derived, schema, place) for derived in schema.derived),
        ]
        self._row_columns = [column.one for column in self._columns]

    def category_sizes(self) -> dict[int, int]:
        """Return place of a column of codes → how many codes it has."""
        sizes = {name: len(values) for name, values in self.spec.categories.items()}
        sizes |= {derived.name: len(derived.of) + 1 for derived in self.schema.derived if derived.group}
        return {place: sizes.get(self.names[place], 0) for place in category_columns(self.schema)}

    def encode(self, columns: RawColumns) -> Encoded:
        """Return shape (n_rows, n_columns); see `encode` of this module."""
        n_rows = len(next(iter(columns.values()))) if columns else 0
        encoded = np.empty((n_rows, len(self.names)), dtype=np.float64, order="F")
        for place, column in enumerate(self._columns):
            encoded[:, place] = column.many(columns, encoded)
        return encoded

    def encode_row(self, row: Row) -> list[float]:
        """Return the encoded columns of one row that `core.schema.clean_row` has cleaned."""
        values: list[float] = []
        for one in self._row_columns:
            values.append(one(row, values))
        return values
