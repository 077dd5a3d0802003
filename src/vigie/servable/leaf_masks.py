"""Many rows through a forest of small trees at once, without walking them.

A row's value in a column decides all tests on that column, in every tree. So for each column there is a table: from the
interval a value falls into to the leaves, a bit each, that all trees can still end in. A row's leaf in a tree is then
the leftmost that no column forbids: one AND per column over all trees, instead of a step per level with three look-ups.

References
----------
Lucchese et al., "QuickScorer: A Fast Algorithm to Rank Documents with Additive Ensembles of Regression Trees",
SIGIR 2015. There each false test is looked up by itself; here, with few columns, whole columns are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from vigie.servable.column import Encoded
from vigie.servable.forest import Forest

MOST_LEAVES = 64
"""Of a tree: a bit each."""
_CHUNK = 128
"""Rows at once: their masks should fit the processor's second cache."""
_MOST_BYTES = 16 << 20
"""Of all tables: with more, the processor's caches would no longer hold what is looked up."""


@dataclass(frozen=True, slots=True)
class _Node:
    tree: int
    source: int
    """Which of the forest's inputs it looks at."""
    threshold: float
    kept: int
    """The leaves that are left where its answer is 'right', a bit each."""


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The tests of one column against thresholds."""

    column: int
    borders: NDArray[np.float64]
    table: NDArray[Any]
    """Shape (n_borders + 2, n_trees): of a value over so many borders; the last row where it is missing."""

    def places(self, encoded: Encoded) -> NDArray[np.intp]:
        values = encoded[:, self.column]
        places = self.borders.searchsorted(values, side="left")
        places[np.isnan(values)] = len(self.borders) + 1
        return places


@dataclass(frozen=True, slots=True)
class _Codes:
    """The tests of one column of codes for membership of sets."""

    column: int
    table: NDArray[Any]
    """Shape (n_codes + 1, n_trees); the last row where a code is missing."""

    def places(self, encoded: Encoded) -> NDArray[np.intp]:
        codes = np.fmax(encoded[:, self.column], -1.0).astype(np.intp)  # fmax gives the other value for a missing one
        return codes % len(self.table)


class LeafMasks:
    """Adds up the leaves that many rows reach, to the last bit as `Forest.add_up` does.

    Use `of` to make one: not every forest has one.
    """

    def __init__(self, forest: Forest, tables: list[_Numbers | _Codes], leaves: NDArray[Any], width: int) -> None:
        self._tables = tables
        self._values = forest.values[leaves]
        self._starts = np.arange(len(forest.roots)) * width
        self._type = tables[0].table.dtype if tables else np.dtype(np.uint16)
        self._first_bits = _first_bits() if self._type == np.uint16 else None

    @classmethod
    def of(cls, forest: Forest, n_columns: int) -> Self | None:
        """Return the masks of a forest over so many encoded columns; None where its trees are too large for it."""
        trees = [_look(forest, number, int(root)) for number, root in enumerate(forest.roots)]
        width = max(len(leaves) for _, leaves in trees)
        if width > MOST_LEAVES:
            return None
        kind = np.dtype(np.uint16 if width <= 16 else np.uint32 if width <= 32 else np.uint64)
        nodes = [node for found, _ in trees for node in found]
        tables = list(_tables(forest, nodes, n_columns, kind))
        if not tables or sum(table.table.nbytes for table in tables) > _MOST_BYTES:
            return None
        leaves = np.zeros((len(trees), width), dtype=np.intp)
        for number, (_, found) in enumerate(trees):
            leaves[number, : len(found)] = forest.leaves[found]
        return cls(forest, tables, leaves.ravel(), width)

    def add_up(self, encoded: Encoded, n_outputs: int) -> NDArray[np.float64]:
        """Return the sum of the leaves that each row reaches, shape (n_rows, n_outputs)."""
        sums = np.empty((len(encoded), n_outputs))
        turns = len(self._starts) * self._values.shape[1] // n_outputs
        shape = (min(_CHUNK, len(encoded)), len(self._starts))
        masks, allowed = np.empty(shape, self._type), np.empty(shape, self._type)
        for start in range(0, len(encoded), _CHUNK):
            rows = encoded[start : start + _CHUNK]
            left = self._left(rows, masks[: len(rows)], allowed[: len(rows)])
            reached = self._values.take(left, axis=0).reshape(len(rows), turns, n_outputs)
            reached.sum(axis=1, out=sums[start : start + len(rows)])
        return sums

    def _left(self, rows: Encoded, masks: NDArray[Any], allowed: NDArray[Any]) -> NDArray[np.intp]:
        """Return the place of each row's leaf in each tree."""
        first, *others = self._tables
        first.table.take(first.places(rows), axis=0, out=masks, mode="clip")
        for table in others:
            table.table.take(table.places(rows), axis=0, out=allowed, mode="clip")
            np.bitwise_and(masks, allowed, out=masks)
        if self._first_bits is not None:
            bits = self._first_bits.take(masks)
        else:
            # The exponent of a power of two, as a float is written, is the number of its bit.
            lowest = masks & (~masks + masks.dtype.type(1))
            bits = (lowest.astype(np.float64).view(np.int64) >> 52) - 1023
        return bits + self._starts


