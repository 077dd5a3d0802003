"""What verdicts say of accuracy, macro-F1 and calibration, held against scikit-learn and Vigie's own evaluation."""

from __future__ import annotations

from collections import Counter
from math import ceil

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, f1_score

from vigie.evaluation.bootstrap import bootstrap_interval
from vigie.evaluation.calibration import expected_calibration_error
from vigie.evaluation.outcome import Outcome
from vigie.monitoring.bias_words import first_number_words
from vigie.monitoring.estimated import PRIOR, AnsweredCell, estimate
from vigie.monitoring.judged import BINS, Given, JudgedCell, Measured, measure, unbiased_kind
from vigie.monitoring.periods import Period, course

CLASSES = ("a", "b", "c")
Rows = list[tuple[str, str, float]]


def bin_of(confidence: float) -> int:
    return min(max(ceil(confidence * BINS) - 1, 0), BINS - 1)


def cells_of(rows: Rows, at: int = 0) -> list[JudgedCell]:
    counted: Counter[tuple[str, str, int]] = Counter()
    sums: Counter[tuple[str, str, int]] = Counter()
    for truth, predicted, confidence in rows:
        key = (truth, predicted, bin_of(confidence))
        counted[key] += 1
        sums[key] += confidence  # type: ignore[assignment]  # a Counter adds floats as well
    return [JudgedCell(at, "1", "asked", key[1], key[0], key[2], n, float(sums[key])) for key, n in counted.items()]


def drawn(n: int, sharpness: float = 1.0, seed: int = 0) -> tuple[NDArray[np.float64], list[str], Rows]:
    """Return calibrated probabilities over three classes, truths drawn from them, and the rows they make.

    With a sharpness over one, the probabilities that are told are surer than they should be.
    """
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet([0.5, 0.4, 0.3], size=n)
    truths = [str(rng.choice(CLASSES, p=row)) for row in probabilities]
    told = probabilities**sharpness
    told /= told.sum(axis=1, keepdims=True)
    rows = [(truth, CLASSES[int(p.argmax())], float(p.max())) for truth, p in zip(truths, told, strict=True)]
    return told, truths, rows


def test_measure_is_what_scikit_learn_and_the_evaluation_say() -> None:
    told, truths, rows = drawn(2_000)
    found = measure(cells_of(rows))
    predicted = [row[1] for row in rows]
    assert found.n == 2_000
    assert found.accuracy == pytest.approx(accuracy_score(truths, predicted))
    assert found.macro_f1 == pytest.approx(f1_score(truths, predicted, average="macro"))
    outcome = Outcome.of(CLASSES, truths, told)
    assert found.calibration_error == pytest.approx(float(expected_calibration_error(outcome.once())[0]))
    assert sum(number for _, _, number in found.confusion) == 2_000


def test_measure_macro_f1_interval_is_the_bootstraps_of_the_rows() -> None:
    told, truths, rows = drawn(500)
    low, high = measure(cells_of(rows)).macro_f1_interval or (0.0, 0.0)
    other = bootstrap_interval("macro_f1", CLASSES, truths, told)
    assert (low, high) == pytest.approx((other.low, other.high), abs=0.015)


def test_measure_accuracy_interval_holds_the_truth_95_times_of_100() -> None:
    held = 0
    for seed in range(100):
        told, _, rows = drawn(120, seed=seed)
        low, high = measure(cells_of(rows)).accuracy_interval or (0.0, 0.0)
        held += low <= float(told.max(axis=1).mean()) <= high
    assert held >= 90


def test_calibration_by_chance_is_what_sound_confidences_show_and_less_than_unsound_ones() -> None:
    sound = measure(cells_of(drawn(300)[2]))
    unsound = measure(cells_of(drawn(300, sharpness=4.0)[2]))
    assert sound.calibration_by_chance is not None
    assert sound.calibration_error == pytest.approx(sound.calibration_by_chance, abs=0.03)
    assert unsound.calibration_error is not None
    assert unsound.calibration_by_chance is not None
    assert unsound.calibration_error > 3 * unsound.calibration_by_chance
    low, high = unsound.calibration_interval or (0.0, 0.0)
    assert low <= unsound.calibration_error <= high


