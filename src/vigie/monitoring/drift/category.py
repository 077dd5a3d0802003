"""A column of categories as its counts, and how far another one is from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from vigie.core.schema import Declaration
from vigie.monitoring.drift.number import divergence
from vigie.monitoring.drift.p_values import homogeneity

MOST_VALUES = 150
"""Values with a count of their own; the rarest are counted together."""
_LONGEST = 100
"""Characters of a value that are kept; two values that begin with the same so many are one."""


class CategorySketch(Declaration):
    """How often each value occurs. Made by `sketch_categories`."""

    rows: int
    """Missing ones included."""
    missing: int
    counts: dict[str, int]
    """The most frequent values first."""
    rest: int = 0
    """Rows with another value."""

    @property
    def known(self) -> int:
        return self.rows - self.missing


def sketch_categories(values: Iterable[str | None], most: int = MOST_VALUES) -> CategorySketch:
    """Return the sketch of a column's values; None is missing.

    Examples
    --------
    >>> sketch_categories(["gas", "wood", "gas", None, "oil"], most=2)
    CategorySketch(rows=5, missing=1, counts={'gas': 2, 'oil': 1}, rest=1)
    """
    counted = Counter(values)
    missing = counted.pop(None, 0)
    shortened: Counter[str] = Counter()
    for value, rows in counted.items():
        shortened[str(value)[:_LONGEST]] += rows
    # The value decides among equal counts, so that the same rows give the same sketch in whatever order.
    ranked = sorted(shortened.items(), key=lambda entry: (-entry[1], entry[0]))
    known = sum(shortened.values())
    kept = dict(ranked[:most])
    return CategorySketch(rows=known + missing, missing=missing, counts=kept, rest=known - sum(kept.values()))


def side_by_side(then: CategorySketch, now: CategorySketch) -> tuple[list[str], NDArray[np.float64]]:
    """Return the values of either and their counts, shape (2, n_values + 1): the last column is all others.

    A value that one of the two only counts among its rest is among the others of both.
    """
    names = [name for name in then.counts if name in now.counts or not now.rest]
    if not then.rest:
        names += [name for name in now.counts if name not in then.counts]
    table = np.zeros((2, len(names) + 1))
    for number, sketch in enumerate((then, now)):
        table[number, :-1] = [sketch.counts.get(name, 0) for name in names]
        table[number, -1] = sketch.known - table[number, :-1].sum()
    return names, table


def distance(then: CategorySketch, now: CategorySketch) -> float:
    """Return which share of the rows would have to take another value for the two to be alike (total variation).

    Examples
    --------
    >>> distance(sketch_categories(["a", "a", "b", "b"]), sketch_categories(["a", "c", "b", "b"]))
    0.25
    """
    if not then.known or not now.known:
        return 0.0
    _, table = side_by_side(then, now)
    return float(np.abs(table[0] / then.known - table[1] / now.known).sum() / 2)


def p_value(then: CategorySketch, now: CategorySketch) -> float:
    """Return the p-value of Pearson's chi-square test that the shares have not changed."""
    if not then.known or not now.known:
        return 1.0
    return homogeneity(*side_by_side(then, now)[1])


def stability_index(then: CategorySketch, now: CategorySketch) -> float:
    """Return the population stability index over the values; see `number.stability_index`."""
    if not then.known or not now.known:
        return 0.0
    return divergence(*side_by_side(then, now)[1])


def new_values(then: CategorySketch, now: CategorySketch) -> Mapping[str, int]:
    """Return the values that the reference has not, with their counts; none where it does not know all of its own.

    Examples
    --------
    >>> new_values(sketch_categories(["gas", "wood"]), sketch_categories(["gas", "hydrogen", "hydrogen"]))
    {'hydrogen': 2}
    """
    if then.rest:
        return {}
    return {name: rows for name, rows in now.counts.items() if name not in then.counts}
