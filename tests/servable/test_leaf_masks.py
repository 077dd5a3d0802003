"""Leaves looked up by masks are those that a walk reaches, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.servable.forest import CategoryTests, Forest
from vigie.servable.leaf_masks import LeafMasks

_VALUES = (-1.5, 0.0, 0.5, 1.0, 2.0)


def grow(draw: np.random.Generator, n_trees: int, n_leaves: int, n_codes: int, n_tests: int, n_values: int) -> Forest:
    """Return random trees over one column of numbers and one of codes, each of at most so many leaves."""
    roots: list[int] = []
    inputs: list[int] = []
    thresholds: list[float] = []
    left: list[int] = []
    leaves: list[int] = []

    def add_leaf() -> int:
        place = len(inputs)
        inputs.append(0)
        thresholds.append(np.inf)
        left.append(place)
        leaves.append(0)
        return place

    n_inputs = 2 * 2 + n_tests
    total = 0
    for _ in range(n_trees):
        roots.append(len(inputs))
        open_ = [add_leaf()]
        for _ in range(int(draw.integers(0, n_leaves))):
            node = open_.pop(int(draw.integers(len(open_))))
            source = int(draw.choice([place for place in range(n_inputs) if place not in (1, 3)]))
            inputs[node] = source
            thresholds[node] = 0.5 if source >= 4 else float(draw.choice(_VALUES))
            left[node] = len(inputs)
            open_ += [add_leaf(), add_leaf()]
        for node in open_:
            leaves[node] = total
            total += 1
    values = draw.normal(size=(total, n_values))
    tests = (CategoryTests(1, draw.integers(0, 2, (n_codes + 1, n_tests)).astype(np.uint8)),) if n_tests else ()
    return Forest(
        np.array(roots), np.array(inputs), np.array(thresholds), np.array(left), np.array(leaves), values, 64, tests
    )


@given(st.integers(0, 2**32 - 1), st.sampled_from([2, 15, 30, 60]), st.integers(0, 4))
def test_leaf_masks_random_forest_equals_the_walk(seed: int, n_leaves: int, n_tests: int) -> None:
    draw = np.random.default_rng(seed)
    forest = grow(draw, 6, n_leaves, 5, n_tests, 1)
    masks = LeafMasks.of(forest, 2)
    if masks is None:  # no tree asks anything
        assert len(forest.inputs) == len(forest.roots)
        return
    encoded = np.stack([draw.choice([*_VALUES, 0.25, 9.0, np.nan], 300), draw.choice([0, 1, 2, 3, 4, np.nan], 300)], 1)
    assert masks.add_up(encoded, 2).tolist() == forest.add_up(encoded, 2).tolist()


def test_leaf_masks_several_outputs_a_leaf_equals_the_walk() -> None:
    draw = np.random.default_rng(0)
    forest = grow(draw, 5, 20, 5, 3, 3)
    masks = LeafMasks.of(forest, 2)
    assert masks is not None
    encoded = np.stack([draw.choice(_VALUES, 150), draw.choice([0.0, 4.0], 150)], 1)
    assert masks.add_up(encoded, 3).tolist() == forest.add_up(encoded, 3).tolist()


@pytest.mark.parametrize("n_leaves", [200])
def test_leaf_masks_large_trees_have_none(n_leaves: int) -> None:
    draw = np.random.default_rng(1)
    assert LeafMasks.of(grow(draw, 4, n_leaves, 5, 2, 1), 2) is None
