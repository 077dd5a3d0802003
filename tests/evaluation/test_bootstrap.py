"""Intervals: reproducible, around the value, as wide as theory says, and bounded in work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from vigie.evaluation.bootstrap import bootstrap_interval, bootstrap_intervals, percentile_interval, resample
from vigie.evaluation.metrics import METRICS, compute_metrics
from vigie.evaluation.outcome import Outcome


def test_bootstrap_intervals_all_metrics_hold_their_value(answers: Callable[..., Any]) -> None:
    drawn = answers(800, 3, 4, skill=2.0)
    outcome = Outcome.of(drawn.labels, drawn.y_true, drawn.probabilities)
    values = compute_metrics(drawn.labels, drawn.y_true, drawn.probabilities, ordered=True)
    intervals = bootstrap_intervals(METRICS, outcome, seed=1)
    # Resampling adds calibration error of its own, so its interval may lie above the value.
    for name in set(METRICS) - {"calibration_error"}:
        assert intervals[name].low < values[name] < intervals[name].high, name


def test_bootstrap_interval_accuracy_is_as_wide_as_the_binomial(answers: Callable[..., Any]) -> None:
    drawn = answers(2_000, 2, 7)
    interval = bootstrap_interval("accuracy", drawn.labels, drawn.y_true, drawn.probabilities, seed=2)
    share = compute_metrics(drawn.labels, drawn.y_true, drawn.probabilities)["accuracy"]
    width = 2 * 1.96 * np.sqrt(share * (1 - share) / 2_000)
    assert interval.high - interval.low == pytest.approx(width, rel=0.1)


def test_bootstrap_interval_same_seed_same_interval(answers: Callable[..., Any]) -> None:
    drawn = answers(200, 2, 7)
    given = ("roc_auc", drawn.labels, drawn.y_true, drawn.probabilities)
    assert bootstrap_interval(*given, seed=5) == bootstrap_interval(*given, seed=5)
    assert bootstrap_interval(*given, seed=5) != bootstrap_interval(*given, seed=6)


def test_bootstrap_interval_nothing_to_measure_is_nan() -> None:
    interval = bootstrap_interval("roc_auc", ["a", "b"], ["a"] * 4, np.tile([0.5, 0.5], (4, 1)))
    assert np.isnan([interval.low, interval.high]).all()
    interval = bootstrap_interval("accuracy", ["a", "b"], [], np.empty((0, 2)))
    assert np.isnan([interval.low, interval.high]).all()


def test_resample_many_rows_draws_fewer_times_in_bounded_chunks() -> None:
    chunks = list(resample(60_000, seed=0))
    assert sum(map(len, chunks)) == 200
    assert max(chunk.nbytes for chunk in chunks) <= 4e6


def test_resample_each_draw_holds_as_many_rows_as_there_are() -> None:
    weights = np.concatenate(list(resample(50, seed=0, resamples=30)))
    assert weights.shape == (30, 50)
    assert (weights.sum(axis=1) == 50).all()


def test_percentile_interval_without_a_number_is_nan() -> None:
    assert np.isnan(percentile_interval(np.array([np.nan])).low)
