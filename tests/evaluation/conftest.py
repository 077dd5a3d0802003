"""Random answers of every shape a project can have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray


@dataclass(frozen=True)
class Answers:
    labels: list[str]
    y_true: NDArray[Any]
    probabilities: NDArray[np.float64]


def draw_answers(rows: int, classes: int, seed: int, *, skill: float = 1.0, digits: int | None = None) -> Answers:
    """Return answers that lean to the truth; `digits` rounds them, so that scores are tied."""
    generator = np.random.default_rng(seed)
    labels = [f"class {number}" for number in range(classes)]
    truth = generator.integers(0, classes, rows)
    scores = generator.normal(size=(rows, classes))
    scores[np.arange(rows), truth] += skill
    probabilities = np.exp(scores)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    if digits is not None:
        probabilities = np.round(probabilities, digits) + 10.0 ** -(digits + 1)
        probabilities /= probabilities.sum(axis=1, keepdims=True)
    return Answers(labels, np.asarray(labels, dtype=object)[truth], probabilities)


@pytest.fixture
def answers() -> Callable[..., Answers]:
    return draw_answers
