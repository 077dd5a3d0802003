"""Columns that name a class each, such as known rules or an older system's answers, and what comes of trusting them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from vigie.servable.column import Encoded
from vigie.servable.runtime import Probabilities

NOTHING = -1
"""In place of a class's number: the rule names none for this row."""

_FLOOR = 1e-3
"""Weight of the classes' shares beside all choices together: no class is ever impossible, and a row on which nothing
that is trusted says anything is answered with them."""

Named = NDArray[np.intp]
"""Shape (n_rows, n_rules): the class that each rule names, as its number in the schema, or `NOTHING`."""


class Rule(BaseModel):
    """An encoded column that names a class."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: int
    """Of the encoded column, which holds codes or numbers of bands."""
    classes: tuple[int, ...]
    """Code → the class's number in the schema, or `NOTHING`."""


def named_classes(rules: Sequence[Rule], encoded: Encoded) -> Named:
    """Return what each rule says of each row; nothing where its column is missing.

    Examples
    --------
    >>> named_classes([Rule(place=1, classes=(2, NOTHING))], np.array([[5.0, 0.0], [5.0, 1.0], [5.0, np.nan]])).tolist()
    [[2], [-1], [-1]]
    """
    named = np.full((len(encoded), len(rules)), NOTHING, dtype=np.intp)
    for number, rule in enumerate(rules):
        # A missing code becomes -1, which is the place of the NOTHING at the table's end.
        codes = np.nan_to_num(encoded[:, rule.place], nan=-1.0).astype(np.intp)
        named[:, number] = np.array([*rule.classes, NOTHING], dtype=np.intp)[codes]
    return named


def from_choices(choices: NDArray[np.float64], named: Named, shares: NDArray[np.float64]) -> Probabilities:
    """Return the probability of each class, shape (n_rows, n_classes).

    Parameters
    ----------
    choices
        Shape (n_rows, n_rules + n_classes): how far each rule is to be trusted on the row, then how probable each
        class is that no rule names. A rule that says nothing is no choice: what was its goes to the others.
    named
        What the rules say. A class without a share, which no training row had, is as nothing said.
    shares
        Shape (n_classes,): of the classes in the training rows.

    Examples
    --------
    >>> from_choices(np.array([[0.75, 0.25, 0.0]]), np.array([[1]]), np.array([0.5, 0.5])).round(2).tolist()
    [[0.25, 0.75]]
    """
    n_rules = named.shape[1]
    met = np.append(shares > 0, False)[named]
    answer: Probabilities = choices[:, n_rules:] + _FLOOR * shares
    for rule in range(n_rules):
        rows = np.flatnonzero(met[:, rule])
        answer[rows, named[rows, rule]] += choices[rows, rule]
    answer /= answer.sum(axis=1, keepdims=True)
    return answer
