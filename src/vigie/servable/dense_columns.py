"""The runtime of weighted sums over a table: the columns' preparation, made dense, and a head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Self

import numpy as np
from pydantic import BaseModel, ConfigDict

from vigie.core.schema import Schema
from vigie.core.types import Row
from vigie.servable.columns import Columns, ColumnsSpec
from vigie.servable.dense import DenseSpec, densify
from vigie.servable.heads import Head, HeadSpec, load_head
from vigie.servable.runtime import Contribution, Parts, Probabilities
from vigie.servable.typical import against_typical


class DenseColumnsSpec(BaseModel):
    """The part of the runtime that is not arrays."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: ColumnsSpec
    dense: DenseSpec
    head: HeadSpec


class DenseColumnsRuntime:
    """Answers with logistic regression or a multilayer perceptron over a table's columns, NumPy alone."""

    kind: ClassVar[str] = "columns"
    tolerance: ClassVar[float] = 1e-9

    def __init__(self, schema: Schema, columns: ColumnsSpec, dense: DenseSpec, head: Head) -> None:
        self.schema = schema
        self.columns = columns
        self.dense = dense
        self.head = head
        self._columns = Columns(schema, columns)
        usual = self._columns.encode_row(dict.fromkeys(schema.names))
        if densify(dense, np.array([usual])).shape[1] != head.n_inputs:
            raise ValueError("the head is not of the dense columns' number")

    @classmethod
    def load(cls, schema: Schema, parts: Parts) -> Self:
        checked = DenseColumnsSpec.model_validate(parts.spec)
        return cls(schema, checked.columns, checked.dense, load_head(checked.head, parts.arrays))

    def dump(self) -> Parts:
        head, arrays = self.head.dump()
        spec = DenseColumnsSpec(columns=self.columns, dense=self.dense, head=head)
        return Parts(spec.model_dump(mode="json"), arrays)

    @property
    def known_values(self) -> Mapping[str, tuple[str, ...]]:
        """Category feature → the values met in training."""
        return self.columns.categories

    def predict_proba(self, rows: Sequence[Row]) -> Probabilities:
        if len(rows) == 1:
            encoded = np.array([self._columns.encode_row(rows[0])])
        else:
            encoded = self._columns.encode({name: [row[name] for row in rows] for name in self.schema.names})
        return self.head.probabilities(densify(self.dense, encoded))

    def explain(self, row: Row, label: int, top: int = 8) -> list[Contribution]:
        """Return how much each field speaks for class `label`, against what is usual; see `servable.typical`."""
        return against_typical(self.predict_proba, row, self.columns.typical, label, top)
