"""Our model beside the one that nobody would have touched: both on the very same rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vigie.pipelines.rehearse.diary import share
from vigie.pipelines.rehearse.people import Answered
from vigie.servable.servable import Servable


@dataclass(frozen=True, slots=True)
class Beside:
    """Who was right how often, of so many answers."""

    rows: int
    ours: int
    untouched: int
    low: float
    """Lower end of the 95 % interval of the difference, ours less untouched, in accuracy."""
    high: float

    def say(self) -> str:
        gain = (self.ours - self.untouched) / self.rows * 100
        return (
            f"{self.rows:,} answers: ours right {share(self.ours, self.rows)}, the untouched champion would have been"
            f" right {share(self.untouched, self.rows)}: {gain:+.1f} points ({self.low * 100:+.1f} to"
            f" {self.high * 100:+.1f})"
        )


def untouched_right(answered: Sequence[Answered], champion: Servable) -> list[bool]:
    """Return for each row whether this model would have been right."""
    if not answered:
        return []
    labels = champion.labels
    found = champion.predict_proba([one.row for one in answered]).argmax(axis=1)
    return [labels[number] == one.truth for number, one in zip(found.tolist(), answered, strict=True)]


def beside(answered: Sequence[Answered], untouched: Sequence[bool]) -> Beside:
    """Return how our answers compare; the interval of the paired difference is the normal one."""
    ours = np.array([one.right for one in answered], dtype=float)
    other = np.array(untouched, dtype=float)
    gains = ours - other
    n = len(gains)
    reach = 1.96 * float(gains.std()) / n**0.5 if n else 0.0
    mean = float(gains.mean()) if n else 0.0
    return Beside(n, int(ours.sum()), int(other.sum()), mean - reach, mean + reach)
