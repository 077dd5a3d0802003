"""Can texts of now be told from texts of then by their words? How well, and by which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vigie.core.schema import Declaration
from vigie.monitoring.drift.documents import Documents
from vigie.monitoring.drift.p_values import rank_sum
from vigie.monitoring.drift.words import is_told

FEWEST = 30
"""Texts on either side without which nothing is said."""
_FOLDS = 5
_SPREAD = 1 + _FOLDS / (_FOLDS - 1)
"""Nadeau and Bengio's correction: how much the variance of a mean over folds exceeds that of independent ones."""
_PRIOR = 3.0
"""Texts that each word is thought to have been met in beside those where it was: a word met by chance tells little."""
_SHOWN = 10
_TELLS = 2.5
"""Standard deviations by which a shown word is more, or less, frequent than before."""


class TellingWord(Declaration):
    word: str
    then: float
    """Share of the reference's texts that have it."""
    now: float


@dataclass(frozen=True)
class Told:
    """How well a classifier tells now from then."""

    area: float
    """Under the ROC curve, on texts that it was not taught with; 0.5: not at all."""
    p_value: float
    words: tuple[TellingWord, ...]
    """More frequent now first, then those that are gone; the most telling first."""

    @property
    def effect(self) -> float:
        """In [0, 1]: 0 for an area of 0.5 or less, as a classifier that is worse than chance tells nothing."""
        return max(2 * self.area - 1, 0.0)


def tell_apart(vocabulary: Sequence[str], met: NDArray[np.float64], texts: int, held: Documents, now: Documents,
               seed: int = 0) -> Told | None:  # fmt: skip
    """Return how well texts are told apart by a naive Bayes classifier over the words they have; None for too few.

    It is taught with the reference's counts and four fifths of the texts of now, and asked about the last fifth and
    about texts of the reference that are not in those counts: so without drift its area is 0.5 but for chance.

    Parameters
    ----------
    met, texts
        In how many of how many texts of the reference each word was met.
    held
        Other texts of the reference.
    now
        The texts to be told from them.

    References
    ----------
    Nadeau, Bengio, "Inference for the Generalization Error", Machine Learning 52 (2003), for the p-value.
    Rabanser, Günnemann, Lipton, "Failing Loudly: An Empirical Study of Methods for Detecting Dataset Shift" (2019).
    """
    if min(held.count, now.count) < FEWEST or not texts:
        return None
    fold = np.random.default_rng(seed).permutation(now.count) % _FOLDS
    areas = []
    for number in range(_FOLDS):
        out = fold == number
        taught = now.take(~out)
        weights = _weights(met, texts, taught.counts(len(vocabulary)), taught.count)
        areas.append(area_under(now.take(out).scores(weights), held.scores(weights)) * int(out.sum()))
    area = sum(areas) / now.count
    # The folds teach one another, so their mean spreads more than that of so many texts asked once.
    chance = rank_sum(area, now.count / _SPREAD, held.count) / 2
    found = chance if area > 0.5 else 1 - chance  # one-sided: a classifier worse than chance tells nothing
    return Told(area, found, _telling(vocabulary, met, texts, now))


def area_under(high: NDArray[np.float64], low: NDArray[np.float64]) -> float:
    """Return the share of pairs in which the score of `high` is the higher one; equal scores count half.

    Examples
    --------
    >>> area_under(np.array([2.0, 3.0]), np.array([1.0, 2.0]))
    0.875
    """
    ascending = np.sort(low)
    wins = np.searchsorted(ascending, high, side="left") + np.searchsorted(ascending, high, side="right")
    return float(wins.mean() / 2 / len(low))


def _weights(met: NDArray[np.float64], texts: int, counts: NDArray[np.float64], now: int) -> NDArray[np.float64]:
    # Both over the number of texts of now, so that a prior of three texts means the same for either.
    expected = met * (now / texts)
    weights: NDArray[np.float64] = np.log((counts + _PRIOR) / (expected + _PRIOR))
    return weights


def _telling(
    vocabulary: Sequence[str], met: NDArray[np.float64], texts: int, now: Documents
) -> tuple[TellingWord, ...]:
    counts = now.counts(len(vocabulary))
    expected = met * (now.count / texts)
    surprise = (counts - expected) / np.sqrt(expected + counts + 1)
    surprise[[not is_told(word) for word in vocabulary]] = 0.0
    order = np.argsort(-surprise, kind="stable")
    more = [number for number in order[:_SHOWN].tolist() if surprise[number] > _TELLS]
    less = [number for number in order[::-1][:_SHOWN].tolist() if surprise[number] < -_TELLS]
    return tuple(
        TellingWord(word=vocabulary[number], then=float(met[number]) / texts, now=float(counts[number]) / now.count)
        for number in more + less
    )
