"""Which given labels are likely wrong, from what a model says of rows that it was not fitted on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vigie.evaluation.outcome import Outcome


@dataclass(frozen=True, slots=True)
class LikelyError:
    """One row whose label should be looked at."""

    row: int
    """Its place among the rows given."""
    given: str
    suggested: str
    confidence: float
    """Probability of the suggested class."""
    given_confidence: float
    """Probability of the given one."""

    @property
    def margin(self) -> float:
        """How much more probable the suggested class is, in [-1, 1]."""
        return self.confidence - self.given_confidence


def likely_errors(outcome: Outcome, labels: Sequence[str]) -> list[LikelyError]:
    """Return the rows whose label is likely wrong, the likeliest first, by confident learning.

    A class's threshold is the mean probability that it gets in the rows labelled so. A row surely looks like a class
    that reaches its threshold, the most probable one of several, and is suspected when that is not its label.
    Thresholds of their own make the method fair to rare classes and to a model that is too timid or too sure. The
    suspects are ordered by margin.

    The probabilities must be out of sample: a model believes the labels that it was fitted on.

    References
    ----------
    Northcutt, Jiang, Chuang, "Confident Learning: Estimating Uncertainty in Dataset Labels", Journal of Artificial
    Intelligence Research 70 (2021).

    Examples
    --------
    >>> probabilities = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8], [0.05, 0.95]])
    >>> outcome = Outcome.of(["no", "yes"], ["no", "no", "yes", "yes", "no"], probabilities)
    >>> [(found.row, found.given, found.suggested) for found in likely_errors(outcome, ["no", "yes"])]
    [(4, 'no', 'yes')]
    """
    suggested = confident_classes(outcome)
    suspects = np.flatnonzero((suggested >= 0) & (suggested != outcome.truth))
    found = [
        LikelyError(
            row,
            labels[outcome.truth[row]],
            labels[suggested[row]],
            float(outcome.probabilities[row, suggested[row]]),
            float(outcome.probabilities[row, outcome.truth[row]]),
        )
        for row in suspects.tolist()
    ]
    return sorted(found, key=lambda error: -error.margin)


def confident_classes(outcome: Outcome) -> NDArray[np.intp]:
    """Return the class that each row surely looks like, or -1 where it surely looks like none; shape (n_rows,).

    Of several classes over their thresholds it is the most probable.
    """
    reached = outcome.probabilities >= _thresholds(outcome)
    likeliest = np.where(reached, outcome.probabilities, -1.0).argmax(axis=1)
    classes: NDArray[np.intp] = np.where(reached.any(axis=1), likeliest, -1).astype(np.intp)
    return classes


def noise_share(outcome: Outcome) -> float:
    """Return the estimated share of wrong labels, in [0, 1]; NaN without rows.

    Of the rows that surely look like some class, the share that is labelled otherwise, each label weighed by how often
    it is given (the calibrated confident joint). Too high where classes overlap by nature, as no model tells noise
    from doubt.
    """
    suggested = confident_classes(outcome)
    sure = suggested >= 0
    share = 0.0
    for number in range(outcome.classes):
        labelled = outcome.truth == number
        confident = labelled & sure
        if confident.any():
            share += labelled.mean() * float((suggested[confident] != number).mean())
    return share if outcome.rows else float("nan")


def _thresholds(outcome: Outcome) -> NDArray[np.float64]:
    """Return each class's mean probability in the rows labelled so, shape (n_classes,); infinite without such rows."""
    thresholds = np.full(outcome.classes, np.inf)
    for number in range(outcome.classes):
        labelled = outcome.truth == number
        if labelled.any():
            thresholds[number] = outcome.probabilities[labelled, number].mean()
    return thresholds
