"""The part of the training texts that says when to stop."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def hold_out(classes: NDArray[np.int64], share: float, seed: int) -> NDArray[np.bool_]:
    """Return which rows are held out: the same share of each class, at least one row of each that has two.

    Parameters
    ----------
    classes
        Shape (n_rows,): numbers from 0.
    share
        Between 0 and 1.

    Examples
    --------
    >>> hold_out(np.array([0, 0, 0, 0, 1, 1, 2]), 0.25, seed=0).tolist()
    [False, False, True, False, False, True, False]
    """
    if not 0 < share < 1:
        raise ValueError(f"the share of rows that says when to stop is {share}; it must lie between 0 and 1")
    draw = np.random.default_rng(seed)
    held = np.zeros(len(classes), dtype=np.bool_)
    for number in np.unique(classes):
        places = draw.permutation(np.flatnonzero(classes == number))
        count = max(round(share * len(places)), 1) if len(places) > 1 else 0
        held[places[:count]] = True
    return held
