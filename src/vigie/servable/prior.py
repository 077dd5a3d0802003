"""The runtime that looks at nothing and answers with the shares of the classes: the least a model must beat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from vigie.core.schema import Schema
from vigie.core.types import Row
from vigie.servable.runtime import Contribution, Parts, Probabilities


class PriorRuntime:
    """The same probabilities for every row.

    Parameters
    ----------
    shares
        Shape (n_classes,), in the schema's order; sums to 1.
    """

    kind: ClassVar[str] = "prior"
    tolerance: ClassVar[float] = 1e-9

    def __init__(self, shares: NDArray[np.float64]) -> None:
        self.shares = shares

    @classmethod
    def load(cls, schema: Schema, parts: Parts) -> Self:  # noqa: ARG003 - every runtime is loaded alike
        return cls(np.asarray(parts.arrays["shares"], dtype=np.float64))

    def dump(self) -> Parts:
        return Parts({}, {"shares": self.shares})

    def predict_proba(self, rows: Sequence[Row]) -> Probabilities:
        return np.tile(self.shares, (len(rows), 1))

    def explain(self, row: Row, label: int, top: int = 8) -> list[Contribution]:
        return []
