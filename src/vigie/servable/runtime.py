"""What every kind of servable can do. A runtime is plain data: a JSON spec, named NumPy arrays, and files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Protocol, Self, TypeAlias

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

Files: TypeAlias = Mapping[str, bytes]
"""File name → content, for what has a format of its own, such as `model.onnx`."""


class Parts(NamedTuple):
    """Everything a runtime is made of."""

    spec: Spec
    arrays: Arrays
    files: Files = {}


@dataclass(frozen=True, slots=True)
class Contribution:
    """One word, group of letters or field, and how much it pushed the answer towards a class (negative: away)."""

    name: str
    value: str
    weight: float


class Runtime(Protocol):
    """A model that answers without the library it was trained with. Immutable, so safe to share between threads.

    The answer to a row does not depend on the rows it is asked with, beyond `tolerance`.
    """

    kind: ClassVar[str]

    @property
    def tolerance(self) -> float:
        """The largest difference in a probability that is put down to arithmetic: to the estimator it was compiled
        from, and between two machines."""
        ...

    @classmethod
    def load(cls, schema: Schema, parts: Parts) -> Self:
        """Build the runtime from what `dump` gave."""
        ...

    def dump(self) -> Parts:
        """Return everything that `load` needs."""
        ...

    def predict_proba(self, rows: Sequence[Row]) -> Probabilities:
        """Return class probabilities for rows cleaned by `core.schema.clean_row`."""
        ...

    def explain(self, row: Row, label: int, top: int = 8) -> list[Contribution]:
        """Return what weighed most for class number `label`, largest weight first in absolute value."""
        ...
