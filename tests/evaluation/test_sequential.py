"""The sequential test keeps its error rates when it is looked at after every verdict, and sees what it is to see."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from numpy.typing import NDArray

from vigie.evaluation.sequential import ALPHA, differences_needed, in_blocks, limits, path, wealth

RUNS = 300
LOOKS = 1_000


def pairs(seed: int, ahead: float, behind: float, *, runs: int = RUNS, n: int = LOOKS) -> NDArray[np.float64]:
    """Draw differences of a challenger that alone is right so often, and alone is wrong so often."""
    generator = np.random.default_rng(seed)
    return generator.choice([1.0, -1.0, 0.0], p=[ahead, behind, 1 - ahead - behind], size=(runs, n))


def refuted_after_any(differences: NDArray[np.float64], mean: float = 0.0) -> tuple[bool, bool]:
    """Look after every single difference: was the mean, at any look, below the limits or above them?"""
    above, below = wealth(differences, mean)
    return bool((above > log(2 / ALPHA)).any()), bool((below > log(2 / ALPHA)).any())


def test_wealth_says_what_the_limits_leave_out() -> None:
    drawn = pairs(0, 0.1, 0.04, runs=1, n=300)[0]
    looks = path(drawn, points=300)
    for mean in (0.0, 0.05, 0.2):
        above, below = wealth(drawn, mean)
        assert [one.low > mean for one in looks] == (above > log(2 / ALPHA)).tolist()
        assert [one.high < mean for one in looks] == (below > log(2 / ALPHA)).tolist()


# So far above alpha is the share of false alarms of a test that is wrong 5 % of the time once in fifty seeds.
MARGIN = 2.05 * (ALPHA * (1 - ALPHA) / RUNS) ** 0.5


@pytest.mark.parametrize(("seed", "each"), [(1, 0.05), (2, 0.3), (3, 0.005)])
def test_limits_looked_at_after_every_pair_cry_wolf_in_at_most_alpha_of_all_runs(seed: int, each: float) -> None:
    seen = [refuted_after_any(run) for run in pairs(seed, each, each)]
    assert np.mean([above or below for above, below in seen]) <= ALPHA + MARGIN


def test_fixed_test_looked_at_after_every_pair_would_cry_wolf_far_more_often() -> None:
    drawn = pairs(1, 0.05, 0.05)
    sums, squares = drawn.cumsum(axis=1), (drawn**2).cumsum(axis=1)
    z = np.abs(sums) / np.sqrt(np.maximum(squares, 1))
    assert (z[:, 50:] > 1.96).any(axis=1).mean() > 0.25


def test_limits_hold_the_true_gain_at_all_looks_together() -> None:
    missed = [any(refuted_after_any(run, mean=0.05)) for run in pairs(4, 0.1, 0.05)]
    assert np.mean(missed) <= ALPHA + MARGIN


@pytest.mark.parametrize(("seed", "ahead", "behind"), [(5, 0.08, 0.03), (6, 0.12, 0.05)])
def test_true_gain_is_seen_within_twice_the_differences_that_are_announced(
    seed: int, ahead: float, behind: float
) -> None:
    n = 2 * differences_needed(ahead - behind, ahead + behind)
    seen = np.array([refuted_after_any(run) for run in pairs(seed, ahead, behind, runs=100, n=n)])
    assert seen[:, 0].mean() >= 0.85
    assert seen[:, 1].mean() <= ALPHA / 2 + 0.03


@pytest.mark.parametrize("share", [0.5, 0.1])
def test_blocks_of_two_samples_cry_wolf_in_at_most_alpha_of_all_runs(share: float) -> None:
    generator = np.random.default_rng(7)
    alarms = []
    for _ in range(RUNS):
        first = generator.random(1_000) < share
        # Rows become harder half-way, for both alike.
        right = generator.random(1_000) < np.where(np.arange(1_000) < 500, 0.9, 0.6)
        alarms.append(any(refuted_after_any(in_blocks(first, right))))
    assert np.mean(alarms) <= ALPHA + MARGIN


def test_blocks_of_two_samples_show_a_true_gain() -> None:
    generator = np.random.default_rng(8)
    seen = []
    for _ in range(60):
        first = generator.random(4_000) < 0.5
        right = generator.random(4_000) < np.where(first, 0.88, 0.78)
        seen.append(limits(in_blocks(first, right)).low > 0)
    assert np.mean(seen) >= 0.9


def test_blocks_lose_no_verdict_but_the_last_open_ones() -> None:
    assert in_blocks([True] * 5, [True] * 5).tolist() == []
    assert in_blocks([True, True, False], [True, False, False]).tolist() == [0.5]


def test_limits_do_not_depend_on_the_order() -> None:
    drawn = pairs(9, 0.2, 0.1, runs=1, n=300)[0]
    assert limits(drawn) == limits(np.sort(drawn)) == path(drawn)[-1]


def test_limits_without_differences_say_nothing() -> None:
    found = limits([])
    assert (found.n, found.low, found.high, found.p_value) == (0, -1.0, 1.0, 1.0)
    assert path([]) == []


def test_limits_of_what_is_no_difference_are_refused() -> None:
    with pytest.raises(ValueError, match=r"outside of \[-1, 1\]"):
        limits([0.0, 1.5])
    with pytest.raises(ValueError, match="no gain"):
        differences_needed(0.0, 0.1)
