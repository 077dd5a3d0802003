"""The training rows of a servable as sketches: the file `drift.json` in its folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from vigie.core.schema import Declaration, Feature, Schema
from vigie.monitoring.drift.category import CategorySketch, sketch_categories
from vigie.monitoring.drift.number import LEVELS, NumberSketch, sketch_numbers
from vigie.monitoring.drift.text import TextSketch, sketch_texts

Columns: TypeAlias = Mapping[str, Sequence[Any] | NDArray[Any]]
"""Column → its values, None or NaN where missing."""

_WIDE = ((25, LEVELS, 150), (60, 51, 80), (150, 26, 40))
"""Up to so many columns, so many quantiles and categories of each: the file stays small."""
_WIDEST = (11, 15)


class ColumnSketches(Declaration):
    """Each column of the training rows. Made once for all candidates that were trained on them."""

    rows: int
    numbers: dict[str, NumberSketch] = {}
    categories: dict[str, CategorySketch] = {}
    """Booleans too, as 'true' and 'false'."""
    texts: dict[str, TextSketch] = {}


class Reference(Declaration):
    """What rows of now are compared with."""

    format: Literal[1] = 1
    columns: ColumnSketches
    labels: CategorySketch
    """The classes that the model answers to validation rows."""
    confidences: NumberSketch
    """How sure it is of them."""
    importance: dict[str, float] = {}
    """Column → how much the answers move when its values are shuffled; see `importance`."""

    def to_bytes(self) -> bytes:
        return self.model_dump_json(exclude_defaults=True).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> Reference:
        """Return what `to_bytes` wrote. Raises ValueError for anything else."""
        return cls.model_validate_json(content)


def sketch_columns(schema: Schema, columns: Columns, seed: int = 0) -> ColumnSketches:
    """Return the sketches of the schema's columns.

    Examples
    --------
    >>> from vigie.core.schema import Target
    >>> schema = Schema(
    ...     features=(Feature(name="surface", type="number"),),
    ...     target=Target(column="y", classes={"a": ("a",), "b": ("b",)}),
    ... )
    >>> sketch_columns(schema, {"surface": [10.0, None, 30.0]}).numbers["surface"].median
    10.0
    """
    levels, most = next((sizes for limit, *sizes in _WIDE if len(schema.features) <= limit), _WIDEST)
    numbers, categories, texts = {}, {}, {}
    for feature in schema.features:
        values = columns[feature.name]
        if feature.type == "text":
            texts[feature.name] = sketch_texts(list(values), feature.language, seed)
        elif feature.type in ("number", "integer"):
            numbers[feature.name] = sketch_numbers(as_numbers(values), levels)
        else:
            categories[feature.name] = sketch_categories(as_names(feature, values), most)
    rows = len(next(iter(columns.values()), ()))
    return ColumnSketches(rows=rows, numbers=numbers, categories=categories, texts=texts)


def make_reference(columns: ColumnSketches, labels: Sequence[str], probabilities: NDArray[np.float64],
                   importance: Mapping[str, float]) -> Reference:  # fmt: skip
    """Return the reference of a model.

    Parameters
    ----------
    labels, probabilities
        The classes, and its answers to the validation rows, shape (n_rows, n_classes).
    """
    answered = [labels[number] for number in probabilities.argmax(axis=1).tolist()]
    return Reference(
        columns=columns,
        labels=sketch_categories(answered),
        confidences=sketch_numbers(probabilities.max(axis=1)),
        importance={name: round(value, 6) for name, value in importance.items()},
    )


def as_numbers(values: Sequence[Any] | NDArray[Any]) -> NDArray[np.float64]:
    """Return values as floats, NaN where missing or no number.

    Examples
    --------
    >>> as_numbers([1, None, 2.5, "three"]).tolist()
    [1.0, nan, 2.5, nan]
    """
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        return np.array([float(value) if is_number(value) else np.nan for value in values], dtype=np.float64)


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def as_names(feature: Feature, values: Sequence[Any] | NDArray[Any]) -> Sequence[str | None]:
    """Return a category's or a boolean's values as texts, None where missing."""
    listed: Sequence[Any] = values.tolist() if isinstance(values, np.ndarray) else values
    if feature.type == "boolean":
        return [None if value is None or value != value else ("true" if value else "false") for value in listed]
    return listed
