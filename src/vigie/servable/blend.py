"""How the answers of several models become one."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from vigie.servable.runtime import Probabilities

_LEAST = 1e-6
"""A member may be certain; its logarithm is held to that of one in a million."""


class Blend(BaseModel):
    """A weight for each member, and for `log-linear` a bias for each class."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    how: Literal["mean", "log-linear"]
    weights: tuple[float, ...]
    biases: tuple[float, ...] = ()

    def of(self, members: NDArray[np.float64]) -> Probabilities:
        """Return one answer, shape (n_rows, n_classes), from the members', shape (n_rows, n_members, n_classes)."""
        if self.how == "mean":
            return mean(members, np.asarray(self.weights))
        return log_linear(members, np.asarray(self.weights), np.asarray(self.biases))


def mean(members: NDArray[np.float64], weights: NDArray[np.float64]) -> Probabilities:
    """Return the weighted mean; the weights sum to 1.

    Examples
    --------
    >>> mean(np.array([[[0.5, 0.5], [0.25, 0.75]]]), np.array([0.5, 0.5])).tolist()
    [[0.375, 0.625]]
    """
    answer: Probabilities = np.einsum("rmc,m->rc", members, weights)
    return answer


def log_linear(
    members: NDArray[np.float64], weights: NDArray[np.float64], biases: NDArray[np.float64]
) -> Probabilities:
    """Return the weighted sum of the members' logarithms and the biases, through a softmax.

    Examples
    --------
    >>> log_linear(np.array([[[0.5, 0.5]]]), np.array([1.0]), np.log(np.array([1.0, 3.0]))).round(6).tolist()
    [[0.25, 0.75]]
    """
    scores = np.einsum("rmc,m->rc", np.log(np.maximum(members, _LEAST)), weights) + biases
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    probabilities: Probabilities = powers / powers.sum(axis=1, keepdims=True)
    return probabilities
