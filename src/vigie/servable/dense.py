"""Encoded columns as models of weighted sums want them: no holes, no codes, every number on a like scale."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from vigie.servable.column import Encoded

Scale: TypeAlias = Literal["robust", "ranks", "bends"]
"""How numbers are written.

- "robust": less the median, over the distance of the quartiles, held within ±5.
- "ranks": where the number lies among the training rows' quantiles, from -1 to 1.
- "bends": as one column per quantile, of which the two around the number share 1 by nearness, so that a weighted sum
  of them is any line with bends at the quantiles.
"""

_FARTHEST = 5.0
"""In distances of quartiles: beyond it a number says no more than that it is far out."""


class NumberColumn(BaseModel):
    """What was learnt of one column of numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    of: Literal["number"] = "number"
    place: int
    """Of the encoded column."""
    knots: tuple[float, ...]
    """Different quantiles of the training rows, ascending, two at least."""
    middle: float
    """Median of the training rows: what a missing number is taken for."""
    spread: float
    """Distance of the quartiles, over 0."""
    absence: bool
    """Whether a column tells where the number is missing: where it was missing in training."""


class CategoryColumn(BaseModel):
    """What was learnt of one column of codes: one column of 0 and 1 for each, and one for missing or unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    of: Literal["category"] = "category"
    place: int
    size: int


DenseColumn: TypeAlias = Annotated[NumberColumn | CategoryColumn, Field(discriminator="of")]


class DenseSpec(BaseModel):
    """What the preparation learnt from the training rows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scale: Scale
    columns: tuple[DenseColumn, ...]


def densify(spec: DenseSpec, encoded: Encoded) -> NDArray[np.float64]:
    """Return the dense columns, shape (n_rows, n_dense), without a NaN.

    Parameters
    ----------
    encoded
        As `servable.columns` gives them.

    Examples
    --------
    >>> area = NumberColumn(place=0, knots=(10.0, 20.0, 40.0), middle=20.0, spread=10.0, absence=True)
    >>> spec = DenseSpec(scale="ranks", columns=(area, CategoryColumn(place=1, size=2)))
    >>> densify(spec, np.array([[30.0, 1.0], [np.nan, np.nan]])).tolist()
    [[0.5, 0.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 0.0, 1.0]]
    """
    blocks = [
        _categories(column, encoded[:, column.place])
        if isinstance(column, CategoryColumn)
        else _numbers(column, encoded[:, column.place], spec.scale)
        for column in spec.columns
    ]
    return np.concatenate(blocks, axis=1) if blocks else np.zeros((len(encoded), 0))


def _categories(column: CategoryColumn, codes: NDArray[np.float64]) -> NDArray[np.float64]:
    known = (codes >= 0) & (codes < column.size)
    places = np.where(known, codes, column.size).astype(np.intp)
    block: NDArray[np.float64] = np.eye(column.size + 1)[places]
    return block


def _numbers(column: NumberColumn, values: NDArray[np.float64], scale: Scale) -> NDArray[np.float64]:
    absent = np.isnan(values)
    present = np.where(absent, column.middle, values)
    if scale == "robust":
        blocks = [np.clip((present - column.middle) / column.spread, -_FARTHEST, _FARTHEST)[:, None]]
    else:
        last = len(column.knots) - 1
        steps = np.interp(present, column.knots, np.arange(last + 1))
        blocks = [steps[:, None] * 2 / last - 1 if scale == "ranks" else _bends(steps, last)]
    return np.concatenate([*blocks, absent[:, None]] if column.absence else blocks, axis=1)


def _bends(steps: NDArray[np.float64], last: int) -> NDArray[np.float64]:
    nearness: NDArray[np.float64] = np.maximum(1.0 - np.abs(steps[:, None] - np.arange(last + 1)), 0.0)
    return nearness
