"""Corrections for many tests: laws of theirs, against SciPy where it has them, and under no difference at all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from vigie.evaluation.correction import benjamini_hochberg, holm

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@given(P_VALUES)
def test_benjamini_hochberg_equals_scipy(p_values: list[float]) -> None:
    assert benjamini_hochberg(p_values) == pytest.approx(false_discovery_control(p_values), abs=1e-12)


@given(P_VALUES)
def test_holm_lies_between_uncorrected_and_bonferroni_and_keeps_the_order(p_values: list[float]) -> None:
    given_p, corrected = np.array(p_values), holm(p_values)
    assert (corrected >= given_p).all()
    assert (corrected <= np.minimum(given_p * len(given_p), 1.0) + 1e-12).all()
    assert (np.diff(corrected[np.argsort(given_p, kind="stable")]) >= 0).all()


def test_holm_no_true_difference_calls_a_family_real_seldom() -> None:
    draws = np.random.default_rng(0).uniform(size=(400, 12))
    assert sum(bool((holm(family) < 0.05).any()) for family in draws) <= 32  # 20 are expected


def test_corrections_of_nothing_are_nothing() -> None:
    assert holm([]).shape == benjamini_hochberg([]).shape == (0,)
