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

    def once(self) -> Draws:
        """Return the rows as they are, each counted once."""
        return Draws(self, np.ones((1, self.rows)))

    @cached_property
    def rankings(self) -> tuple[Ranking, ...]:
        """The rows by falling score, for each class in `searched`."""
        return tuple(Ranking.of(self.probabilities[:, number], self.truth == number) for number in self.searched)

    @cached_property
    def cells(self) -> NDArray[np.float64]:
        """Which cell of the confusion each row falls in: shape (n_rows, n_classes²), one 1 in each row."""
        cells = np.zeros((self.rows, self.classes**2))
        cells[np.arange(self.rows), self.truth * self.classes + self.predicted] = 1.0
        return cells


@dataclass(frozen=True)
class Ranking:
    """Rows by falling score of one class; rows with equal scores pass a threshold together."""

    order: NDArray[np.intp]
    """Shape (n_rows,)."""
    ends: NDArray[np.intp]
    """Where in `order` each distinct score has its last row, shape (n_thresholds,)."""
    hits: NDArray[np.bool_]
    """Whether the row is of the class, in `order`."""

    @classmethod
    def of(cls, scores: NDArray[np.float64], hits: NDArray[np.bool_]) -> Ranking:
        order = np.argsort(-scores, kind="stable")
        ends = np.append(np.flatnonzero(np.diff(scores[order])), len(scores) - 1)
        return cls(order, ends, hits[order])


@dataclass(frozen=True)
class Draws:
    """An outcome counted with many weights at once; what several metrics need is computed once."""

    outcome: Outcome
    weights: Weights

    @cached_property
    def confusion(self) -> NDArray[np.float64]:
        """Counts of shape (n_draws, n_classes, n_classes): true class down, answered class across."""
        counts: NDArray[np.float64] = self.weights @ self.outcome.cells
        return counts.reshape(len(self.weights), self.outcome.classes, self.outcome.classes)

    @cached_property
    def cumulative(self) -> tuple[tuple[NDArray[np.float64], NDArray[np.float64]], ...]:
        """True and false positives at every threshold, for each class in `searched`.

        Both of shape (n_draws, n_thresholds), highest score first.
        """
        return tuple(self._cumulative(ranking) for ranking in self.outcome.rankings)

    def mean(self, per_row: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the weighted mean of a number that each row has, shape (n_draws,)."""
        mean: NDArray[np.float64] = self.weights @ per_row / self.weights.sum(axis=1)
        return mean

    def _cumulative(self, ranking: Ranking) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        ordered = self.weights[:, ranking.order]
        every = np.cumsum(ordered, axis=1)[:, ranking.ends]
        true = np.cumsum(ordered * ranking.hits, axis=1)[:, ranking.ends]
        return true, every - true
