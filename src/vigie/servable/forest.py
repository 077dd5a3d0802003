"""Decision trees laid out as flat arrays, walked all at once with NumPy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vigie.servable.column import Encoded

Integers = NDArray[np.intp]

CHUNK = 64
"""Rows walked together: their nodes in all trees should fit the processor's second cache."""


@dataclass(frozen=True, slots=True)
class CategoryTests:
    """What the trees ask of one column of codes: is the value in this set?"""

    column: int
    """Place of the encoded column."""
    right: NDArray[np.uint8]
    """Shape (n_codes + 1, n_tests): 1 where a code goes right; the last row is for a missing or unknown value."""


@dataclass(frozen=True, slots=True)
class Forest:
    """Binary trees over encoded columns; a node goes left where its input is at most its threshold.

    The inputs of a row are: the columns with missing values taken for minus infinity, the same with missing taken for
    plus infinity, then the answers to all `CategoryTests` as 0 and 1. Missing values and sets of categories are so
    decided before the walk, and each step of it is one comparison. Leaves are their own left child and go nowhere.
    """

    roots: Integers
    """Shape (n_trees,): the first node of each tree."""
    inputs: Integers
    """Shape (n_nodes,): which input a node looks at."""
    thresholds: NDArray[np.float64]
    """Shape (n_nodes,); plus infinity in leaves."""
    left: Integers
    """Shape (n_nodes,): the left child; the right one is the next node."""
    leaves: Integers
    """Shape (n_nodes,): row of `values` for leaves."""
    values: NDArray[np.float64]
    """Shape (n_leaves, n_outputs), or (n_leaves, 1) where trees take turns to speak for one output each."""
    depth: int
    """Steps from a root to the farthest leaf."""
    tests: tuple[CategoryTests, ...]

    @property
    def _tested(self) -> list[int]:
        return [test.column for test in self.tests]

    def add_up(self, encoded: Encoded, n_outputs: int) -> NDArray[np.float64]:
        """Return the sum of the leaves that each row reaches, shape (n_rows, n_outputs)."""
        if len(encoded) <= CHUNK:
            return self._add_up(encoded, n_outputs)
        chunks = [encoded[start : start + CHUNK] for start in range(0, len(encoded), CHUNK)]
        return np.concatenate([self._add_up(chunk, n_outputs) for chunk in chunks])

    def _add_up(self, encoded: Encoded, n_outputs: int) -> NDArray[np.float64]:
        leaves = self.leaves.take(self._walk(self._widen(encoded)))
        turns = len(self.roots) * self.values.shape[1] // n_outputs
        reached = self.values.take(leaves, axis=0).reshape(len(encoded), turns, n_outputs)
        sums: NDArray[np.float64] = reached.sum(axis=1)
        return sums

    def _widen(self, encoded: Encoded) -> NDArray[np.float64]:
        # fmax and fmin give the other value where one is missing.
        low, high = np.fmax(encoded, -np.inf), np.fmin(encoded, np.inf)
        codes = np.maximum(low.take(self._tested, axis=1), -1).astype(np.intp)
        # A missing code is now -1, which wraps around to the last row.
        answers = [test.right.take(code, axis=0, mode="wrap") for test, code in zip(self.tests, codes.T, strict=True)]
        return np.concatenate([low, high, *answers], axis=1)

    def _walk(self, inputs: NDArray[np.float64]) -> Integers:
        """Return the leaf of each row in each tree, shape (n_rows * n_trees,), row by row."""
        n_rows, width = inputs.shape
        flat = inputs.ravel()
        starts = np.repeat(np.arange(n_rows) * width, len(self.roots))
        nodes = np.tile(self.roots, n_rows)
        for _ in range(self.depth):
            places = self.inputs.take(nodes)
            if n_rows > 1:
                places += starts
            nodes = self.left.take(nodes) + (flat.take(places) > self.thresholds.take(nodes))
        return nodes
