"""The estimate of accuracy on real tweets: how far off it is, with verdicts and without, and where it must fail."""

from __future__ import annotations

from math import ceil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from vigie.core.declarations.asking import is_asked
from vigie.core.schema import Feature, Schema, Target
from vigie.models.catalogue import build, find_recipe
from vigie.monitoring.estimated import AnsweredCell, estimate
from vigie.monitoring.judged import BINS, JudgedCell
from vigie.monitoring.periods import course

pytestmark = pytest.mark.reference

SCHEMA = Schema(
    features=(Feature(name="text", type="text"),),
    target=Target(column="airline_sentiment", classes={"negative": ("negative",), "other": ("neutral", "positive")}),
)
WINDOW = 500


@pytest.fixture(scope="module")
def answers(reference_data: Path) -> pd.DataFrame:
    """Answers to the tweets that the model has not seen, in windows, with what was right."""
    rows = pd.read_csv(reference_data / "airline_tweets.csv.gz", dtype=str).drop_duplicates("text")
    rows = rows.sample(frac=1, random_state=0).reset_index(drop=True)
    y = np.where(rows["airline_sentiment"] == "negative", "negative", "other")
    X = rows[["text"]].astype(object)
    model = build(find_recipe("tfidf-logreg", Path()), SCHEMA, 0, {}).fit(X[:3_000], y[:3_000])
    probabilities = model.predict_proba(X[3_000:])
    predicted = np.asarray(model.classes_)[probabilities.argmax(axis=1)]
    answered = pd.DataFrame({"predicted": predicted, "confidence": probabilities.max(axis=1), "truth": y[3_000:]})
    return answered.assign(window=np.arange(len(answered)) // WINDOW)


def answered_cells(answers: pd.DataFrame) -> list[AnsweredCell]:
    return [AnsweredCell(int(row.window), "1", _bin(row.confidence), 1, row.confidence) for row in answers.itertuples()]


def judged_cells(answers: pd.DataFrame) -> list[JudgedCell]:
    return [
        JudgedCell(int(row.window), "1", "asked", row.predicted, row.truth, _bin(row.confidence), 1, row.confidence)
        for row in answers.itertuples()
    ]


def _bin(confidence: float) -> int:
    return min(max(ceil(confidence * BINS) - 1, 0), BINS - 1)


def right(answers: pd.DataFrame) -> float:
    return float((answers.predicted == answers.truth).mean())


def errors(answers: pd.DataFrame, asked: pd.DataFrame) -> list[float]:
    """Return estimated minus seen of each window, from the verdicts on those who were asked before it."""
    judged = judged_cells(asked)
    found = []
    for at, window in answers.groupby("window"):
        guess = estimate(answered_cells(window), [cell for cell in judged if cell.at < int(str(at))])
        assert guess is not None
        found.append(guess.accuracy - right(window))
    return found


def test_estimate_without_any_label_is_two_or_three_points_off(answers: pd.DataFrame) -> None:
    assert 0.01 < np.mean(np.abs(errors(answers, answers[:0]))) < 0.03


def test_estimate_is_mended_by_the_verdicts_of_one_in_twenty(answers: pd.DataFrame) -> None:
    plain = np.mean(np.abs(errors(answers, answers[:0])[3:]))
    mended = []
    for seed in range(4):
        asked = answers[[is_asked(f"{seed} {number}", 0.05) for number in answers.index]]
        mended.append(np.mean(np.abs(errors(answers, asked)[3:])))
    assert np.mean(mended) < 0.018 < 0.02 < plain


def test_backtest_with_all_labels_is_off_by_what_chance_makes_of_a_window(answers: pd.DataFrame) -> None:
    found = course(judged_cells(answers), answered_cells(answers)).backtest
    chance = np.sqrt(right(answers) * (1 - right(answers)) / WINDOW) * np.sqrt(2 / np.pi)
    assert found.mean_error is not None
    assert found.mean_error < 1.2 * chance
    assert found.within is not None
    assert found.within > 0.9


def test_estimate_does_not_see_a_world_in_which_words_mean_something_else(answers: pd.DataFrame) -> None:
    half = answers.index % 2 == 0
    changed = answers.assign(truth=np.where(half, "negative", "other"))  # labels that the texts say nothing of
    assert np.mean(errors(changed, changed[:0])) > 0.2