def _look(forest: Forest, tree: int, root: int) -> tuple[list[_Node], list[int]]:
    """Return a tree's tests, and its leaves from left to right."""
    tests: list[tuple[int, int, int]] = []
    leaves: list[int] = []
    waiting: list[tuple[int, bool]] = [(root, False)]
    begun: dict[int, int] = {}
    while waiting:
        node, left_done = waiting.pop()
        left = int(forest.left[node])
        if left == node:
            leaves.append(node)
        elif left_done:
            tests.append((node, begun[node], len(leaves)))
            waiting.append((left + 1, False))
        else:
            begun[node] = len(leaves)
            waiting += [(node, True), (left, False)]
    every = (1 << MOST_LEAVES) - 1
    found = [
        _Node(tree, int(forest.inputs[node]), float(forest.thresholds[node]), every & ~((1 << end) - (1 << start)))
        for node, start, end in tests
    ]
    return found, leaves


def _tables(forest: Forest, nodes: list[_Node], n_columns: int, kind: np.dtype[Any]) -> Iterator[_Numbers | _Codes]:
    n_trees = len(forest.roots)
    for column in range(n_columns):
        own = [node for node in nodes if node.source in (column, n_columns + column)]
        if own:
            yield _numbers(column, own, n_columns, n_trees, kind)
    first = 2 * n_columns
    for test in forest.tests:
        end = first + test.right.shape[1]
        own = [node for node in nodes if first <= node.source < end]
        if own:
            yield _codes(test.column, test.right, own, first, n_trees, kind)
        first = end


def _numbers(column: int, nodes: list[_Node], n_columns: int, n_trees: int, kind: np.dtype[Any]) -> _Numbers:
    borders = np.unique([node.threshold for node in nodes])
    table = np.full((len(borders) + 2, n_trees), np.iinfo(kind).max, dtype=kind)
    for node in nodes:
        kept = kind.type(node.kept & int(np.iinfo(kind).max))
        table[int(borders.searchsorted(node.threshold)) + 1 : -1, node.tree] &= kept
        missing = -np.inf if node.source < n_columns else np.inf  # the forest's two ways of reading one that is missing
        if missing > node.threshold:
            table[-1, node.tree] &= kept
    return _Numbers(column, borders, table)


def _codes(
    column: int, right: NDArray[np.uint8], nodes: list[_Node], first: int, n_trees: int, kind: np.dtype[Any]
) -> _Codes:
    table = np.full((len(right), n_trees), np.iinfo(kind).max, dtype=kind)
    for node in nodes:
        table[right[:, node.source - first] > node.threshold, node.tree] &= kind.type(
            node.kept & int(np.iinfo(kind).max)
        )
    return _Codes(column, table)


def _first_bits() -> NDArray[np.intp]:
    """Return the lowest bit of every number of 16 bits."""
    numbers = np.arange(1, 1 << 16)
    bits = np.zeros(1 << 16, dtype=np.intp)
    bits[1:] = np.log2(numbers & -numbers).astype(np.intp)
    return bits
