"""Ensembles of finished candidates, from vigie.toml to a served champion."""

from __future__ import annotations

import csv
import random

import numpy as np
import pytest

from vigie.core.project import Project, load_project
from vigie.core.types import Silent
from vigie.data.ingestion import ingest
from vigie.pipelines.promote import promote
from vigie.pipelines.train import Outcome, other_families, train
from vigie.servable.folder import load_servable
from vigie.servable.store import Store
from vigie.settings import Settings
from vigie.tracking.registry import Registry

PROJECT = """
name = "moods"
[data]
source = "moods.csv"
[target]
column = "mood"
classes = ["glad", "sad", "calm"]
[features.text]
type = "text"
[features.hour]
type = "number"
[training]
folds = 0
learning_curve = []
[candidates.words]
recipe = "tfidf-logreg"
params = { chars = [] }
[candidates.hours]
recipe = "random-forest"
[candidates.vote]
recipe = "vote"
params = { of = ["words", "hours"] }
[candidates.stack]
recipe = "stack"
params = { of = ["hours", "words"], priors = 0.2 }
[candidates.lost]
recipe = "vote"
params = { of = ["words", "nobody"] }
[candidates.alone]
recipe = "vote"
params = { of = ["words"] }
[candidates.broken]
recipe = "tfidf-logreg"
params = { min_df = 100_000 }
[candidates.on_broken]
recipe = "stack"
params = { of = ["words", "broken"] }
[candidates.wrong]
recipe = "stack"
params = { of = ["words", "hours"], depth = 3 }
[candidates.elsewhere]
recipe = "stak"
"""
WORDS = {"glad": ["lovely", "great", "sunny"], "sad": ["awful", "rain", "tired"], "calm": ["tea", "book", "evening"]}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Six hundred moods: the words tell something, and the hour something else."""
    root = tmp_path_factory.mktemp("moods")
    draw = random.Random(3)
    with (root / "moods.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["text", "hour", "mood"])
        for number in range(600):
            mood = draw.choice(sorted(WORDS))
            told = mood if draw.random() < 0.7 else draw.choice(sorted(WORDS))
            text = f"{draw.choice(WORDS[told])} {draw.choice(WORDS[told])} {number}"
            table.writerow([text, round({"glad": 12, "sad": 8, "calm": 20}[mood] + draw.gauss(0, 4), 1), mood])
    (root / "vigie.toml").write_text(PROJECT, encoding="utf-8")
    found = load_project(root)
    ingest(found, Silent())
    return found


@pytest.fixture(scope="module")
def outcomes(project: Project) -> dict[str, Outcome]:
    return {outcome.name: outcome for outcome in train(project, Settings(), [], Silent())}


def test_ensembles_are_made_of_finished_candidates_and_beat_them(outcomes: dict[str, Outcome]) -> None:
    scores = {name: outcomes[name].metrics["log_loss"] for name in ("words", "hours", "vote", "stack")}
    assert scores["stack"] < min(scores["words"], scores["hours"])
    assert scores["vote"] < max(scores["words"], scores["hours"])


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("lost", "There is no trained candidate 'nobody'"),
        ("alone", "must name two candidates or more"),
        ("on_broken", "its member 'broken' failed"),
        ("wrong", "depth"),
        ("elsewhere", "There is no recipe 'stak'"),
    ],
)
def test_ensemble_that_cannot_be_made_is_a_failed_run_with_its_reason(
    project: Project, outcomes: dict[str, Outcome], name: str, reason: str
) -> None:
    assert reason in outcomes[name].error
    recorded = Registry(project.tracking_uri, project.name).candidates(failed=True)
    assert reason in (next(run for run in recorded if run.candidate == name).error or "")


def test_stack_is_judged_on_rows_its_weights_were_not_learnt_on(project: Project, outcomes: dict[str, Outcome]) -> None:
    registry = Registry(project.tracking_uri, project.name)
    told = registry.validation(outcomes["stack"].run_id)
    promotion = promote(project, Settings(), "stack", "", Silent())
    servable = Store(project.store_folder).load_champion()
    assert promotion.version == servable.manifest.version
    rows = [{"text": "lovely great 7", "hour": 12.0}]
    answer = servable.predict_proba(rows)
    assert answer.sum() == pytest.approx(1)
    assert np.argmax(answer) == 0
    # Cross-fitted answers come from other weights than the servable's, and both are near each other.
    assert told.probabilities.shape == (len(told.keys), 3)


def test_ensemble_answer_names_what_weighed_with_its_members(project: Project, outcomes: dict[str, Outcome]) -> None:
    with Registry(project.tracking_uri, project.name).servable_folder(outcomes["vote"].run_id) as folder:
        found = load_servable(folder).explain({"text": "awful rain", "hour": 7.0}, "sad")
    assert {"awful", "rain", "hour"} <= {one.name for one in found}


def test_every_family_adds_what_fits_the_schema_and_is_not_there_yet(project: Project) -> None:
    chosen = [project.file.candidates["words"], project.file.candidates["hours"]]
    added = other_families(project, chosen)
    assert {"dummy", "gradient-boosting", "tfidf-svc"} <= {candidate.recipe for candidate in added}
    assert not {"tfidf-logreg", "random-forest"} & {candidate.recipe for candidate in added}
    assert all(candidate.name == candidate.recipe for candidate in added)
