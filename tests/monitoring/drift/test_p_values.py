"""P-values beside SciPy's, which the training side has."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats

from vigie.monitoring.drift.p_values import (
    chi_square_tail,
    homogeneity,
    kolmogorov,
    kolmogorov_tail,
    rank_sum,
    shares_differ,
)


def test_kolmogorov_tail_is_scipys() -> None:
    for x in np.linspace(0.3, 5, 100):
        assert kolmogorov_tail(float(x)) == pytest.approx(special.kolmogorov(x), abs=1e-12)
    assert kolmogorov_tail(0.0) == 1.0


@pytest.mark.parametrize("freedom", [1, 2, 7, 150, 2_000])
def test_chi_square_tail_is_scipys(freedom: int) -> None:
    for x in np.linspace(0, 4 * freedom, 40):
        assert chi_square_tail(float(x), freedom) == pytest.approx(stats.chi2.sf(x, freedom), abs=1e-10)


def test_kolmogorov_is_near_the_exact_p_value() -> None:
    generator = np.random.default_rng(0)
    for _ in range(5):
        first, second = generator.normal(size=80), generator.normal(0.3, 1, size=60)
        found = stats.ks_2samp(first, second, method="exact")
        assert kolmogorov(found.statistic, 80, 60) == pytest.approx(found.pvalue, abs=0.02)


def test_homogeneity_of_large_cells_is_scipys() -> None:
    table = np.array([[50, 30, 20], [400, 350, 250]])
    assert homogeneity(*table) == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue)


def test_homogeneity_counts_small_cells_as_one() -> None:
    many = [1] * 40
    assert homogeneity([500, *many], [500, *reversed(many)]) == 1.0
    assert homogeneity([500, *many], [500, *([0] * 40)]) < 1e-6


def test_homogeneity_of_nothing_is_no_finding() -> None:
    assert homogeneity([], []) == homogeneity([0, 0], [0, 0]) == homogeneity([3], [5]) == 1.0


def test_shares_differ_is_yates_correction() -> None:
    table = np.array([[10, 90], [30, 170]])
    assert shares_differ(10, 100, 30, 200) == pytest.approx(stats.chi2_contingency(table).pvalue)


def test_rank_sum_is_mann_and_whitneys() -> None:
    generator = np.random.default_rng(2)
    first, second = generator.normal(0.2, 1, 150), generator.normal(size=100)
    found = stats.mannwhitneyu(first, second, method="asymptotic", use_continuity=False)
    assert rank_sum(found.statistic / 15_000, 150, 100) == pytest.approx(found.pvalue)
