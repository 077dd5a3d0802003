"""A support vector machine with a Gaussian kernel, and the sigmoids that make its distances probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from vigie.servable.link import to_probabilities
from vigie.servable.runtime import Arrays, Probabilities

_CHUNK = 256
"""Rows whose kernel is computed at once: bounds the memory of a bulk answer."""


class RbfSpec(BaseModel):
    """The part of a kernel head that is not arrays."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    head: Literal["rbf"] = "rbf"
    gamma: float
    """Of exp(-gamma · |row - vector|²), over 0."""
    support: tuple[int, ...]
    """Support vectors of each class, which lie together in the model's order."""
    classes: tuple[int, ...]
    """The model's classes in its order, as numbers of the schema's labels."""
    n_labels: int


class RbfHead:
    """Answers as scikit-learn's SVC does, one class against one other, with each class's sigmoid fitted by Platt.

    Parameters
    ----------
    vectors
        Shape (n_vectors, n_inputs), grouped by class.
    dual
        Shape (n_classes - 1, n_vectors): scikit-learn's `dual_coef_`.
    intercept
        Shape (n_pairs,), pairs of classes in the order (0, 1), (0, 2), …, (1, 2), ….
    slope, offset
        Of the sigmoids, shape (n_scores,): a probability is 1 / (1 + exp(-(slope · score + offset))).
    gamma, support
        See `RbfSpec`.
    classes, n_labels
        As for `LinearHead`.

    References
    ----------
    Platt, "Probabilistic outputs for support vector machines", Advances in Large Margin Classifiers, 1999.
    """

    def __init__(
        self,
        vectors: NDArray[np.float64],
        dual: NDArray[np.float64],
        intercept: NDArray[np.float64],
        slope: NDArray[np.float64],
        offset: NDArray[np.float64],
        *,
        gamma: float,
        support: Sequence[int],
        classes: Sequence[int],
        n_labels: int,
    ) -> None:
        n_classes = len(classes)
        if dual.shape != (n_classes - 1, len(vectors)) or sum(support) != len(vectors) or len(support) != n_classes:
            raise ValueError("the dual coefficients are not of the support vectors' size")
        if len(intercept) != n_classes * (n_classes - 1) // 2 or len(slope) != len(offset):
            raise ValueError("the intercepts or sigmoids are not of the classes' number")
        self.spec = RbfSpec(gamma=gamma, support=tuple(support), classes=tuple(classes), n_labels=n_labels)
        self.vectors, self.dual, self.intercept, self.slope, self.offset = vectors, dual, intercept, slope, offset
        self._squares = (vectors**2).sum(axis=1)
        self._pair_weights = _pair_weights(dual, support)

    @classmethod
    def load(cls, spec: RbfSpec, arrays: Arrays, prefix: str = "head_") -> Self:
        return cls(
            arrays[f"{prefix}vectors"],
            arrays[f"{prefix}dual"],
            arrays[f"{prefix}intercept"],
            arrays[f"{prefix}slope"],
            arrays[f"{prefix}offset"],
            gamma=spec.gamma,
            support=spec.support,
            classes=spec.classes,
            n_labels=spec.n_labels,
        )

    def dump(self, prefix: str = "head_") -> tuple[RbfSpec, dict[str, NDArray[Any]]]:
        arrays = {
            "vectors": self.vectors,
            "dual": self.dual,
            "intercept": self.intercept,
            "slope": self.slope,
            "offset": self.offset,
        }
        return self.spec, {prefix + name: array for name, array in arrays.items()}

    @property
    def n_inputs(self) -> int:
        return int(self.vectors.shape[1])

    def scores(self, dense: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what the sigmoids are taken of, shape (n_rows, 1) for two classes, else (n_rows, n_classes)."""
        chunks = [self._scores(dense[start : start + _CHUNK]) for start in range(0, len(dense), _CHUNK)]
        return np.concatenate(chunks) if chunks else np.zeros((0, len(self.slope)))

    def probabilities(self, dense: NDArray[np.float64]) -> Probabilities:
        return to_probabilities(self.scores(dense), "sigmoid", self.spec.classes, self.spec.n_labels)

    def kernel_scores(self, kernel: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the scores for kernel values computed elsewhere, shape (n_rows, n_vectors)."""
        pairs = kernel @ self._pair_weights + self.intercept
        distances = pairs if len(self.spec.classes) == 2 else _against_the_rest(pairs, len(self.spec.classes))
        scores: NDArray[np.float64] = distances * self.slope + self.offset
        return scores

    def _scores(self, dense: NDArray[np.float64]) -> NDArray[np.float64]:
        apart = (dense**2).sum(axis=1)[:, None] + self._squares - 2.0 * (dense @ self.vectors.T)
        # A row that is a support vector may come out just under 0.
        return self.kernel_scores(np.exp(-self.spec.gamma * np.maximum(apart, 0.0)))


def _pair_weights(dual: NDArray[np.float64], support: Sequence[int]) -> NDArray[np.float64]:
    """Return shape (n_vectors, n_pairs): what each support vector weighs in the contest of each pair of classes.

    In libsvm's layout a vector of class i has in row j - 1 its weight against class j > i, and in row j that against
    j < i.
    """
    ends = np.cumsum(support)
    own = [slice(end - size, end) for end, size in zip(ends, support, strict=True)]
    pairs = list(combinations(range(len(support)), 2))
    weights = np.zeros((dual.shape[1], len(pairs)))
    for place, (i, j) in enumerate(pairs):
        weights[own[i], place] = dual[j - 1, own[i]]
        weights[own[j], place] = dual[i, own[j]]
    return weights


def _against_the_rest(pairs: NDArray[np.float64], n_classes: int) -> NDArray[np.float64]:
    """Return each class's contests won, and under that the sum of its distances squeezed into (-1/3, 1/3)."""
    won, sums = (np.zeros((len(pairs), n_classes)) for _ in range(2))
    for place, (i, j) in enumerate(combinations(range(n_classes), 2)):
        second = pairs[:, place] < 0
        won[:, i] += ~second
        won[:, j] += second
        sums[:, i] += pairs[:, place]
        sums[:, j] -= pairs[:, place]
    together: NDArray[np.float64] = won + sums / (3.0 * (np.abs(sums) + 1.0))
    return together
