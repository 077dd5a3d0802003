"""The invented tweets: as faulty as real ones, and as hard."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from vigie.samples.airline_tweets import COLUMNS, write_airline_tweets
from vigie.samples.tweet_phrases import AIRLINES


@pytest.fixture(scope="module")
def tweets(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    path = tmp_path_factory.mktemp("sample") / "tweets.csv.gz"
    write_airline_tweets(path)
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def test_tweets_columns_are_those_of_the_public_file(tweets: pd.DataFrame) -> None:
    assert tuple(tweets.columns) == COLUMNS


def test_tweets_labels_have_the_real_shares(tweets: pd.DataFrame) -> None:
    shares = tweets["airline_sentiment"].value_counts(normalize=True)
    expected = {"negative": 0.63, "neutral": 0.21, "positive": 0.16}
    assert {label: shares[label] for label in expected} == pytest.approx(expected, abs=0.02)


def test_tweets_identifiers_have_18_digits_that_a_float_would_lose(tweets: pd.DataFrame) -> None:
    assert set(tweets["tweet_id"].str.len()) == {18}
    assert any(str(int(float(identifier))) != identifier for identifier in tweets["tweet_id"])


def test_tweets_reason_gives_the_label_away(tweets: pd.DataFrame) -> None:
    assert ((tweets["negativereason"] != "") == (tweets["airline_sentiment"] == "negative")).all()


def test_tweets_repeat_and_disagree_as_real_ones(tweets: pd.DataFrame) -> None:
    labels_of = tweets.groupby("text")["airline_sentiment"].nunique()
    assert tweets["text"].duplicated().sum() >= 50
    assert tweets.duplicated().sum() >= 10
    assert (labels_of > 1).sum() >= 10


@pytest.mark.parametrize("part", ["\n", "&amp;", "http", "#", "😡", "RT @"])
def test_tweets_hold_what_real_ones_hold(tweets: pd.DataFrame, part: str) -> None:
    assert tweets["text"].str.contains(part, regex=False).sum() >= 5


def test_tweets_time_spans_ten_days_in_order(tweets: pd.DataFrame) -> None:
    moments = pd.to_datetime(tweets["tweet_created"], format="%Y-%m-%d %H:%M:%S %z")
    assert moments.is_monotonic_increasing
    assert 9 <= (moments.max() - moments.min()).days <= 10


def test_tweets_airlines_are_the_invented_ones(tweets: pd.DataFrame) -> None:
    assert set(Counter(tweets["airline"])) == {name for name, _, _ in AIRLINES}


def test_tweets_are_as_hard_as_real_ones(tweets: pd.DataFrame) -> None:
    rows = tweets.drop_duplicates("text")
    texts = rows["text"].to_numpy(object)
    negative = (rows["airline_sentiment"] == "negative").to_numpy()
    train, test, y_train, y_test = train_test_split(texts, negative, test_size=0.25, random_state=0, stratify=negative)
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    model = make_pipeline(words, LogisticRegression(C=4.0, max_iter=500)).fit(train, y_train)
    probability = model.predict_proba(test)[:, 1]
    lexicon = SentimentIntensityAnalyzer()
    tone = np.array([lexicon.polarity_scores(text)["compound"] for text in test])
    accuracy = accuracy_score(y_test, probability > 0.5)
    assert 0.83 <= accuracy <= 0.885
    assert 0.895 <= roc_auc_score(y_test, probability) <= 0.94
    assert y_test.mean() < accuracy_score(y_test, tone < 0) < accuracy - 0.1
