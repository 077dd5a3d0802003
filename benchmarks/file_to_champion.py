"""From the file to a promoted champion, by the commands that people type: seconds, and the score on the sealed test.

python -m benchmarks.file_to_champion
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reference import reference_data
from vigie.core.project import load_project
from vigie.tracking.registry import Registry

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
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
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


def airline(_: Path) -> str:
    return AIRLINE


def bills_alone(folder: Path) -> str:
    return without_leaks(energy_rating(folder))


PROJECTS: tuple[tuple[str, str, Callable[[Path], str]], ...] = (
    ("airline tweets", "airline_tweets.csv.gz", airline),
    ("energy rating, all columns", "dpe_tertiaire_11k_text.csv.gz", energy_rating),
    ("energy rating, bills alone", "dpe_tertiaire_11k_text.csv.gz", bills_alone),
)


def main() -> None:
    """Print one line per project."""
    print(f"{'project':<28} {'seconds':>8} {'accuracy':>9} {'ROC AUC':>8}")
    for name, file, project in PROJECTS:
        with tempfile.TemporaryDirectory() as scratch:
            result = champion(Path(scratch), reference_data() / file, project(Path(scratch)))
        print(f"{name:<28} {result.seconds:>8.0f} {result.accuracy:>9.4f} {result.roc_auc:>8.4f}", flush=True)


if __name__ == "__main__":
    main()
