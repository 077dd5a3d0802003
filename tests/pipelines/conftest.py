"""A small project whose candidates are trained once for all tests here; one of them fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from vigie.core.project import Project, load_project
from vigie.core.types import Silent
from vigie.data.ingestion import ingest
from vigie.pipelines.train import train
from vigie.samples.airline_tweets import write_airline_tweets
from vigie.settings import Settings, read_settings

PROJECT = """
name = "tweets"
title = { en = "Negative tweets", fr = "Tweets négatifs" }
language = "LANGUAGE"
[data]
source = "tweets.csv.gz"
sample = true
key = "tweet_id"
[target]
column = "airline_sentiment"
classes = { negative = ["negative"], other = ["neutral", "positive"] }
[target.titles]
other = { en = "Not <negative>", fr = "Pas <négatif>" }
[features.text]
type = "text"
[metric]
decide_by = "average_precision"
why = "A missed complaint costs more."
[training]
folds = 2
learning_curve = [0.5]
[candidates.words]
recipe = "tfidf-logreg"
params = { chars = [], words = [1, 1], contrast = 0.0 }
[candidates.lexicon]
recipe = "lexicon-vader"
[candidates.majority]
recipe = "dummy"
[candidates.broken]
recipe = "recipes.py:broken"
"""

RECIPES = '''
from sklearn.linear_model import LogisticRegression


def broken(schema, *, seed=0):
    """Cannot read texts."""
    return LogisticRegression()
'''


@pytest.fixture(scope="session")
def settings() -> Settings:
    return read_settings()


@pytest.fixture(scope="session")
def tweets(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Project:
    """A project with trained candidates, one of which failed. Read it only."""
    folder = tmp_path_factory.mktemp("tweets")
    write_airline_tweets(folder / "tweets.csv.gz", 1_500, seed=3)
    (folder / "recipes.py").write_text(RECIPES, encoding="utf-8")
    (folder / "vigie.toml").write_text(PROJECT.replace("LANGUAGE", "en"), encoding="utf-8")
    project = load_project(folder)
    ingest(project, Silent())
    train(project, settings, [], Silent())
    return project


@pytest.fixture
def in_language(tweets: Project) -> Callable[[str], Project]:
    """The same project, whose first language is another."""

    def load(language: str) -> Project:
        file = tweets.file.model_copy(update={"language": language})
        return Project(Path(tweets.root), file)

    return load
