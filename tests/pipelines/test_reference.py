"""Quality and time on real data: from the file to a promoted champion, by the commands that people type."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from vigie.core.project import load_project
from vigie.tracking.registry import Registry

pytestmark = pytest.mark.reference

AIRLINE = """
name = "airline"

[data]
source = "SOURCE"
key = "tweet_id"
time = "tweet_created"
split = { train = 0.75, validation = 0.1, test = 0.15 }

[target]
column = "airline_sentiment"
classes = { negative = ["negative"], other = ["neutral", "positive"] }
positive = "negative"

[features.text]
type = "text"

[metric]
decide_by = "accuracy"

[candidates.baseline]
recipe = "tfidf-logreg"

[candidates.svc]
recipe = "tfidf-svc"

[candidates.lexicon]
recipe = "lexicon-vader"

[candidates.majority]
recipe = "dummy"
"""


@dataclass(frozen=True)
class Result:
    """Of the champion on the sealed test rows."""

    roc_auc: float
    accuracy: float
    seconds: float
    """From the file to the champion."""


def vigie(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "vigie.cli.main", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def champion(folder: Path, source: Path, project: str) -> Result:
    """Go from the file to the champion: the best on the validation rows, whichever it is."""
    (folder / "vigie.toml").write_text(project.replace("SOURCE", str(source)), encoding="utf-8")
    began = time.monotonic()
    vigie(folder, "ingest")
    vigie(folder, "train")
    best = vigie(folder, "compare").splitlines()[1].split()[0]
    vigie(folder, "promote", best)
    seconds = time.monotonic() - began
    found = load_project(folder)
    test = Registry(found.tracking_uri, found.name).candidate(best).test
    return Result(test["roc_auc"], test["accuracy"], seconds)


def test_airline_tweets_champion_reaches_the_promised_quality(tmp_path: Path, reference_data: Path) -> None:
    result = champion(tmp_path, reference_data / "airline_tweets.csv.gz", AIRLINE)
    assert result.roc_auc >= 0.925
    assert result.accuracy >= 0.855
