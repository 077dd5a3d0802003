"""The invented everyday tweets: in the raw form of the public file, and about as hard."""

from __future__ import annotations

import pandas as pd
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline

from vigie.samples.tweets import COLUMNS, write_tweets


@pytest.fixture(scope="module")
def tweets(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    path = tmp_path_factory.mktemp("sample") / "tweets.csv.gz"
    write_tweets(path)
    return pd.read_csv(path, header=None, names=COLUMNS, dtype=str)


def test_daily_tweets_are_sorted_by_label_half_and_half(tweets: pd.DataFrame) -> None:
    assert tweets["target"].tolist() == ["0"] * 10_000 + ["4"] * 10_000


def test_daily_tweets_date_and_flag_are_written_as_in_the_public_file(tweets: pd.DataFrame) -> None:
    moments = pd.to_datetime(tweets["date"].str.replace(" PDT", ""), format="%a %b %d %H:%M:%S %Y")
    assert 70 <= (moments.max() - moments.min()).days <= 75
    assert set(tweets["flag"]) == {"NO_QUERY"}


def test_daily_tweets_some_identifiers_are_there_under_both_labels(tweets: pd.DataFrame) -> None:
    labels = tweets.groupby("id")["target"].nunique()
    assert 10 <= (labels > 1).sum() <= 40


@pytest.mark.parametrize("part", ["@", "&amp;", "http", "#"])
def test_daily_tweets_hold_what_real_ones_hold(tweets: pd.DataFrame, part: str) -> None:
    assert tweets["text"].str.contains(part, regex=False).sum() >= 50


def test_daily_tweets_hold_no_face_that_gave_the_label(tweets: pd.DataFrame) -> None:
    assert not tweets["text"].str.contains(r":\(|:\)", regex=True).any()


def test_daily_tweets_hold_one_word_in_several_forms(tweets: pd.DataFrame) -> None:
    text = tweets["text"].str.lower()
    assert all(text.str.contains(rf"\b{form}\b", regex=True).sum() > 20 for form in ("miss", "missing", "missed"))


def test_daily_tweets_are_as_hard_as_real_ones(tweets: pd.DataFrame) -> None:
    rows = tweets.drop_duplicates("text").sample(9_000, random_state=0)
    texts, y = rows["text"].to_numpy(object), (rows["target"] == "0").to_numpy()
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    model = make_pipeline(words, LogisticRegression(C=2.0, solver="liblinear")).fit(texts[:6_000], y[:6_000])
    assert 0.77 <= model.score(texts[6_000:], y[6_000:]) <= 0.82
    assert 0.84 <= roc_auc_score(y[6_000:], model.predict_proba(texts[6_000:])[:, 1]) <= 0.89
