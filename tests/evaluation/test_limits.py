"""How sure an answer must be, class by class, so that nobody need be asked."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from vigie.core.declarations.impact import ImpactRules
from vigie.evaluation.impact import best_band, by_expected_worth, calibrated_threshold, per_row, worths
from vigie.evaluation.limits import LEAST, best_limits, calibrated_limits

COSTS = {"bad": {"good": 12.0, "poor": 4.0}, "good": {"bad": 1.5}}
TABLE = worths(ImpactRules(unit="EUR", right=0.5, values={"bad": 2.0}, costs=COSTS), ["good", "poor", "bad"])
EVEN = worths(ImpactRules(unit="EUR"), ["good", "poor", "bad"])


def drawn(seed: int, rows: int = 4_000) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Draw probabilities of three classes that are what they say, and the truth by them."""
    generator = np.random.default_rng(seed)
    sure = generator.dirichlet([0.7, 0.5, 0.4], rows)
    return (generator.random(rows)[:, np.newaxis] > sure.cumsum(axis=1)).sum(axis=1).clip(0, 2), sure


@pytest.mark.parametrize("ask", [0.0, 0.6, 2.0, 100.0])
def test_best_limits_are_the_best_of_all_that_can_be_tried(ask: float) -> None:
    true, probabilities = drawn(0, 400)
    answered = by_expected_worth(TABLE, probabilities)
    sure = probabilities.max(axis=1, where=np.eye(3, dtype=bool)[answered], initial=0)
    each, person = per_row(TABLE, true, answered), TABLE[true, true] - ask

    found = best_limits(TABLE, true, probabilities, ask)

    for place in range(3):
        here = answered == place
        assert here.sum() >= LEAST
        tried = [np.where(sure[here] >= cut, each[here], person[here]).sum() for cut in [*sure[here], 1.1]]
        assert np.where(sure[here] >= found.least[place], each[here], person[here]).sum() == pytest.approx(max(tried))
    assert found.asked == pytest.approx((sure < found.least[answered]).mean())


def test_best_limits_of_honest_probabilities_and_even_costs_are_near_chows() -> None:
    true, probabilities = drawn(1, 40_000)

    found = best_limits(EVEN, true, probabilities, ask=0.3)

    assert found.least == pytest.approx(np.full(3, 0.7), abs=0.05)
    assert calibrated_limits(EVEN, ask=0.3) == pytest.approx(np.full(3, 0.7))
    # What a person is asked about less often than that brings less, and more often too.
    sure, each = probabilities.max(axis=1), per_row(EVEN, true, probabilities.argmax(axis=1))
    brought = [np.where(sure >= cut, each, -0.3).mean() for cut in (0.5, 0.7, 0.9)]
    assert found.each.mean() == pytest.approx(brought[1], abs=0.01)
    assert brought[1] == max(brought)


def test_best_limits_of_two_classes_are_the_band() -> None:
    _, probabilities = drawn(2, 6_000)
    pair = np.column_stack([1 - probabilities[:, 0], probabilities[:, 0]])
    true = (np.random.default_rng(3).random(len(pair)) < pair[:, 1]).astype(np.intp)
    table = worths(ImpactRules(costs={"bad": {"good": 12.0}, "good": {"bad": 1.5}}), ["good", "bad"])
    assert pair[:, 1].min() < calibrated_threshold(table, 1)

    limits, band = best_limits(table, true, pair, ask=0.77), best_band(table, true, pair[:, 1], 1, 0.77)

    assert (limits.least[1], 1 - limits.least[0]) == pytest.approx((band.high, band.low))
    assert limits.asked == pytest.approx(band.asked)


def test_best_limits_are_measured_on_rows_that_did_not_choose_them() -> None:
    generator = np.random.default_rng(4)
    true, probabilities = generator.integers(0, 3, 240), generator.dirichlet([1, 1, 1], 240)  # nothing to be learned
    answered = by_expected_worth(EVEN, probabilities)
    found = best_limits(EVEN, true, probabilities, ask=0.67)
    given = probabilities.max(axis=1) >= found.least[answered]
    assert found.each.mean() < np.where(given, per_row(EVEN, true, answered), -0.67).mean()


def test_best_limits_of_few_rows_are_those_of_honest_probabilities() -> None:
    true, probabilities = drawn(5, LEAST - 1)
    assert best_limits(TABLE, true, probabilities, ask=0.6).least == pytest.approx(calibrated_limits(TABLE, ask=0.6))
    assert best_limits(TABLE, true[:0], probabilities[:0], ask=0.6).asked == 0
