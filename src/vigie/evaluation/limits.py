"""How sure an answer must be, class by class, so that it is worth more than asking a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vigie.evaluation.impact import Floats, by_expected_worth, cut_at, cuts

LEAST = 30
"""Answers of one class on fewer rows choose no limit of their own."""


@dataclass(frozen=True, slots=True)
class Limits:
    """A rule: the answer that is expected to cost least is given from its class's limit on, else a person is asked."""

    least: Floats
    """Probability of the answered class from which on the answer is given, shape (n_classes,); 0: always, over 1:
    never."""
    asked: float
    """Share of the rows that a person is asked about."""
    each: Floats
    """What each row brings, by limits that were not chosen on it (two-fold), shape (n_rows,)."""


def best_limits(table: Floats, true: NDArray[Any], probabilities: Floats, ask: float, seed: int = 0) -> Limits:
    """Return how sure the answer that costs least must be to be given, for any number of classes.

    The limits are those that bring most on all rows; what they bring is measured with limits that were chosen on the
    other half of the rows, so that nobody is promised what chance gave. A class that was answered for fewer than
    `LEAST` rows has the limit that is best for probabilities that are what they say.

    Parameters
    ----------
    table
        From `worths`.
    true
        Class numbers, shape (n_rows,).
    probabilities
        Shape (n_rows, n_classes).
    ask
        What it costs to ask a person, who is taken to be right.

    References
    ----------
    Chow, "On optimum recognition error and reject tradeoff", IEEE Transactions on Information Theory 16(1), 1970; the
    answer that costs least: Elkan, "The foundations of cost-sensitive learning", IJCAI 2001, equation 1.
    """
    answered = by_expected_worth(table, probabilities)
    sure = probabilities[np.arange(len(answered)), answered]
    least = _limits(table, true, answered, sure, ask)
    half = np.random.default_rng(seed).permutation(len(true)) % 2
    brought = np.empty(len(true))
    for side in (0, 1):
        here, there = half == side, half != side
        found = _limits(table, true[there], answered[there], sure[there], ask)
        given = sure[here] >= found[answered[here]]
        brought[here] = np.where(given, table[true[here], answered[here]], _by_a_person(table, true[here], ask))
    asked = float((sure < least[answered]).mean()) if len(true) else 0.0
    return Limits(least, asked, brought)


def calibrated_limits(table: Floats, ask: float) -> Floats:
    """Return the limits that are best whatever the rows, where probabilities are what they say.

    An error is taken to cost what errors of that answer cost on average over the true classes.

    Examples
    --------
    >>> calibrated_limits(np.array([[0.0, -1.0], [-9.0, 0.0]]), ask=0.5).round(3).tolist()
    [0.944, 0.5]
    """
    lost = np.diag(table)[:, np.newaxis] - table  # against a person, who would have been right
    mean = lost.sum(axis=0) / max(len(table) - 1, 1)
    # Of an error that costs nothing nobody need be asked.
    limits: Floats = np.clip(1 - np.divide(ask, mean, out=np.ones_like(mean), where=mean > 0), 0, 1)
    return limits


def _limits(table: Floats, true: NDArray[np.intp], answered: NDArray[np.intp], sure: Floats, ask: float) -> Floats:
    found = calibrated_limits(table, ask)
    for place in range(len(table)):
        here = answered == place
        if here.sum() >= LEAST:
            gained = table[true[here], place] - _by_a_person(table, true[here], ask)
            found[place] = _best_cut(sure[here], gained)
    return found


def _best_cut(sure: Floats, gained: Floats) -> float:
    """Return from which probability on answering gains most over asking, in one pass over the sorted rows."""
    order = np.argsort(sure, kind="stable")
    below = np.concatenate([[0.0], np.cumsum(gained[order])])
    places = cuts(sure[order])
    return cut_at(sure[order], int(places[np.argmin(below[places])]))


def _by_a_person(table: Floats, true: NDArray[np.intp], ask: float) -> Floats:
    right: Floats = table[true, true] - ask
    return right
