"""A weighted sum per class and a link: logistic regression, one or several classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from vigie.servable.link import Link, to_probabilities
from vigie.servable.runtime import Arrays, Probabilities


class LinearSpec(BaseModel):
    """The part of a linear head that is not arrays."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    head: Literal["linear"] = "linear"
    link: Link
    classes: tuple[int, ...]
    """The model's classes in its order, as numbers of the schema's labels."""
    n_labels: int


class LinearHead:
    """Answers with `dense @ weights + intercept` put through a link.

    Parameters
    ----------
    weights
        Shape (n_inputs, n_scores): one score for two classes (for the second), else one per class.
    intercept
        Shape (n_scores,).
    link
        "sigmoid" or "softmax"; see `servable.link`. One against the rest is "sigmoid" of several scores.
    classes
        The model's classes in its order, as numbers of the schema's labels.
    n_labels
        Labels of the schema; those that the model has never seen get 0.

    Examples
    --------
    >>> head = LinearHead(np.eye(2), np.zeros(2), "softmax", classes=(1, 0), n_labels=2)
    >>> head.probabilities(np.array([[0.0, 0.0]]))
    array([[0.5, 0.5]])
    """

    def __init__(
        self,
        weights: NDArray[np.float64],
        intercept: NDArray[np.float64],
        link: Link,
        classes: Sequence[int],
        n_labels: int,
    ) -> None:
        if weights.ndim != 2 or intercept.shape != weights.shape[1:]:
            raise ValueError("the weights of a linear head are not of the intercept's size")
        self.spec = LinearSpec(link=link, classes=tuple(classes), n_labels=n_labels)
        self.weights = weights
        self.intercept = intercept

    @classmethod
    def load(cls, spec: LinearSpec, arrays: Arrays, prefix: str = "head_") -> Self:
        weights, intercept = arrays[f"{prefix}weights"], arrays[f"{prefix}intercept"]
        return cls(weights, intercept, spec.link, spec.classes, spec.n_labels)

    def dump(self, prefix: str = "head_") -> tuple[LinearSpec, dict[str, NDArray[Any]]]:
        return self.spec, {f"{prefix}weights": self.weights, f"{prefix}intercept": self.intercept}

    @property
    def n_inputs(self) -> int:
        return len(self.weights)

    def scores(self, dense: NDArray[np.float64]) -> NDArray[np.float64]:
        scores: NDArray[np.float64] = dense @ self.weights + self.intercept
        return scores

    def probabilities(self, dense: NDArray[np.float64]) -> Probabilities:
        return to_probabilities(self.scores(dense), self.spec.link, self.spec.classes, self.spec.n_labels)
