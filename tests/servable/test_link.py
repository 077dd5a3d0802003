"""Scores become probabilities as scikit-learn makes them, and pushes add up to the scores."""

from __future__ import annotations

import numpy as np
import pytest

from vigie.servable.link import push, to_probabilities


def test_to_probabilities_of_huge_scores_stay_probabilities() -> None:
    scores = np.array([[1e6], [-1e6]])
    assert to_probabilities(scores, "sigmoid", (0, 1), 2).tolist() == [[0.0, 1.0], [1.0, 0.0]]
    assert to_probabilities(np.array([[1e6, 0.0, -1e6]]), "softmax", (0, 1, 2), 3).tolist() == [[1.0, 0.0, 0.0]]


def test_to_probabilities_follow_the_order_of_the_labels() -> None:
    scores = np.log(np.array([[0.2, 0.3, 0.5]]))
    assert to_probabilities(scores, "softmax", (2, 0, 1), 3).round(12).tolist() == [[0.3, 0.5, 0.2]]


def test_to_probabilities_of_a_class_never_seen_is_zero() -> None:
    assert to_probabilities(np.array([[0.0]]), "sigmoid", (0, 2), 3).tolist() == [[0.5, 0.0, 0.5]]


def test_to_probabilities_of_several_sigmoids_sum_to_one_even_when_all_are_zero() -> None:
    scores = np.array([[-1e6, -1e6, -1e6], [0.0, 0.0, -1e6]])
    result = to_probabilities(scores, "sigmoid", (0, 1, 2), 3)
    assert result == pytest.approx(np.array([[1 / 3, 1 / 3, 1 / 3], [0.5, 0.5, 0.0]]))


def test_push_of_a_softmax_adds_up_to_nothing_over_the_classes() -> None:
    weights = np.array([[1.0, 2.0, 6.0]])
    assert [push(weights, "softmax", (0, 1, 2), label).item() for label in range(3)] == [-2.0, -1.0, 3.0]


def test_push_towards_a_class_never_seen_is_nothing() -> None:
    assert push(np.array([[1.0], [2.0]]), "sigmoid", (0, 1), 2).tolist() == [0.0, 0.0]
