"""Slices: the exact test against SciPy's, hard rows found, and no wolf cried where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from vigie.evaluation.slices import Slice, at_least, score_slices


@st.composite
def draws(draw: st.DrawFn) -> tuple[int, int, int, int]:
    total = draw(st.integers(1, 400))
    drawn, marked = draw(st.integers(0, total)), draw(st.integers(0, total))
    return draw(st.integers(0, min(drawn, marked))), drawn, marked, total


@settings(deadline=None)
@given(draws())
def test_at_least_is_the_hypergeometric_tail(case: tuple[int, int, int, int]) -> None:
    found, drawn, marked, total = case
    assert at_least(*case) == pytest.approx(hypergeom.sf(found - 1, total, marked, drawn), abs=1e-9)


def test_score_slices_hard_rows_come_first_with_their_cost() -> None:
    generator = np.random.default_rng(0)
    groups = generator.integers(0, 12, 2_000)
    correct = (generator.random(2_000) < np.where(groups == 3, 0.6, 0.9)).astype(np.float64)
    scores = score_slices(correct, [Slice("group", str(group), groups == group) for group in range(12)])
    assert [score.value for score in scores if score.is_worse] == ["3"]
    worst = scores[0]
    assert worst.low < worst.accuracy < worst.high < worst.elsewhere
    assert worst.excess == pytest.approx(worst.rows * (worst.elsewhere - worst.accuracy))


def test_score_slices_without_hard_rows_seldom_cries_wolf() -> None:
    cries = 0
    for seed in range(40):
        generator = np.random.default_rng(seed)
        correct = (generator.random(600) < 0.85).astype(np.float64)
        slices = [Slice("word", str(number), generator.random(600) < 0.1) for number in range(100)]
        cries += any(score.is_worse for score in score_slices(correct, slices))
    assert cries <= 6  # at most 2 are expected


def test_score_slices_too_small_or_nearly_all_are_left_out() -> None:
    correct = np.array([1.0, 0.0] * 50)
    few, most = np.arange(100) < 5, np.arange(100) < 95
    assert score_slices(correct, [Slice("a", "few", few), Slice("a", "most", most)]) == []
