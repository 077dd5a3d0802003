"""What a new model loses on kinds of rows: the exact test against SciPy's, and no wolf cried where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from vigie.evaluation.slice_losses import slice_losses
from vigie.evaluation.slices import Slice


def test_slice_losses_p_value_is_mcnemars_exact_one_sided() -> None:
    before, after = np.array([1.0] * 12 + [0.0] * 3 + [1.0] * 15), np.array([0.0] * 12 + [1.0] * 3 + [1.0] * 15)
    (found,) = slice_losses(before, after, [Slice("all", "rows", np.ones(30, dtype=bool))])
    assert found.p_value == pytest.approx(binomtest(12, 15, alternative="greater").pvalue)
    assert (found.before, found.after) == (0.9, 0.6)
    assert found.loss == pytest.approx(0.3)


def test_slice_losses_of_equal_models_cry_no_wolf() -> None:
    generator = np.random.default_rng(1)
    slices = [Slice("chance", str(number), generator.random(600) < 0.2) for number in range(60)]
    worse = 0
    for _ in range(50):
        before, after = (generator.random(600) < 0.8 for _ in range(2))
        losses = slice_losses(before.astype(float), after.astype(float), slices)
        worse += any(one.is_much_worse(0.05) for one in losses)
    assert worse <= 5


def test_slice_losses_name_the_slice_that_was_broken_first() -> None:
    generator = np.random.default_rng(2)
    groups = generator.integers(0, 10, 1_000)
    before = (generator.random(1_000) < 0.9).astype(float)
    after = np.where(groups == 7, 0.0, before)
    losses = slice_losses(before, after, [Slice("group", str(one), groups == one) for one in range(10)])
    assert losses[0].value == "7"
    assert [one.value for one in losses if one.is_much_worse(0.05)] == ["7"]


def test_slice_losses_leave_out_small_slices() -> None:
    assert slice_losses(np.ones(30), np.zeros(30), [Slice("few", "rows", np.arange(30) < 19)]) == []
