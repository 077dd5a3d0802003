"""A multilayer perceptron: layers of weighted sums with a bend between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from vigie.servable.link import Link, sigmoid, to_probabilities
from vigie.servable.runtime import Arrays, Probabilities

Activation: TypeAlias = Literal["relu", "tanh", "logistic", "identity"]
Layer: TypeAlias = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Weights of shape (n_in, n_out) and a bias of shape (n_out,)."""


class LayersSpec(BaseModel):
    """The part of a layered head that is not arrays."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    head: Literal["layers"] = "layers"
    n_layers: int
    activation: Activation
    begins_activated: bool = False
    """Whether what comes in is a first layer's sums, which are still to be bent."""
    link: Link
    classes: tuple[int, ...]
    """The model's classes in its order, as numbers of the schema's labels."""
    n_labels: int


class LayersHead:
    """Answers as scikit-learn's MLPClassifier does.

    Parameters
    ----------
    layers
        From input to output; the last one's sums are the scores.
    activation
        Applied to the sums of every layer but the last.
    begins_activated
        Whether rows are sums of a first layer that was computed elsewhere, e.g. from counted words, which are sparse;
        see `split`.
    link, classes, n_labels
        As for `LinearHead`.

    Examples
    --------
    >>> layers = [(np.array([[1.0, -1.0]]), np.zeros(2)), (np.array([[2.0], [2.0]]), np.zeros(1))]
    >>> head = LayersHead(layers, "relu", "sigmoid", classes=(0, 1), n_labels=2)
    >>> head.scores(np.array([[-3.0], [0.5]])).tolist()
    [[6.0], [1.0]]
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        activation: Activation,
        link: Link,
        classes: Sequence[int],
        n_labels: int,
        *,
        begins_activated: bool = False,
    ) -> None:
        widths = [weights.shape[1] for weights, _ in layers]
        if not layers or widths[:-1] != [len(weights) for weights, _ in layers[1:]]:
            raise ValueError("the layers of a head do not fit each other")
        if any(bias.shape != weights.shape[1:] for weights, bias in layers):
            raise ValueError("a layer's weights are not of its bias's size")
        self.spec = LayersSpec(
            n_layers=len(layers),
            activation=activation,
            begins_activated=begins_activated,
            link=link,
            classes=tuple(classes),
            n_labels=n_labels,
        )
        self.layers = tuple(layers)

    @classmethod
    def load(cls, spec: LayersSpec, arrays: Arrays, prefix: str = "head_") -> Self:
        layers = [
            (arrays[f"{prefix}weights_{number}"], arrays[f"{prefix}bias_{number}"]) for number in range(spec.n_layers)
        ]
        begins = spec.begins_activated
        return cls(layers, spec.activation, spec.link, spec.classes, spec.n_labels, begins_activated=begins)

    def dump(self, prefix: str = "head_") -> tuple[LayersSpec, dict[str, NDArray[Any]]]:
        arrays: dict[str, NDArray[Any]] = {}
        for number, (weights, bias) in enumerate(self.layers):
            arrays |= {f"{prefix}weights_{number}": weights, f"{prefix}bias_{number}": bias}
        return self.spec, arrays

    def split(self) -> tuple[Layer, Self]:
        """Return the first layer, and a head that goes on from its sums.

        Raises
        ------
        ValueError
            If there is but one layer, or it was split before.
        """
        if len(self.layers) < 2 or self.spec.begins_activated:
            raise ValueError("only a head of two layers or more is split, and once")
        spec = self.spec
        first, *rest = self.layers
        return first, type(self)(rest, spec.activation, spec.link, spec.classes, spec.n_labels, begins_activated=True)

    @property
    def n_inputs(self) -> int:
        return len(self.layers[0][0])

    def scores(self, dense: NDArray[np.float64]) -> NDArray[np.float64]:
        activation = self.spec.activation
        reached = _bend(dense, activation) if self.spec.begins_activated else dense
        *inner, (weights, bias) = self.layers
        for inner_weights, inner_bias in inner:
            reached = _bend(reached @ inner_weights + inner_bias, activation)
        scores: NDArray[np.float64] = reached @ weights + bias
        return scores

    def probabilities(self, dense: NDArray[np.float64]) -> Probabilities:
        return to_probabilities(self.scores(dense), self.spec.link, self.spec.classes, self.spec.n_labels)


def _bend(sums: NDArray[np.float64], activation: Activation) -> NDArray[np.float64]:
    if activation == "relu":
        return np.maximum(sums, 0.0)
    if activation == "tanh":
        return np.tanh(sums)
    return sigmoid(sums) if activation == "logistic" else sums
