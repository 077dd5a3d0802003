"""Labels and probabilities must fit together before anything is measured."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix

from vigie.evaluation.outcome import Outcome


def test_of_wrong_shape_names_both_shapes() -> None:
    with pytest.raises(ValueError, match=r"shape \(2, 2\), not \(2, 3\)"):
        Outcome.of(["a", "b"], ["a", "b"], np.ones((2, 3)))


def test_of_unknown_label_names_the_classes_not_the_value() -> None:
    with pytest.raises(ValueError, match=r"1 label\(s\) are none of the classes a, b") as caught:
        Outcome.of(["a", "b"], ["private"], np.ones((1, 2)))
    assert "private" not in str(caught.value)


def test_of_probability_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        Outcome.of(["a", "b"], ["a"], np.array([[np.nan, 1.0]]))


def test_predicted_equal_probabilities_takes_the_first_class() -> None:
    assert Outcome.of(["a", "b"], ["a"], np.array([[0.5, 0.5]])).predicted.tolist() == [0]


def test_confusion_random_answers_equals_scikit_learn() -> None:
    generator = np.random.default_rng(3)
    truth = generator.integers(0, 4, 200)
    outcome = Outcome.of(list("abcd"), np.asarray(list("abcd"), dtype=object)[truth], generator.random((200, 4)))
    assert np.array_equal(outcome.once().confusion[0], confusion_matrix(truth, outcome.predicted, labels=range(4)))