def test_rejection_without_its_truth_counts_against_its_class_and_no_other() -> None:
    right = JudgedCell(0, "1", "asked", "a", "a", 14, 8, 7.9)
    found = measure([right, right._replace(predicted="b", truth="b", n=4), right._replace(truth=None, n=2)])
    assert found.accuracy == pytest.approx(12 / 14)
    assert found.macro_f1 == pytest.approx((2 * 8 / (8 + 10) + 1) / 2)
    assert (None, "a", 2) in found.confusion


def test_measure_is_the_same_whatever_the_order() -> None:
    cells = cells_of(drawn(200)[2])
    assert measure(cells).accuracy == measure(cells[::-1]).accuracy
    assert measure(cells).calibration_error == pytest.approx(measure(cells[::-1]).calibration_error)


def test_unbiased_kind_asks_for_nearly_all_or_for_asked_ones() -> None:
    assert unbiased_kind({"imported": 899}, 1_000) is None
    assert unbiased_kind({"imported": 900}, 1_000) == "imported"
    assert unbiased_kind({"asked": 29, "volunteered": 500}, 1_000, at_least=30) is None
    assert unbiased_kind({}, 0) is None


def answered_of(rows: Rows, at: int = 0) -> list[AnsweredCell]:
    return [AnsweredCell(at, "1", bin_of(confidence), 1, confidence) for _, _, confidence in rows]


def test_estimate_of_sound_confidences_holds_the_accuracy() -> None:
    held = 0
    for seed in range(60):
        rows = drawn(400, seed=seed)[2]
        found = estimate(answered_of(rows))
        assert found is not None
        assert found.calibrated_on == 0
        held += int(found.low <= np.mean([truth == predicted for truth, predicted, _ in rows]) <= found.high)
    assert held >= 54


def test_estimate_of_unsound_confidences_is_mended_by_earlier_verdicts() -> None:
    earlier, now = drawn(3_000, sharpness=4.0, seed=1)[2], drawn(3_000, sharpness=4.0, seed=2)[2]
    seen = np.mean([truth == predicted for truth, predicted, _ in now])
    plain, mended = estimate(answered_of(now)), estimate(answered_of(now), cells_of(earlier))
    assert plain is not None
    assert mended is not None
    assert mended.calibrated_on == 3_000
    assert abs(mended.accuracy - seen) < 0.02 < abs(plain.accuracy - seen)


def test_estimate_moves_slowly_with_few_verdicts() -> None:
    answered = [AnsweredCell(0, "1", 14, 1_000, 990.0)]
    wrong = JudgedCell(0, "1", "asked", "a", "b", 14, 1, 0.99)
    found = estimate(answered, [wrong])
    assert found is not None
    assert found.accuracy == pytest.approx(0.99 * PRIOR / (PRIOR + 1))
    assert estimate([]) is None


def test_backtest_uses_only_what_was_known_before() -> None:
    answered, judged = [], []
    for at in range(6):
        rows = drawn(800, sharpness=4.0, seed=at)[2]
        answered += answered_of(rows, at)
        judged += cells_of(rows, at)
    judged += [cell._replace(given="volunteered", truth="a", predicted="b", n=5_000) for cell in judged[:3]]
    found = course(judged, answered).backtest
    assert [one.at for one in found.periods] == [0, 1, 2, 3, 4, 5]
    assert [one.estimated.calibrated_on for one in found.periods] == [800 * at for at in range(6)]
    errors = [abs(one.error) for one in found.periods]
    assert errors[0] > 0.08
    assert max(errors[2:]) < 0.05
    assert found.mean_error == pytest.approx(np.mean(errors))


def test_backtest_without_labels_says_nothing() -> None:
    found = course([], answered_of(drawn(50)[2])).backtest
    assert (found.periods, found.mean_error, found.within) == ((), None, None)


def test_first_kind_is_the_one_with_least_bias() -> None:
    some, more = Measured(5, 3), Measured(40, 30)
    cases: list[tuple[dict[Given, Measured], Given | None]] = [
        ({"asked": some, "imported": more, "volunteered": more}, "imported"),
        ({"asked": some, "volunteered": more}, "asked"),
        ({"volunteered": more}, "volunteered"),
        ({}, None),
    ]
    for by_kind, wanted in cases:
        period = Period(0, None, 100, by_kind, None, None)
        assert period.first_kind == wanted
        assert (period.first is None) is (wanted is None)
        assert first_number_words(period).fr != first_number_words(period).en
