"""A loaded model: its manifest, and the runtime that answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from vigie.core.schema import Schema, clean_row
from vigie.core.types import Row
from vigie.servable.manifest import Manifest
from vigie.servable.runtime import Contribution, Probabilities, Runtime

Columns: TypeAlias = Mapping[str, Sequence[Any] | NDArray[Any]]
"""Feature name → its values, in lists or arrays of one length."""


@dataclass(frozen=True, slots=True)
class Servable:
    """Use it to answer rows as they arrive, e.g. `load_servable(folder).predict_proba([{"text": "…"}])`.

    Immutable; safe to share between threads.
    """

    manifest: Manifest
    runtime: Runtime

    @property
    def schema(self) -> Schema:
        return self.manifest.schema_

    @property
    def labels(self) -> tuple[str, ...]:
        """Class names in the order of the probabilities."""
        return self.manifest.schema_.labels

    @property
    def known_values(self) -> Mapping[str, tuple[str, ...]]:
        """Category feature → the values that the model has met; empty where its runtime keeps none."""
        known: Mapping[str, tuple[str, ...]] = getattr(self.runtime, "known_values", {})
        return known

    def strongest(self, label: str, top: int = 12) -> list[Contribution]:
        """Return the terms with the largest weights towards class `label`; none where the runtime keeps no such list.

        Raises
        ------
        ValueError
            If `label` is none of the classes.
        """
        number = self.labels.index(label)
        listed: Callable[[int, int], list[Contribution]] | None = getattr(self.runtime, "strongest", None)
        return listed(number, top) if listed is not None else []

    def predict_proba(self, rows: Sequence[Row]) -> Probabilities:
        """Return shape (n_rows, n_classes); rows are raw, and every way of saying 'missing' is understood."""
        schema = self.manifest.schema_
        return self.runtime.predict_proba([clean_row(schema, row) for row in rows])

    def predict_columns(self, columns: Columns) -> Probabilities:
        """Return shape (n_rows, n_classes) for many rows given as columns.

        Parameters
        ----------
        columns
            Every feature's values, all of one length: None or NaN where missing, and no marker of 'missing' any more.
        """
        many: Callable[[Columns], Probabilities] | None = getattr(self.runtime, "predict_columns", None)
        if many is not None:
            return many(columns)
        names = self.schema.names
        values = [_listed(columns[name]) for name in names]
        return self.predict_proba([dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)])

    def explain(self, row: Row, label: str, top: int = 8) -> list[Contribution]:
        """Return what weighed most for or against class `label` in this row, heaviest first.

        Raises
        ------
        ValueError
            If `label` is none of the classes.
        """
        return self.runtime.explain(clean_row(self.schema, row), self.labels.index(label), top)


def _listed(values: Sequence[Any] | NDArray[Any]) -> list[Any]:
    listed: list[Any] = values.tolist() if isinstance(values, np.ndarray) else list(values)
    return listed
