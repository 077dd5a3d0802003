"""What every head can do, and how one is built again from what it gave to be stored."""

from __future__ import annotations

from typing import Annotated, Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from vigie.servable.heads.layers import LayersHead, LayersSpec
from vigie.servable.heads.linear import LinearHead, LinearSpec
from vigie.servable.heads.rbf import RbfHead, RbfSpec
from vigie.servable.runtime import Arrays, Probabilities

HeadSpec: TypeAlias = Annotated[LinearSpec | LayersSpec | RbfSpec, Field(discriminator="head")]
"""The part of a head that is not arrays; a runtime's own spec has it as a field."""


class Head(Protocol):
    """The last step of a runtime. Immutable, so safe to share between threads."""

    @property
    def n_inputs(self) -> int:
        """Length of the rows it takes."""
        ...

    @property
    def spec(self) -> Any:
        """Its part that is not arrays: one of `HeadSpec`."""
        ...

    def scores(self, dense: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the scores before the link, shape (n_rows, n_scores), for rows of shape (n_rows, n_inputs)."""
        ...

    def probabilities(self, dense: NDArray[np.float64]) -> Probabilities:
        """Return class probabilities in the schema's order, for rows of shape (n_rows, n_inputs)."""
        ...

    def dump(self, prefix: str = "head_") -> tuple[Any, dict[str, NDArray[Any]]]:
        """Return the spec and the arrays, whose names begin with `prefix`."""
        ...


def load_head(spec: HeadSpec, arrays: Arrays, prefix: str = "head_") -> Head:
    """Build a head from what its `dump` gave.

    Raises
    ------
    KeyError
        If an array is not there.
    ValueError
        If the arrays do not fit together.

    Examples
    --------
    >>> head = LinearHead(np.array([[1.0], [-1.0]]), np.zeros(1), "sigmoid", classes=(0, 1), n_labels=2)
    >>> load_head(*head.dump()).probabilities(np.array([[0.5, 0.5]]))
    array([[0.5, 0.5]])
    """
    if isinstance(spec, LinearSpec):
        return LinearHead.load(spec, arrays, prefix)
    if isinstance(spec, LayersSpec):
        return LayersHead.load(spec, arrays, prefix)
    return RbfHead.load(spec, arrays, prefix)
