"""From the scores of a linear model to probabilities, and back to what pushed them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from vigie.servable.runtime import Probabilities

Link: TypeAlias = Literal["sigmoid", "softmax"]
"""`sigmoid`: of one score, for the second class; of several, each by itself and then made to sum to 1."""


def to_probabilities(scores: NDArray[np.float64], link: Link, classes: Sequence[int], n_labels: int) -> Probabilities:
    """Return shape (n_rows, n_labels); a label that the model has never seen gets 0.

    Parameters
    ----------
    scores
        Shape (n_rows, n_scores): one score for two classes, else one per class.
    classes
        The model's classes in its order, as numbers of the schema's labels.

    Examples
    --------
    >>> to_probabilities(np.array([[0.0]]), "sigmoid", (1, 0), 3)
    array([[0.5, 0.5, 0. ]])
    """
    given = softmax(scores) if link == "softmax" else sigmoid(scores)
    probabilities = np.zeros((len(given), n_labels))
    if given.shape[1] == 1:
        probabilities[:, classes[1]] = given[:, 0]
        probabilities[:, classes[0]] = 1.0 - given[:, 0]
        return probabilities
    if link == "sigmoid":
        total = given.sum(axis=1, keepdims=True)
        given = np.divide(given, total, out=np.full_like(given, 1.0 / given.shape[1]), where=total != 0)
    probabilities[:, classes] = given
    return probabilities


def push(weights: NDArray[np.float64], link: Link, classes: Sequence[int], label: int) -> NDArray[np.float64]:
    """Return how much parts of the scores push towards one label, in log-odds; negative: away.

    Of a softmax over several classes, what pushes all of them alike pushes none, so the mean is taken off.

    Parameters
    ----------
    weights
        Shape (n_parts, n_scores).
    label
        Number in the schema; one that the model has never seen is pushed by nothing.

    Examples
    --------
    >>> push(np.array([[2.0], [-1.0]]), "sigmoid", (1, 0), 1)
    array([-2.,  1.])
    """
    if label not in classes:
        return np.zeros(len(weights))
    place = list(classes).index(label)
    if weights.shape[1] == 1:
        return weights[:, 0] if place == 1 else -weights[:, 0]
    column: NDArray[np.float64] = weights[:, place]
    return column - weights.mean(axis=1) if link == "softmax" else column


def sigmoid(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return 1 / (1 + exp(-score)), without raising e to a positive power, which would overflow."""
    small = np.exp(-np.abs(scores))
    result: NDArray[np.float64] = np.where(scores >= 0, 1.0, small) / (1.0 + small)
    return result


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return shape (n_rows, n_scores), rows sum to 1."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return result
