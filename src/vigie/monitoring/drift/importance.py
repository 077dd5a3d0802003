"""How much a model's answers move when a column's values are shuffled among the rows: no labels are needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from vigie.core.types import Row

ROWS = 200
"""That are asked again for each column."""


def answer_importance(answer: Callable[[Sequence[Row]], NDArray[np.float64]], rows: Sequence[Row],
                      names: Sequence[str], seed: int = 0) -> dict[str, float]:  # fmt: skip
    """Return for each column the mean share of probability that goes to other classes, in [0, 1].

    Parameters
    ----------
    answer
        Rows → probabilities, shape (n_rows, n_classes).
    rows
        At most 200 of them are asked, from all over.

    References
    ----------
    Breiman, "Random Forests", Machine Learning 45 (2001), with the answers in the place of the error.

    Examples
    --------
    >>> rows = [{"a": number % 2, "b": 0} for number in range(100)]
    >>> found = answer_importance(lambda asked: np.array([[row["a"], 1 - row["a"]] for row in asked]), rows, ["a", "b"])
    >>> 0.3 < found["a"] < 0.7, found["b"]
    (True, 0.0)
    """
    if not rows:
        return {}
    places = np.unique(np.linspace(0, len(rows) - 1, min(ROWS, len(rows))).round().astype(int)).tolist()
    asked = [rows[place] for place in places]
    generator = np.random.default_rng(seed)
    usual = answer(asked)
    found = {}
    for name in names:
        order = generator.permutation(len(asked)).tolist()
        shuffled = [{**row, name: asked[place].get(name)} for row, place in zip(asked, order, strict=True)]
        found[name] = float(np.abs(answer(shuffled) - usual).sum(axis=1).mean() / 2)
    return found
