"""Paired tests: against the exact binomial, under no difference, and under a true one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from vigie.evaluation.comparison import PairedTest, common_rows, is_it_real, mcnemar_exact, paired_difference
from vigie.evaluation.metrics import METRICS


@settings(max_examples=50, deadline=None)
@given(ahead=st.integers(0, 30), behind=st.integers(0, 30))
def test_mcnemar_exact_any_counts_is_the_two_sided_binomial(ahead: int, behind: int) -> None:
    first = np.array([1] * ahead + [0] * behind + [1, 0])
    second = np.array([0] * ahead + [1] * behind + [1, 0])
    tail = 2 * binom.cdf(min(ahead, behind), ahead + behind, 0.5)
    assert mcnemar_exact(first, second) == pytest.approx(min(1.0, tail))
    assert mcnemar_exact(second, first) == pytest.approx(mcnemar_exact(first, second))


@pytest.mark.parametrize("metric", METRICS)
def test_paired_difference_same_answers_is_nothing(answers: Callable[..., Any], metric: str) -> None:
    drawn = answers(200, 3, 1)
    test = paired_difference(metric, drawn.labels, drawn.y_true, drawn.probabilities, drawn.probabilities)
    assert (test.difference, test.p_value, test.real) == (0.0, 1.0, False)


@pytest.mark.parametrize("metric", METRICS)
def test_paired_difference_clearly_better_is_above_zero_and_real(answers: Callable[..., Any], metric: str) -> None:
    skilled = answers(800, 3, 5, skill=3.0)
    # The weak one knows nothing and is sure of it, so that it is worse in every metric.
    weak = np.eye(3)[np.random.default_rng(9).integers(0, 3, 800)] * 0.98 + 0.02 / 3
    better = paired_difference(metric, skilled.labels, skilled.y_true, skilled.probabilities, weak, seed=3)
    worse = paired_difference(metric, skilled.labels, skilled.y_true, weak, skilled.probabilities, seed=3)
    assert better.real
    assert better.difference > 0
    assert better.low > 0
    assert worse.difference == pytest.approx(-better.difference)


def test_paired_difference_no_true_difference_is_seldom_called_real() -> None:
    labels = ["no", "yes"]
    called = 0
    for seed in range(60):
        generator = np.random.default_rng(seed)
        truth = generator.integers(0, 2, 300)
        scores = 1 / (1 + np.exp(-generator.normal(2.0 * truth - 1.0, 1.0, size=(2, 300))))
        first, second = (np.column_stack([1 - score, score]) for score in scores)
        y_true = np.asarray(labels, dtype=object)[truth]
        called += paired_difference("roc_auc", labels, y_true, first, second, "yes", resamples=200, seed=seed).real
    assert called <= 7  # 3 are expected; more than 7 of 60 would be a chance of 1 in 60


def test_paired_difference_one_class_only_is_unknown() -> None:
    flat = np.tile([0.6, 0.4], (5, 1))
    test = paired_difference("roc_auc", ["a", "b"], ["a"] * 5, flat, flat)
    assert np.isnan(test.p_value)
    assert not test.real
    assert is_it_real(test, "x", "y").startswith("Unknown: roc auc cannot be computed on these 5 rows")


def test_common_rows_partly_shared_lines_the_same_keys_up() -> None:
    first, second = np.array(["k1", "k2", "k3", "k4"]), np.array(["k4", "k9", "k2"])
    one, other = common_rows(first, second)
    assert first[one].tolist() == second[other].tolist() == ["k2", "k4"]


def test_common_rows_nothing_shared_is_empty() -> None:
    one, other = common_rows(["a"], ["b"])
    assert (len(one), len(other)) == (0, 0)


def test_is_it_real_worse_names_the_better_one_first() -> None:
    test = PairedTest("log_loss", -0.02, -0.03, -0.01, 0.0001, "paired bootstrap", 900)
    assert is_it_real(test, "new", "old").startswith("Yes: old is better than new by 0.020 in log loss")
    assert "p < 0.001" in is_it_real(test, "new", "old")


def test_is_it_real_not_significant_says_not_shown() -> None:
    test = PairedTest("roc_auc", 0.002, -0.004, 0.008, 0.41, "paired bootstrap", 900)
    assert is_it_real(test, "new", "old").startswith("Not shown: new differs from old by +0.002 in roc auc")


def test_is_it_real_equal_says_equal() -> None:
    test = PairedTest("accuracy", 0.0, 0.0, 0.0, 1.0, "McNemar exact", 10)
    assert is_it_real(test, "new", "old") == "No: new and old are equal in accuracy on these 10 rows."
