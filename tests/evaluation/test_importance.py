"""Importances of models whose mind is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from vigie.core.types import Row
from vigie.evaluation.importance import permutation_importance, word_effects

LABELS = ["no", "yes"]


def by_age(rows: Sequence[Row]) -> NDArray[np.float64]:
    """Says yes to the old, whatever else is known of them."""
    yes = np.array([0.9 if row["age"] > 50 else 0.1 for row in rows])
    return np.column_stack([1 - yes, yes])


def by_words(rows: Sequence[Row]) -> NDArray[np.float64]:
    """Adds up what words weigh."""
    weights = {"great": 2.0, "awful": -3.0}
    scores = np.array([sum(weights.get(word.strip("!").lower(), 0) for word in row["text"].split()) for row in rows])
    yes = 1 / (1 + np.exp(-scores))
    return np.column_stack([1 - yes, yes])


@pytest.mark.parametrize("metric", ["accuracy", "roc_auc", "log_loss"])
def test_permutation_importance_only_what_the_model_uses_counts(metric: str) -> None:
    generator = np.random.default_rng(0)
    rows: list[dict[str, Any]] = [{"age": age, "town": str(age % 3)} for age in generator.integers(20, 80, 400)]
    before = [dict(row) for row in rows]
    truth = ["yes" if row["age"] > 50 else "no" for row in rows]
    first, second = permutation_importance(
        by_age, rows, truth, LABELS, metric=metric, features=["town", "age"], positive="yes", seed=1
    )
    assert (first.feature, second.feature) == ("age", "town")
    assert first.low > 0.2
    assert (second.mean, second.low, second.high) == (0.0, 0.0, 0.0)
    assert rows == before


def test_word_effects_each_class_has_the_words_that_push_towards_it() -> None:
    texts = ["great day!", "Awful day", "a day", "great Great!", "awful, awful", "great one", "awful day", ""]
    effects = word_effects(by_words, [{"text": text} for text in texts], "text", LABELS, min_rows=3)
    assert [effect.word for effect in effects["yes"]] == ["great"]
    assert effects["no"][0].word == "awful"
    great = effects["yes"][0]
    assert great.rows == 4
    assert great.weight == pytest.approx(2.0 * 4 / 6)  # shrunk by two rows of no effect


def test_word_effects_rare_words_are_left_out() -> None:
    assert word_effects(by_words, [{"text": "great"}], "text", LABELS) == {"no": [], "yes": []}
