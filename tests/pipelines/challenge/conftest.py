"""A small project with a champion and a challenger, a ledger of a test's own, and what people say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vigie.core.errors import NoChampionError
from vigie.core.project import Project, load_project
from vigie.core.types import Silent
from vigie.data.ingestion import ingest
from vigie.ledger import Challenge, ChallengerAnswer, Ledger, PredictionRow, new_prediction_id, now, open_ledger
from vigie.pipelines.challenge.start import challenge
from vigie.pipelines.promote import promote
from vigie.pipelines.train import train
from vigie.samples.airline_tweets import write_airline_tweets
from vigie.settings import Settings

RULES = {"min_gain": 0.01, "error": 0.05, "longest_s": 3_600.0, "verdicts": "asked", "classes": 2}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    yield opened
    opened.close()


@pytest.fixture
def shadow(ledger: Ledger) -> Challenge:
    return ledger.challenges.start("shadow", "2", champion="1", share=1.0, who="ada", settings=RULES)


@pytest.fixture
def judge_answers() -> Callable[..., list[str]]:
    """Answer rows in a shadow, let people judge the answers, and return the predictions' ids.

    Each pair says whether the champion was right and whether the challenger was; classes are 'negative' and 'other'.
    """

    def judge(ledger: Ledger, challenge: Challenge, pairs: list[tuple[bool, bool]], *, asked: bool = True) -> list[str]:
        rows = [
            PredictionRow(new_prediction_id(), now(), challenge.champion, '{"text": "x"}', "negative", 0.9, "{}")
            for _ in pairs
        ]
        ledger.record_predictions(rows)
        ledger.challenges.record_answers([
            ChallengerAnswer(
                row.id, challenge.id, row.at, "negative" if first == second else "other", 0.8, "{}", 50,
                int(first == second),
            )
            for row, (first, second) in zip(rows, pairs, strict=True)
        ])  # fmt: skip
        for row, (first, _) in zip(rows, pairs, strict=True):
            ledger.record_verdict(row.id, "confirmed" if first else "rejected", asked=asked)
        return [row.id for row in rows]

    return judge


PROJECT = """
name = "tweets"
data = { source = "tweets.csv.gz", sample = true, key = "tweet_id" }
[target]
column = "airline_sentiment"
classes = { negative = ["negative"], other = ["neutral", "positive"] }
[features.text]
type = "text"
[training]
folds = 0
learning_curve = []
[candidates.words]
recipe = "tfidf-logreg"
params = { chars = [], words = [1, 1], contrast = 0.0 }
[candidates.lexicon]
recipe = "lexicon-vader"
[gates]
max_calibration_error = 0.5
"""


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(user="ada")


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Project:
    """A project with two candidates, none of which was promoted. What the tests change they put back."""
    folder = tmp_path_factory.mktemp("tweets")
    write_airline_tweets(folder / "tweets.csv.gz", 300, seed=3)
    (folder / "vigie.toml").write_text(PROJECT, encoding="utf-8")
    project = load_project(folder)
    ingest(project, Silent())
    train(project, settings, [], Silent())
    with pytest.raises(NoChampionError):
        challenge(project, settings, "words", "shadow")
    promote(project, settings, "lexicon", "the first", Silent())
    return project


@pytest.fixture(scope="session")
def with_more(trained: Project) -> Callable[[str], Project]:
    """Read the trained project as if its file said more."""

    def read(toml: str) -> Project:
        path = trained.root / "vigie.toml"
        path.write_text(PROJECT + toml, encoding="utf-8")
        try:
            return load_project(trained.root)
        finally:
            path.write_text(PROJECT, encoding="utf-8")

    return read
