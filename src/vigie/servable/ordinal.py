"""Steps of a scale from the chances to be above each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vigie.servable.runtime import Probabilities


def from_cumulative(above: NDArray[np.float64], neighbours: float = 0.0) -> Probabilities:
    """Return the probability of each step of a scale, shape (n_rows, n_steps).

    Parameters
    ----------
    above
        Shape (n_rows, n_steps - 1): the chance to be above each step but the last. Where a chance is larger than one
        before it, which separate models may say, it counts as that one.
    neighbours
        The share of its neighbours' probability that each step is given too, before all are made to sum to 1. Over 0
        the likeliest step is the one with most around it.

    Examples
    --------
    >>> from_cumulative(np.array([[0.75, 0.25]])).tolist()
    [[0.25, 0.5, 0.25]]
    """
    falling = np.minimum.accumulate(above, axis=1)
    edges = np.concatenate([np.ones((len(above), 1)), falling, np.zeros((len(above), 1))], axis=1)
    steps: Probabilities = edges[:, :-1] - edges[:, 1:]
    if not neighbours:
        return steps
    shared = steps.copy()
    shared[:, 1:] += neighbours * steps[:, :-1]
    shared[:, :-1] += neighbours * steps[:, 1:]
    shared /= shared.sum(axis=1, keepdims=True)
    return shared
