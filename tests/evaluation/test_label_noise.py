"""Confident learning: flipped labels are found, and honest ones left alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from vigie.evaluation.label_noise import confident_classes, likely_errors, noise_share
from vigie.evaluation.outcome import Outcome


def flipped(drawn: Any, share: float, seed: int) -> tuple[Outcome, np.ndarray[Any, Any]]:
    """Return the answers with some labels moved to the next class, and which ones."""
    generator = np.random.default_rng(seed)
    wrong = generator.random(len(drawn.y_true)) < share
    numbers = np.array([drawn.labels.index(label) for label in drawn.y_true])
    given = np.where(wrong, (numbers + 1) % len(drawn.labels), numbers)
    names = np.asarray(drawn.labels, dtype=object)[given]
    return Outcome.of(drawn.labels, names, drawn.probabilities), wrong


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_likely_errors_finds_flipped_labels_far_above_chance(answers: Callable[..., Any], classes: int) -> None:
    drawn = answers(3_000, classes, 1, skill=5.0)
    outcome, wrong = flipped(drawn, 0.05, 2)
    found = likely_errors(outcome, drawn.labels)
    hits = sum(bool(wrong[error.row]) for error in found)
    assert hits / wrong.sum() > 0.8
    assert hits / len(found) > 0.5
    best = [bool(wrong[error.row]) for error in found[:50]]
    assert np.mean(best) > 0.9
    assert noise_share(outcome) == pytest.approx(0.05, abs=0.04)


def test_likely_errors_are_ordered_by_margin_and_name_both_labels(answers: Callable[..., Any]) -> None:
    drawn = answers(500, 3, 4)
    found = likely_errors(Outcome.of(drawn.labels, drawn.y_true, drawn.probabilities), drawn.labels)
    margins = [error.margin for error in found]
    assert margins == sorted(margins, reverse=True)
    assert all(error.given != error.suggested and error.given == drawn.y_true[error.row] for error in found)


def test_likely_errors_sure_and_right_model_suspects_nothing() -> None:
    truth = ["a", "b", "c"] * 20
    outcome = Outcome.of(["a", "b", "c"], truth, np.tile(np.eye(3), (20, 1)))
    assert likely_errors(outcome, ["a", "b", "c"]) == []
    assert noise_share(outcome) == 0.0


def test_confident_classes_class_without_rows_is_never_suggested() -> None:
    outcome = Outcome.of(["a", "b", "never"], ["a", "b"], np.array([[0.1, 0.1, 0.8], [0.1, 0.1, 0.8]]))
    assert set(confident_classes(outcome).tolist()) <= {-1, 0, 1}


def test_noise_share_without_rows_is_no_number() -> None:
    assert np.isnan(noise_share(Outcome.of(["a", "b"], [], np.empty((0, 2)))))
