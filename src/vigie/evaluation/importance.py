"""What a model looks at on the whole, found by taking things away from it: for any model that answers rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vigie.core.project import LOWER_IS_BETTER
from vigie.core.types import Row
from vigie.evaluation.metrics import measure
from vigie.evaluation.outcome import Outcome

Answer = Callable[[Sequence[Row]], NDArray[np.float64]]
"""Rows → probabilities, shape (n_rows, n_classes)."""

REPEATS = 5
_LONGEST = 60
"""Words of a text that are taken away in turn: more would make a long text cost as much as a hundred short ones."""
_SURE = 1e-6
_PRIOR = 2.0
"""Rows of no effect that each word is thought to have besides its own, lest a word met once by chance come first."""


@dataclass(frozen=True, slots=True)
class Importance:
    """How much the deciding metric falls when a feature's values are shuffled among the rows."""

    feature: str
    mean: float
    """Above 0: the model is worse without it."""
    low: float
    high: float
    """The smallest and the largest fall of the repeats."""


@dataclass(frozen=True, slots=True)
class WordEffect:
    """How much a word, where it stands, pushes answers towards a class."""

    word: str
    weight: float
    """Mean log-odds of the class that are lost without it; shrunk towards 0 where it was seen seldom."""
    rows: int
    """How often it was taken away."""


def permutation_importance(
    answer: Answer,
    rows: Sequence[Row],
    y_true: Sequence[str] | NDArray[np.str_],
    labels: Sequence[str],
    *,
    metric: str,
    features: Sequence[str],
    positive: str | None = None,
    seed: int = 0,
    repeats: int = REPEATS,
) -> list[Importance]:
    """Return every feature's importance, the largest first: by `repeats` shuffles of its values among the rows.

    Two features that say the same each look unimportant, as the other one still speaks. Rows are not changed.

    References
    ----------
    Breiman, "Random Forests", Machine Learning 45 (2001).
    """
    generator = np.random.default_rng(seed)
    sign = -1.0 if metric in LOWER_IS_BETTER else 1.0

    def score(asked: Sequence[Row]) -> float:
        return sign * float(measure(metric, Outcome.of(labels, y_true, answer(asked), positive).once())[0])

    whole = score(rows)
    found = []
    for feature in features:
        falls = [whole - score(_shuffled(rows, feature, generator)) for _ in range(repeats)]
        found.append(Importance(feature, float(np.mean(falls)), min(falls), max(falls)))
    return sorted(found, key=lambda importance: -importance.mean)


def word_effects(
    answer: Answer, rows: Sequence[Row], feature: str, labels: Sequence[str], *, top: int = 12, min_rows: int = 3
) -> dict[str, list[WordEffect]]:
    """Return, for each class, the words whose removal takes most from it, over these rows.

    Every row is answered once as it is and once without each of its first 60 words, all that are alike at once. With
    two classes each class's words are those that the other one lacks.
    """
    pushes: dict[str, list[NDArray[np.float64]]] = defaultdict(list)
    for row in rows:
        parts = list(re.finditer(r"\S+", str(row.get(feature) or "")))[:_LONGEST]
        words = [_plain(part[0]) for part in parts]
        if not parts:
            continue
        asked = [row, *(_without(row, feature, part) for part in parts)]
        odds = _log_odds(answer(asked))
        for word, change in zip(words, odds[0] - odds[1:], strict=True):
            if word:
                pushes[word].append(change)
    seen = {word: changes for word, changes in pushes.items() if len(changes) >= min_rows}
    return {label: _strongest(seen, number, top) for number, label in enumerate(labels)}


def _strongest(pushes: Mapping[str, list[NDArray[np.float64]]], number: int, top: int) -> list[WordEffect]:
    effects = [
        WordEffect(word, float(sum(change[number] for change in changes) / (len(changes) + _PRIOR)), len(changes))
        for word, changes in pushes.items()
    ]
    return sorted((effect for effect in effects if effect.weight > 0), key=lambda effect: -effect.weight)[:top]


def _plain(word: str) -> str:
    return word.strip(".,;:!?()\"'«»“”…").lower()


def _without(row: Row, feature: str, part: re.Match[str]) -> Row:
    text = str(row[feature])
    return {**row, feature: f"{text[: part.start()].rstrip()} {text[part.end() :].lstrip()}".strip()}


def _shuffled(rows: Sequence[Row], feature: str, generator: np.random.Generator) -> list[Row]:
    order = generator.permutation(len(rows)).tolist()
    return [{**row, feature: rows[place].get(feature)} for row, place in zip(rows, order, strict=True)]


def _log_odds(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    held = np.clip(probabilities, _SURE, 1 - _SURE)  # a forest may be certain
    odds: NDArray[np.float64] = np.log(held / (1 - held))
    return odds
