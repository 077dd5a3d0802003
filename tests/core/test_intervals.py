"""Intervals of shares, against SciPy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from vigie.core.intervals import wilson_interval


@given(st.integers(1, 5_000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_wilson_interval_equals_scipy(observed: tuple[int, int]) -> None:
    expected = binomtest(*observed).proportion_ci(0.95, method="wilson")
    assert wilson_interval(*observed) == pytest.approx((expected.low, expected.high), abs=1e-12)


@pytest.mark.parametrize(("successes", "total"), [(0, 0), (-1, 3), (4, 3)])
def test_wilson_interval_of_no_share_is_refused(successes: int, total: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        wilson_interval(successes, total)
