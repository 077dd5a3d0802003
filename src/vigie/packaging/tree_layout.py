"""Lays fitted trees out as the flat arrays that the runtime walks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vigie.servable.forest import CategoryTests, Forest

NO_TEST = -1

_OVER_ALL = float(np.finfo(np.float64).max)
"""Over every number a column may hold, and under the plus infinity that stands for a missing value."""


@dataclass(frozen=True, slots=True)
class Tree:
    """One fitted tree; all arrays of shape (n_nodes,), node 0 the root."""

    column: NDArray[Any]
    """Encoded column that an inner node looks at."""
    threshold: NDArray[np.float64]
    """A row goes left where its number is at most this."""
    test: NDArray[Any]
    """Number of the category test an inner node makes instead, or `NO_TEST`."""
    left: NDArray[Any]
    right: NDArray[Any]
    missing_left: NDArray[np.bool_]
    is_leaf: NDArray[np.bool_]
    values: NDArray[np.float64]
    """Shape (n_nodes, width); of leaves."""
    depth: int


class CategorySets:
    """The different sets of categories that trees test for, numbered as they come."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, bytes], int] = {}

    def number(self, column: int, right: NDArray[np.bool_]) -> int:
        """Return the test's number. `right` has shape (n_codes + 1,): which codes, and missing last, go right."""
        return self._numbers.setdefault((column, right.astype(np.uint8).tobytes()), len(self._numbers))

    def tables(self) -> tuple[CategoryTests, ...]:
        """Return the tests of each column side by side."""
        columns = sorted({column for column, _ in self._numbers})
        return tuple(CategoryTests(column, np.stack(self._of(column), axis=1)) for column in columns)

    def places(self) -> NDArray[np.intp]:
        """Return where the answer to each test stands in the tables set side by side, shape (n_tests,)."""
        by_column = sorted(self._numbers.items(), key=lambda entry: (entry[0][0], entry[1]))
        places = np.empty(len(by_column), dtype=np.intp)
        places[[number for _, number in by_column]] = np.arange(len(by_column))
        return places

    def _of(self, column: int) -> list[NDArray[np.uint8]]:
        return [np.frombuffer(right, dtype=np.uint8) for of, right in self._numbers if of == column]


def lay_out(trees: Sequence[Tree], n_columns: int, sets: CategorySets) -> Forest:
    """Return the trees as one forest over rows of `n_columns` encoded columns."""
    sizes = np.array([len(tree.left) for tree in trees])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    leaf_starts = np.concatenate([[0], np.cumsum([tree.is_leaf.sum() for tree in trees])[:-1]])
    places = sets.places()
    inputs, left, leaves = (np.zeros(sizes.sum(), dtype=np.intp) for _ in range(3))
    thresholds = np.full(sizes.sum(), np.inf)
    for tree, start, leaf_start in zip(trees, starts, leaf_starts, strict=True):
        moved = start + _pair_children(tree)
        leaf, inner, tested = tree.is_leaf, ~tree.is_leaf, tree.test != NO_TEST
        inputs[moved[inner]] = np.where(tree.missing_left, tree.column, n_columns + tree.column)[inner]
        thresholds[moved[inner]] = np.minimum(tree.threshold, _OVER_ALL)[inner]
        inputs[moved[tested]] = 2 * n_columns + places[tree.test[tested]]
        thresholds[moved[tested]] = 0.5
        left[moved[inner]] = moved[tree.left[inner]]
        left[moved[leaf]] = moved[leaf]
        leaves[moved[leaf]] = leaf_start + np.arange(leaf.sum())
    return Forest(
        roots=starts.astype(np.intp),
        inputs=inputs,
        thresholds=thresholds,
        left=left,
        leaves=leaves,
        values=np.concatenate([tree.values[tree.is_leaf] for tree in trees]),
        depth=max(tree.depth for tree in trees),
        tests=sets.tables(),
    )


def _pair_children(tree: Tree) -> NDArray[np.intp]:
    """Return a new place for each node such that a right child follows its left brother; the root stays first."""
    inner = ~tree.is_leaf
    pairs = 1 + 2 * np.arange(inner.sum())
    places = np.zeros(len(inner), dtype=np.intp)
    places[tree.left[inner]] = pairs
    places[tree.right[inner]] = pairs + 1
    return places
