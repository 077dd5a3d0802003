"""Every metric against scikit-learn's own, on random answers with and without ties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as oracle

from vigie.core.project import LOWER_IS_BETTER
from vigie.evaluation.metrics import METRICS, compute_metrics, measure, metric_names
from vigie.evaluation.outcome import Draws, Outcome

SHAPES = [(400, 2, None), (400, 2, 1), (600, 3, None), (600, 7, 1), (25, 4, None)]


def expected_binary(truth: Any, predicted: Any, scores: Any, weights: Any = None) -> dict[str, float]:
    w = {"sample_weight": weights}
    return {
        "accuracy": oracle.accuracy_score(truth, predicted, **w),
        "balanced_accuracy": oracle.balanced_accuracy_score(truth, predicted, **w),
        "macro_f1": oracle.f1_score(truth, predicted, average="macro", **w),
        "precision": oracle.precision_score(truth, predicted, **w),
        "recall": oracle.recall_score(truth, predicted, **w),
        "roc_auc": oracle.roc_auc_score(truth, scores, **w),
        "average_precision": oracle.average_precision_score(truth, scores, **w),
        "log_loss": oracle.log_loss(truth, np.column_stack([1 - scores, scores]), **w),
        "brier": oracle.brier_score_loss(truth, scores, **w),
    }


def expected_many(truth: Any, predicted: Any, probabilities: Any, labels: list[int]) -> dict[str, float]:
    macro = {"average": "macro", "zero_division": 0}
    wanted = np.eye(len(labels))[truth]
    return {
        "accuracy": oracle.accuracy_score(truth, predicted),
        "balanced_accuracy": oracle.balanced_accuracy_score(truth, predicted),
        "macro_f1": oracle.f1_score(truth, predicted, **macro),
        "precision": oracle.precision_score(truth, predicted, **macro),
        "recall": oracle.recall_score(truth, predicted, **macro),
        "roc_auc": oracle.roc_auc_score(truth, probabilities, multi_class="ovr", labels=labels),
        "average_precision": oracle.average_precision_score(wanted, probabilities, average="macro"),
        "log_loss": oracle.log_loss(truth, probabilities, labels=labels),
        "brier": oracle.brier_score_loss(truth, probabilities, labels=labels),
        "quadratic_kappa": oracle.cohen_kappa_score(truth, predicted, weights="quadratic", labels=labels),
        "within_one": float(np.mean(np.abs(truth - predicted) <= 1)),
    }


@pytest.mark.parametrize(("rows", "classes", "digits"), SHAPES)
@pytest.mark.parametrize("seed", range(5))
def test_compute_metrics_random_answers_equal_scikit_learn(
    answers: Callable[..., Any], rows: int, classes: int, digits: int | None, seed: int
) -> None:
    drawn = answers(rows, classes, seed, digits=digits)
    outcome = Outcome.of(drawn.labels, drawn.y_true, drawn.probabilities)
    if classes == 2:
        positive = drawn.labels[1]
        expected = expected_binary(outcome.truth, outcome.predicted, drawn.probabilities[:, 1])
    else:
        positive = None
        expected = expected_many(outcome.truth, outcome.predicted, drawn.probabilities, list(range(classes)))
    got = compute_metrics(drawn.labels, drawn.y_true, drawn.probabilities, positive, ordered=classes > 2)
    assert {name: got[name] for name in expected} == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_measure_weighted_draws_equal_scikit_learn_with_sample_weights(answers: Callable[..., Any], seed: int) -> None:
    drawn = answers(300, 2, seed, digits=2)
    outcome = Outcome.of(drawn.labels, drawn.y_true, drawn.probabilities, drawn.labels[1])
    weights = np.random.default_rng(seed).integers(0, 4, size=(3, 300)).astype(float)
    draws = Draws(outcome, weights)
    for draw, weight in enumerate(weights):
        expected = expected_binary(outcome.truth, outcome.predicted, drawn.probabilities[:, 1], weight)
        assert {name: measure(name, draws)[draw] for name in expected} == pytest.approx(expected, abs=1e-12)


def test_compute_metrics_first_class_positive_ranks_by_its_own_column(answers: Callable[..., Any]) -> None:
    drawn = answers(500, 2, 1)
    truth = (drawn.y_true == "class 0").astype(int)
    got = compute_metrics(drawn.labels, drawn.y_true, drawn.probabilities, "class 0")
    assert got["average_precision"] == pytest.approx(
        oracle.average_precision_score(truth, drawn.probabilities[:, 0]), abs=1e-12
    )
    assert got["recall"] == pytest.approx(
        oracle.recall_score(truth, (drawn.probabilities.argmax(axis=1) == 0).astype(int)), abs=1e-12
    )


def test_compute_metrics_unordered_leaves_out_the_ordered_ones(answers: Callable[..., Any]) -> None:
    drawn = answers(50, 3, 0)
    assert set(compute_metrics(drawn.labels, drawn.y_true, drawn.probabilities)) == set(metric_names(ordered=False))
    assert set(compute_metrics(drawn.labels, drawn.y_true, drawn.probabilities, ordered=True)) == set(METRICS)


def test_compute_metrics_one_class_only_is_nan_where_nothing_can_be_ranked() -> None:
    got = compute_metrics(["a", "b"], ["a", "a"], np.array([[0.8, 0.2], [0.4, 0.6]]), "b")
    assert np.isnan(got["roc_auc"])
    assert np.isnan(got["average_precision"])
    assert (got["accuracy"], got["recall"], got["precision"]) == (0.5, 0.0, 0.0)


def test_compute_metrics_no_rows_is_nan_throughout() -> None:
    got = compute_metrics(["a", "b", "c"], [], np.empty((0, 3)), ordered=True)
    assert all(np.isnan(value) for value in got.values())


def test_compute_metrics_absent_class_does_not_pull_the_mean_down() -> None:
    # Class c occurs neither in the truth nor in the answers: it has no F1, and is no zero.
    got = compute_metrics(["a", "b", "c"], ["a", "b"], np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1]]))
    assert (got["macro_f1"], got["roc_auc"], got["balanced_accuracy"]) == (1.0, 1.0, 1.0)


def test_compute_metrics_sure_and_wrong_has_a_finite_log_loss() -> None:
    got = compute_metrics(["a", "b"], ["a"], np.array([[0.0, 1.0]]))
    assert np.isfinite(got["log_loss"])
    assert got["brier"] == 1.0


def test_measure_unknown_metric_raises_key_error(answers: Callable[..., Any]) -> None:
    drawn = answers(5, 2, 0)
    outcome = Outcome.of(drawn.labels, drawn.y_true, drawn.probabilities)
    with pytest.raises(KeyError):
        measure("elegance", outcome.once())


@settings(max_examples=60, deadline=None)
@given(
    rows=st.integers(1, 40),
    classes=st.integers(2, 5),
    seed=st.integers(0, 2**32 - 1),
    digits=st.sampled_from([None, 1]),
)
def test_compute_metrics_any_answers_stay_in_range_and_ignore_row_order(
    rows: int, classes: int, seed: int, digits: int | None
) -> None:
    generator = np.random.default_rng(seed)
    labels = [str(number) for number in range(classes)]
    probabilities = generator.dirichlet(np.ones(classes), rows)
    if digits is not None:
        probabilities = np.round(probabilities, digits)
    y_true = np.asarray(labels, dtype=object)[generator.integers(0, classes, rows)]
    got = compute_metrics(labels, y_true, probabilities, ordered=True)
    for name, value in got.items():
        if not np.isnan(value):
            low = -1.0 if name == "quadratic_kappa" else 0.0
            high = np.inf if name == "log_loss" else 2.0 if name == "brier" else 1.0
            assert low - 1e-12 <= value <= high + 1e-12, name
    order = generator.permutation(rows)
    shuffled = compute_metrics(labels, y_true[order], probabilities[order], ordered=True)
    assert shuffled == pytest.approx(got, abs=1e-9, nan_ok=True)


@settings(max_examples=30, deadline=None)
@given(rows=st.integers(4, 40), seed=st.integers(0, 2**32 - 1))
def test_compute_metrics_certain_and_right_is_perfect(rows: int, seed: int) -> None:
    truth = np.append([0, 1, 2], np.random.default_rng(seed).integers(0, 3, rows))
    got = compute_metrics(["a", "b", "c"], np.asarray(list("abc"), dtype=object)[truth], np.eye(3)[truth], ordered=True)
    assert got == pytest.approx({name: 0.0 if name in LOWER_IS_BETTER else 1.0 for name in METRICS}, abs=1e-12)
