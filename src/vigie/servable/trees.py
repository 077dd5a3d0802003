"""The runtime of boosted trees and forests of trees: the columns' preparation, a flat walk, and a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, Literal, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from vigie.core.schema import Schema
from vigie.core.types import Row
from vigie.servable.column import RawColumns
from vigie.servable.columns import Columns, ColumnsSpec
from vigie.servable.forest import CategoryTests, Forest
from vigie.servable.leaf_masks import LeafMasks
from vigie.servable.link import sigmoid, softmax
from vigie.servable.ordinal import from_cumulative
from vigie.servable.runtime import Contribution, Parts, Probabilities
from vigie.servable.typical import against_typical

Link: TypeAlias = Literal["softmax", "logistic", "mean", "cumulative"]
"""How the sums of leaves become probabilities: of scores, of one score for the second class, of shares, or of one score
for each step of a scale but the last, to be above it."""


_MANY = 256
"""Rows from which it pays to look leaves up by their masks; making those takes some hundredths of a second, once."""


class TreesSpec(BaseModel):
    """The part of a trees runtime that is not arrays."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: ColumnsSpec
    link: Link
    classes: tuple[int, ...]
    """The estimator's classes, in its order, as numbers of the schema's labels."""
    depth: int
    single: bool
    """Whether the trees compare 32-bit floats, as scikit-learn's forests do."""
    neighbours: float = 0.0
    """See `servable.ordinal`; of the link "cumulative"."""
    tested: tuple[int, ...] = ()
    """Columns of codes whose values trees test for membership of a set."""


class TreesRuntime:
    """Answers with decision trees, NumPy alone; a row takes about as many steps as the deepest tree is deep.

    Parameters
    ----------
    baseline
        Shape (n_outputs,): the sums' start, before any tree.
    """

    kind: ClassVar[str] = "trees"
    tolerance: ClassVar[float] = 1e-6
    """Trees may compare 32-bit numbers."""

    def __init__(self, schema: Schema, spec: TreesSpec, forest: Forest, baseline: NDArray[np.float64]) -> None:
        self.schema = schema
        self.spec = spec
        self.forest = forest
        self.baseline = baseline
        self._columns = Columns(schema, spec.columns)

    @classmethod
    def load(cls, schema: Schema, parts: Parts) -> Self:
        arrays, checked = parts.arrays, TreesSpec.model_validate(parts.spec)
        forest = Forest(
            roots=arrays["roots"].astype(np.intp),
            inputs=arrays["inputs"].astype(np.intp),
            thresholds=arrays["thresholds"].astype(np.float64),
            left=arrays["left"].astype(np.intp),
            leaves=arrays["leaves"].astype(np.intp),
            values=arrays["values"].astype(np.float64),
            depth=checked.depth,
            tests=tuple(CategoryTests(column, arrays[f"right_{column}"]) for column in checked.tested),
        )
        return cls(schema, checked, forest, arrays["baseline"].astype(np.float64))

    def dump(self) -> Parts:
        forest = self.forest
        integers = {"roots": forest.roots, "inputs": forest.inputs, "left": forest.left, "leaves": forest.leaves}
        arrays: dict[str, NDArray[Any]] = {
            **{name: array.astype(np.int32) for name, array in integers.items()},
            "thresholds": forest.thresholds,
            "values": forest.values,
            "baseline": self.baseline,
            **{f"right_{test.column}": test.right for test in forest.tests},
        }
        return Parts(self.spec.model_dump(mode="json"), arrays)

    @property
    def known_values(self) -> Mapping[str, tuple[str, ...]]:
        """Category feature → the values met in training."""
        return self.spec.columns.categories

    def predict_proba(self, rows: Sequence[Row]) -> Probabilities:
        if len(rows) == 1:
            return self._answer(np.array([self._columns.encode_row(rows[0])]))
        names = self.schema.names
        return self._answer(self._columns.encode({name: [row[name] for row in rows] for name in names}))

    def predict_columns(self, columns: RawColumns) -> Probabilities:
        """Return class probabilities for many rows, given as columns."""
        return self._answer(self._columns.encode(columns))

    def explain(self, row: Row, label: int, top: int = 8) -> list[Contribution]:
        """Return how much each field speaks for class `label`, against what is usual; see `servable.typical`."""
        return against_typical(self.predict_proba, row, self.spec.columns.typical, label, top)

    @cached_property
    def _masks(self) -> LeafMasks | None:
        return LeafMasks.of(self.forest, len(self._columns.names))

    def _answer(self, encoded: NDArray[np.float64]) -> Probabilities:
        if self.spec.single:
            encoded = encoded.astype(np.float32).astype(np.float64)
        many = self._masks if len(encoded) >= _MANY else None
        sums = (many or self.forest).add_up(encoded, len(self.baseline)) + self.baseline
        given = self._probabilities(sums)
        if self.spec.classes == tuple(range(len(self.schema.labels))):
            return given
        ordered = np.zeros((len(encoded), len(self.schema.labels)))
        ordered[:, self.spec.classes] = given
        return ordered

    def _probabilities(self, sums: NDArray[np.float64]) -> Probabilities:
        if self.spec.link == "mean":
            shares: Probabilities = sums / len(self.forest.roots)
            return shares
        if self.spec.link == "logistic":
            second = sigmoid(sums[:, 0])
            return np.stack([1 - second, second], axis=1)
        if self.spec.link == "cumulative":
            return from_cumulative(sigmoid(sums), self.spec.neighbours)
        return softmax(sums)
