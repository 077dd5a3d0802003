"""What every kind of servable can do. A runtime is plain data: a JSON spec and named NumPy arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from vigie.core.schema import Schema
from vigie.core.types import Row

Probabilities: TypeAlias = NDArray[np.float64]
"""Shape (n_rows, n_classes), rows sum to 1; classes in the schema's declared order."""

Spec: TypeAlias = dict[str, Any]
"""JSON-able description of a runtime."""

Arrays: TypeAlias = Mapping[str, NDArray[Any]]
"""Named arrays of numbers, saved with `numpy.savez` and read without pickle."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One word, group of letters or field, and how much it pushed the answer towards a class (negative: away)."""

    name: str
    value: str
    weight: float


class Runtime(Protocol):
    """A model that answers with NumPy alone. Immutable, so safe to share between threads."""

    kind: ClassVar[str]

    @classmethod
    def load(cls, schema: Schema, spec: Spec, arrays: Arrays) -> Self:
        """Build the runtime from what `dump` gave."""
        ...

    def dump(self) -> tuple[Spec, dict[str, NDArray[Any]]]:
        """Return everything that `load` needs."""
        ...

    def predict_proba(self, rows: Sequence[Row]) -> Probabilities:
        """Return class probabilities for rows cleaned by `core.schema.clean_row`."""
        ...

    def explain(self, row: Row, label: int, top: int = 8) -> list[Contribution]:
        """Return what weighed most for class number `label`, largest weight first in absolute value."""
        ...
