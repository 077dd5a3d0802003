"""Calibration error on cases worked out by hand, and its relation to the diagram's bins."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigie.evaluation.calibration import expected_calibration_error, reliability
from vigie.evaluation.outcome import Outcome


def test_expected_calibration_error_two_bins_by_hand() -> None:
    # Three rows at 0.8, two of them right: |2/3 − 0.8|; one row at 0.6, wrong: |0 − 0.6|; averaged 3 to 1.
    probabilities = np.array([[0.8, 0.2], [0.8, 0.2], [0.2, 0.8], [0.6, 0.4]])
    outcome = Outcome.of(["a", "b"], ["a", "b", "b", "b"], probabilities)
    expected = (3 * abs(2 / 3 - 0.8) + 1 * 0.6) / 4
    assert expected_calibration_error(outcome.once())[0] == pytest.approx(expected)


def test_expected_calibration_error_always_sure_half_right_is_one_half() -> None:
    outcome = Outcome.of(["a", "b"], ["a", "b"], np.array([[1.0, 0.0], [1.0, 0.0]]))
    assert expected_calibration_error(outcome.once())[0] == 0.5


def test_reliability_edges_confidence_one_lies_in_the_last_bin() -> None:
    outcome = Outcome.of(["a", "b"], ["a", "b"], np.array([[1.0, 0.0], [0.5, 0.5]]))
    bins = reliability(outcome, bins=10)
    assert [(bin_.rows, bin_.accuracy) for bin_ in bins if bin_.rows] == [(1, 0.0), (1, 1.0)]
    assert (bins[-1].rows, bins[4].rows) == (1, 1)


@settings(max_examples=50, deadline=None)
@given(rows=st.integers(1, 200), bins=st.integers(1, 30), seed=st.integers(0, 2**32 - 1))
def test_reliability_any_answers_hold_every_row_and_average_to_the_error(rows: int, bins: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    truth = np.asarray(list("abc"), dtype=object)[generator.integers(0, 3, rows)]
    outcome = Outcome.of(list("abc"), truth, generator.dirichlet(np.ones(3), rows))
    filled = [bin_ for bin_ in reliability(outcome, bins) if bin_.rows]
    assert sum(bin_.rows for bin_ in filled) == rows
    assert all(bin_.low - 1e-12 <= bin_.confidence <= bin_.high + 1e-12 for bin_ in filled)
    error = sum(bin_.rows * abs(bin_.accuracy - bin_.confidence) for bin_ in filled) / rows
    assert expected_calibration_error(outcome.once(), bins)[0] == pytest.approx(error, abs=1e-12)
