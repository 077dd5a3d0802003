"""A small project with a champion, made once; each test has a copy of it."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from vigie.core.project import Project, load_project
from vigie.core.types import Silent
from vigie.data.dataset import Dataset
from vigie.ledger import Ledger, PredictionRow, Retraining, new_prediction_id, now, open_ledger
from vigie.pipelines.promote import promote
from vigie.pipelines.published import published
from vigie.pipelines.retrain.retrain import Wishes, retrain
from vigie.samples.airline_tweets import write_airline_tweets
from vigie.settings import read_settings

SOURCE = "tweets.csv.gz"
PROJECT = f"""
name = "tweets"
[data]
source = "{SOURCE}"
sample = true
key = "tweet_id"
[target]
column = "airline_sentiment"
classes = {{ negative = ["negative"], other = ["neutral", "positive"] }}
[features.text]
type = "text"
[training]
folds = 0
learning_curve = []
[gates]
max_calibration_error = 0.5
min_gain = -1.0
[candidates.words]
recipe = "tfidf-logreg"
params = {{ chars = [], words = [1, 1], contrast = 0.0 }}
"""
SETTINGS = read_settings()


@dataclass
class World:
    """One copy of the project, and what a test does with it."""

    root: Path

    @property
    def project(self) -> Project:
        return load_project(self.root)

    @property
    def dataset(self) -> Dataset:
        return Dataset(self.project.dataset_folder)

    @property
    def champion(self) -> str | None:
        return published(self.project, SETTINGS).champion()

    def ledger(self) -> Ledger:
        return open_ledger(self.project.ledger_url)

    def declare(self, text: str) -> None:
        """Add lines to vigie.toml, or replace those before ' => '."""
        file = self.root / "vigie.toml"
        former, arrow, new = text.partition(" => ")
        content = file.read_text(encoding="utf-8")
        file.write_text(content.replace(former, new) if arrow else f"{content}\n{text}\n", encoding="utf-8")

    def review(self, texts: Sequence[str], label: str) -> None:
        """Let each text be answered, corrected by somebody, and accepted by Ada."""
        labels = self.project.schema.labels
        answered = next(name for name in labels if name != label)
        with closing(self.ledger()) as ledger:
            for text in texts:
                row = PredictionRow(new_prediction_id(), now(), "1", json.dumps({"text": text}), answered, 0.6, "{}")
                ledger.record_predictions([row])
                ledger.record_verdict(row.id, "corrected", label=label)
            rules = self.project.file.review.model_copy(update={"max_per_giver": 10_000})
            ledger.reviews.gather_verdicts(rules, labels, now())
            for one in ledger.reviews.queue(limit=10_000):
                ledger.reviews.decide(one.id, "Ada", one.suggested, labels=labels, rules=rules, at=now())

    def source(self) -> list[dict[str, str]]:
        """Return the rows of the source."""
        with gzip.open(self.root / SOURCE, "rt", encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def write_source(self, rows: Sequence[dict[str, str]]) -> None:
        with gzip.open(self.root / SOURCE, "wt", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, list(rows[0]))
            table.writeheader()
            table.writerows(rows)

    def grow(self, change: Callable[[dict[str, str]], dict[str, str]] = lambda row: row, number: int = 400) -> None:
        """Add other rows to the source, each changed."""
        write_airline_tweets(self.root / "more.csv.gz", number, seed=11)
        with gzip.open(self.root / "more.csv.gz", "rt", encoding="utf-8", newline="") as file:
            more = [change({**row, "tweet_id": f"9{place:06}"}) for place, row in enumerate(csv.DictReader(file))]
        self.write_source([*self.source(), *more])

    def retrain(self, **wishes: object) -> Retraining:
        return retrain(self.project, SETTINGS, Silent(), Wishes(**wishes))  # type: ignore[arg-type]  # its own fields

    def state(self) -> tuple[object, ...]:
        """Return all that a retraining may leave changed."""
        newest = self.dataset.version()
        store = published(self.project, SETTINGS)
        return newest.content_hash, newest.rows, store.champion(), tuple(store.versions())


@pytest.fixture(scope="session")
def _made(tweets: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of the tests beside, its candidate `words` promoted: that is made already, and takes seconds."""
    folder = tmp_path_factory.mktemp("retrain") / "tweets"
    shutil.copytree(tweets.root, folder)
    (folder / "vigie.toml").write_text(PROJECT, encoding="utf-8")
    promote(load_project(folder), SETTINGS, "words", "the first", Silent())
    return folder


@pytest.fixture
def world(_made: Path, tmp_path: Path) -> Iterator[World]:
    """A copy of the project of one's own."""
    copy = tmp_path / "tweets"
    shutil.copytree(_made, copy)
    yield World(copy)
    shutil.rmtree(copy, ignore_errors=True)


@pytest.fixture
def lenient(world: World) -> World:
    """The project, where a model may be worse: for tests of everything but the gain."""
    world.declare("[retrain]\ntolerance = 0.5\nmax_slice_loss = 1.0")
    return world
