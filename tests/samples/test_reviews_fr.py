"""The invented French reviews: in three files, as long, as mixed and as carelessly typed as real ones."""

from __future__ import annotations

import pandas as pd
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline

from vigie.samples.reviews_fr import COLUMNS, write_reviews_fr

NAMES = ("train", "validate", "test")


@pytest.fixture(scope="module")
def reviews(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    paths = write_reviews_fr(tmp_path_factory.mktemp("sample"))
    return {name: pd.read_csv(path, dtype=str) for name, path in zip(NAMES, paths, strict=True)}


def test_reviews_come_in_three_files_of_the_same_kind(reviews: dict[str, pd.DataFrame]) -> None:
    assert {name: len(rows) for name, rows in reviews.items()} == {"train": 3_000, "validate": 1_000, "test": 1_000}
    assert all(tuple(rows.columns) == COLUMNS for rows in reviews.values())
    assert all(0.48 <= (rows["polarity"] == "1").mean() <= 0.57 for rows in reviews.values())


def test_reviews_length_goes_from_a_few_words_to_hundreds(reviews: dict[str, pd.DataFrame]) -> None:
    words = reviews["train"]["review"].str.split().str.len()
    assert words.min() <= 5
    assert 35 <= words.median() <= 60
    assert words.max() >= 200


def test_reviews_stars_give_the_label_away(reviews: dict[str, pd.DataFrame]) -> None:
    rows = reviews["train"]
    assert ((rows["stars"].astype(float) >= 3) == (rows["polarity"] == "1")).all()


@pytest.mark.parametrize("part", ["\n", "é", "tres ", "n'est pas ", "’", " !", "œ"])
def test_reviews_hold_what_real_ones_hold(reviews: dict[str, pd.DataFrame], part: str) -> None:
    assert reviews["train"]["review"].str.contains(part, regex=False).sum() >= 10


@pytest.mark.parametrize("wrong", [r"\bde les ", r"\bde le ", r"\bque on\b", r"\bd'les\b"])
def test_reviews_are_french(reviews: dict[str, pd.DataFrame], wrong: str) -> None:
    assert not reviews["train"]["review"].str.contains(wrong, regex=True).any()


def test_reviews_are_as_hard_as_real_ones(reviews: dict[str, pd.DataFrame]) -> None:
    train, validation = reviews["train"], reviews["validate"]
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    model = make_pipeline(words, LogisticRegression(C=2.0, solver="liblinear"))
    model.fit(train["review"], train["polarity"] == "1")
    y = validation["polarity"] == "1"
    assert 0.84 <= model.score(validation["review"], y) <= 0.90
    assert 0.90 <= roc_auc_score(y, model.predict_proba(validation["review"])[:, 1]) <= 0.95
