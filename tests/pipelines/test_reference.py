"""Quality and time on real data: from the file to a promoted champion, by the commands that people type."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.reference

AIRLINE = """
name = "airline"

[data]
source = "SOURCE"
key = "tweet_id"
time = "tweet_created"

[target]
column = "airline_sentiment"
classes = { negative = ["negative"], other = ["neutral", "positive"] }
positive = "negative"

[features.text]
type = "text"

[metric]
decide_by = "roc_auc"

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
    roc_auc: float
    accuracy: float
    seconds: float


def champion(folder: Path, source: Path, project: str, best: str) -> Result:
    """Go from the file to the champion and return its figures on the sealed test rows."""
    (folder / "vigie.toml").write_text(project.replace("SOURCE", str(source)), encoding="utf-8")
    began = time.monotonic()
    said = ""
    for command in (["ingest"], ["train"], ["compare"], ["promote", best]):
        done = subprocess.run(
            [sys.executable, "-m", "vigie.cli.main", *command],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        said += done.stdout
    seconds = time.monotonic() - began

    found = re.search(r"sealed test rows: \S+ ([0-9.]+) .*, accuracy ([0-9.]+)\.", said)
    assert found, said
    return Result(float(found[1]), float(found[2]), seconds)


def test_airline_tweets_champion_reaches_the_promised_quality(tmp_path: Path, reference_data: Path) -> None:
    result = champion(tmp_path, reference_data / "airline_tweets.csv.gz", AIRLINE, "baseline")
    assert result.roc_auc >= 0.925
    assert result.accuracy >= 0.855
