"""Quality and time on real data: from the file to a promoted champion, by the commands that people type."""

from __future__ import annotations

import re
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
    (folder / "vigie.toml").write_text(project.replace("SOURCE", source.as_posix()), encoding="utf-8")
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


LEAKS = ("conso_primaire_energie", "conso_kwhep_m2_an", "emission_ges_kgco2_m2_an")


def energy_rating(folder: Path) -> str:
    """Return the template's own project file, reading the file of real certificates instead of the sample."""
    vigie(folder, "init", "energy-rating", "template")
    text = (folder / "template" / "vigie.toml").read_text(encoding="utf-8")
    for line, instead in (
        (r"source = .*", 'source = "SOURCE"'),
        (r"sample = true.*", ""),
        (r"time = .*", ""),  # the file has no dates
        (r"split = .*", "split = { train = 0.75, validation = 0.1, test = 0.15 }"),
        (r"decide_by = .*", 'decide_by = "accuracy"'),
        (r"behaviour = .*", ""),
    ):
        text = re.sub(rf"^{line}$", instead, text, flags=re.MULTILINE)
    return text


def without_leaks(project: str) -> str:
    """Return the project without the features that the letter is computed from, as its own comment advises."""
    for table in (*(f"features.{name}" for name in LEAKS), "derived.primaire_par_m2"):
        project = re.sub(rf"^\[{re.escape(table)}\].*?(?=^\[)", "", project, flags=re.MULTILINE | re.DOTALL)
    return project


def test_energy_rating_with_all_columns_reaches_the_promised_accuracy(tmp_path: Path, reference_data: Path) -> None:
    result = champion(tmp_path, reference_data / "dpe_tertiaire_11k_text.csv.gz", energy_rating(tmp_path))
    assert result.accuracy >= 0.885


def test_energy_rating_from_bills_alone_reaches_the_promised_accuracy(tmp_path: Path, reference_data: Path) -> None:
    project = without_leaks(energy_rating(tmp_path))
    assert not any(f"[features.{name}]" in project for name in LEAKS)
    result = champion(tmp_path, reference_data / "dpe_tertiaire_11k_text.csv.gz", project)
    assert result.accuracy >= 0.47
