"""Errors priced, thresholds found, and a person asked where that pays."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from vigie.core.declarations.impact import ImpactRules
from vigie.evaluation.impact import (
    average,
    best_band,
    best_threshold,
    by_expected_worth,
    calibrated_threshold,
    per_row,
    worths,
)

TABLE = worths(ImpactRules(unit="EUR", costs={"bad": {"good": 12.0}, "good": {"bad": 1.5}}), ["good", "bad"])


def drawn(seed: int, rows: int = 4_000) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Draw probabilities that are what they say, and the truth by them."""
    generator = np.random.default_rng(seed)
    sure = generator.beta(0.6, 1.2, rows)
    return (generator.random(rows) < sure).astype(np.intp), sure


def brought(true: NDArray[np.intp], sure: NDArray[np.float64], threshold: float) -> float:
    return float(per_row(TABLE, true, (sure >= threshold).astype(np.intp)).sum())


def test_best_threshold_is_the_best_of_all_that_can_be_tried() -> None:
    true, sure = drawn(0, 300)
    tried = [brought(true, sure, one) for one in [*np.sort(sure), 1.1]]
    assert brought(true, sure, best_threshold(TABLE, true, sure, at=1)) == max(tried)


def test_best_threshold_of_honest_probabilities_is_near_the_calibrated_one() -> None:
    true, sure = drawn(1, 40_000)
    assert best_threshold(TABLE, true, sure, at=1) == pytest.approx(calibrated_threshold(TABLE, at=1), abs=0.03)
    assert calibrated_threshold(TABLE, at=1) == pytest.approx(1.5 / 13.5)


@pytest.mark.parametrize("ask", [0.0, 0.4, 0.8, 100.0])
def test_best_band_is_the_best_of_all_pairs(ask: float) -> None:
    true, sure = drawn(2, 120)
    cuts = [*np.sort(sure), 1.1]
    found = best_band(TABLE, true, sure, 1, ask)

    def by(low: float, high: float) -> float:
        each = per_row(TABLE, true, (sure >= high).astype(np.intp))
        return float(np.where((sure >= low) & (sure < high), -ask, each).sum())

    assert by(found.low, found.high) == pytest.approx(max(by(a, b) for a in cuts for b in cuts if a <= b))
    assert found.asked == pytest.approx(float(((sure >= found.low) & (sure < found.high)).mean()))


def test_band_is_asked_less_the_more_asking_costs() -> None:
    true, sure = drawn(3)
    shares = [best_band(TABLE, true, sure, 1, ask).asked for ask in (0.2, 0.8, 1.4, 3.0)]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] == 0


def test_band_is_measured_on_rows_that_did_not_choose_it() -> None:
    generator = np.random.default_rng(4)
    true, sure = generator.integers(0, 2, 60).astype(np.intp), generator.random(60)  # nothing to be learned
    chosen = brought(true, sure, best_threshold(TABLE, true, sure, at=1)) / 60
    assert best_band(TABLE, true, sure, 1, None).each.mean() <= chosen


def test_by_expected_worth_of_two_classes_is_the_calibrated_threshold() -> None:
    _, sure = drawn(5)
    answered = by_expected_worth(TABLE, np.column_stack([1 - sure, sure]))
    assert (answered == (sure >= calibrated_threshold(TABLE, at=1))).all()


def test_average_has_the_interval_of_a_mean() -> None:
    each = np.random.default_rng(6).normal(2.0, 3.0, 900)
    found = average(each)
    assert found.mean == pytest.approx(each.mean())
    assert found.high - found.low == pytest.approx(2 * 1.96 * each.std() / 30, rel=0.15)
    assert np.isnan(average(np.array([])).mean)


def test_costs_of_classes_that_there_are_not_are_refused() -> None:
    with pytest.raises(ValueError, match="did you mean 'bad'"):
        ImpactRules(costs={"bda": {"good": 1.0}}).check(["good", "bad"])
    with pytest.raises(ValueError, match=r"impact\.right"):
        ImpactRules(costs={"bad": {"bad": 1.0}}).check(["good", "bad"])
    with pytest.raises(ValueError, match=r"impact\.values names 'bda'"):
        ImpactRules(values={"bda": 1.0}).check(["good", "bad"])


def test_worths_take_each_class_by_its_own_value() -> None:
    assert worths(ImpactRules(right=1, values={"bad": 5}), ["good", "bad"]).tolist() == [[1, -1], [-1, 5]]
