"""What a candidate answered on rows whose labels are known: the thing every measure is taken on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float64]
"""Shape (n_draws, n_rows): how many times each row counts in each draw. One row of ones is the data as they are."""


@dataclass(frozen=True)
class Outcome:
    """Labels and probabilities of the same rows, as numbers.

    Build it with `Outcome.of`, which checks that they fit together.
    """

    truth: NDArray[np.intp]
    """Class number of each row, shape (n_rows,)."""
    probabilities: NDArray[np.float64]
    """Shape (n_rows, n_classes)."""
    positive: int
    """Number of the class that is looked for, where there are two."""

    @classmethod
    def of(
        cls,
        labels: Sequence[str],
        y_true: Sequence[str] | NDArray[Any],
        probabilities: NDArray[np.float64],
        positive: str | None = None,
    ) -> Outcome:
        """Return the outcome of class names and probabilities.

        Parameters
        ----------
        labels
            Class names, in the order of the probabilities' columns.
        y_true
            Class name of each row.
        probabilities
            Shape (n_rows, n_classes).
        positive
            The class that is looked for; by default the first.

        Raises
        ------
        ValueError
            If the shapes differ, a label is none of the classes, or a probability is not finite.

        Examples
        --------
        >>> Outcome.of(["no", "yes"], ["yes"], np.array([[0.2, 0.8]]), "yes").predicted.tolist()
        [1]
        """
        answers = np.asarray(probabilities, dtype=np.float64)
        names = np.asarray(y_true, dtype=object)
        if answers.shape != (len(names), len(labels)):
            raise ValueError(
                f"{len(names)} labels of {len(labels)} classes need probabilities of shape"
                f" ({len(names)}, {len(labels)}), not {answers.shape}"
            )
        if not np.isfinite(answers).all():
            raise ValueError("a probability is not a finite number")
        numbers = {name: number for number, name in enumerate(labels)}
        unknown = set(names.tolist()) - set(numbers)
        if unknown:
            raise ValueError(f"{len(unknown)} label(s) are none of the classes {', '.join(labels)}")
        truth = np.fromiter((numbers[name] for name in names), dtype=np.intp, count=len(names))
        return cls(truth, answers, numbers[positive] if positive is not None else 0)

    @property
    def rows(self) -> int:
        return len(self.truth)

    @property
    def classes(self) -> int:
        return int(self.probabilities.shape[1])

    @property
    def binary(self) -> bool:
        return self.classes == 2

    @cached_property
    def predicted(self) -> NDArray[np.intp]:
        """The class with the largest probability; the first of equals."""
        predicted: NDArray[np.intp] = self.probabilities.argmax(axis=1).astype(np.intp)
        return predicted

    @cached_property
    def correct(self) -> NDArray[np.float64]:
        """1 where the answer is right, else 0."""
        correct: NDArray[np.float64] = (self.predicted == self.truth).astype(np.float64)
        return correct

    @cached_property
    def confidence(self) -> NDArray[np.float64]:
        """The largest probability of each row."""
        confidence: NDArray[np.float64] = self.probabilities.max(axis=1)
        return confidence

    @property
    def searched(self) -> tuple[int, ...]:
        """The classes that ranking measures average over: the positive one of two, all of more."""
        return (self.positive,) if self.binary else tuple(range(self.classes))

    def once(self) -> Weights:
        """Return the weights that count every row once."""
        return np.ones((1, self.rows))

    def confusion(self, weights: Weights | None = None) -> NDArray[np.float64]:
        """Return counts of shape (n_draws, n_classes, n_classes): true class down, answered class across."""
        weights = self.once() if weights is None else weights
        cells = np.zeros((self.rows, self.classes**2))
        cells[np.arange(self.rows), self.truth * self.classes + self.predicted] = 1.0
        return (weights @ cells).reshape(len(weights), self.classes, self.classes)
