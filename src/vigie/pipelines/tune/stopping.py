"""Giving up nets that fall behind: the median rule."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from vigie.pipelines.tune.trial import Trial

ENOUGH = 5
"""Trials that must have reached an epoch before anything is given up there."""


def hurdles(trials: Sequence[Trial]) -> tuple[tuple[float, ...], ...]:
    """Return, for each part, the median over trials of the best score up to each epoch.

    A part is where a net is fitted: the training rows, or all but one fold of them. The list of a part ends with the
    last epoch that `ENOUGH` trials have reached.

    Examples
    --------
    >>> trials = [Trial(n, {}, 0.5, 1.0, 0, epochs=[[0.1 * n, 0.2 * n]]) for n in range(1, 6)]
    >>> [[round(score, 3) for score in part] for part in hurdles(trials)]
    [[0.3, 0.6]]
    """
    parts = max((len(trial.epochs) for trial in trials), default=0)
    return tuple(
        _medians([_best_so_far(trial.epochs[part]) for trial in trials if len(trial.epochs) > part])
        for part in range(parts)
    )


def _best_so_far(scores: Sequence[float]) -> list[float]:
    best, highest = [], -math.inf
    for score in scores:
        highest = max(highest, score)
        best.append(highest)
    return best


def _medians(histories: Sequence[Sequence[float]]) -> tuple[float, ...]:
    medians: list[float] = []
    while len(reached := [scores[len(medians)] for scores in histories if len(scores) > len(medians)]) >= ENOUGH:
        medians.append(statistics.median(reached))
    return tuple(medians)


class MedianRule:
    """What a net calls after each epoch, with its history: it ends when its best score is under the hurdle.

    Attributes
    ----------
    scores
        The score after each epoch so far, higher is better; NaN where the net measures none.
    stopped
        Whether it ended the training.

    References
    ----------
    Golovin et al., "Google Vizier: A Service for Black-Box Optimization", KDD 2017, section 3.2.
    """

    def __init__(self, hurdle: Sequence[float] = ()) -> None:
        self.hurdle = tuple(hurdle)
        self.scores: list[float] = []
        self.stopped = False

    def __call__(self, history: Sequence[Mapping[str, float]]) -> bool:
        """Return whether the training should end."""
        self.scores = [float(epoch.get("valid_score", math.nan)) for epoch in history]
        reached = len(self.scores)
        if 0 < reached <= len(self.hurdle):
            # Written so that a score that was not measured ends nothing.
            self.stopped = self.stopped or max(self.scores) < self.hurdle[reached - 1]
        return self.stopped


def watch(model: Any, hurdle: Sequence[float]) -> MedianRule | None:
    """Have `model` asked after each epoch whether to end; None when it is not trained by epochs."""
    if not hasattr(model, "on_epoch"):
        return None
    rule = MedianRule(hurdle)
    model.on_epoch = rule
    return rule
