"""What a template's project promises: its rows are good, its own recipe trains, its models behave."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl
import pytest

from vigie.core.project import Project
from vigie.core.types import Row
from vigie.data.columns import SPLIT
from vigie.data.dataset import Dataset
from vigie.data.exploration.leaks import measure_columns
from vigie.evaluation.behaviour import run_behaviour_tests
from vigie.models.catalogue import build, find_recipe
from vigie.packaging.compile import compile_estimator
from vigie.pipelines.rows import read_training_rows
from vigie.servable.runtime import Runtime
from vigie.templates import templates

Ingested = Callable[[str], Project]
WITH_SAMPLE = [template.name for template in templates() if template.name != "blank"]


def trained(project: Project, recipe: str) -> Runtime:
    rows = read_training_rows(project).train
    estimator = build(find_recipe(recipe, project.root), project.schema, project.file.seed, {})
    return compile_estimator(estimator.fit(rows.X, rows.y), project.schema)


def test_project_late_columns_of_the_loans_are_suspected_of_a_leak(ingested: Ingested) -> None:
    project = ingested("credit-risk")
    rows = Dataset(project.dataset_folder).read().filter(pl.col(SPLIT) == "train")
    suspects = {power.column for power in measure_columns(rows, project.schema, skip=["asked_on"]) if power.is_suspect}
    assert suspects == {"recovered_amount"}


def accuracy(project: Project, runtime: Runtime) -> float:
    rows = read_training_rows(project).validation
    best = runtime.predict_proba(rows.X.to_dict("records")).argmax(axis=1)
    return float((np.array(project.schema.labels)[best] == rows.y).mean())


@pytest.mark.parametrize("template", WITH_SAMPLE)
def test_project_few_rows_of_its_sample_are_bad(template: str, ingested: Ingested) -> None:
    assert len(read_training_rows(ingested(template)).train.y) > 2_000


@pytest.mark.parametrize(
    ("template", "recipe", "least"),
    [
        ("airline-tweets", "recipes.py:words_only", 0.82),
        ("energy-rating", "recipes.py:one_question_trees", 0.6),
        ("credit-risk", "recipes.py:one_way_boosting", 0.8),
        ("reviews-fr", "recipes.py:textbook", 0.83),
        ("tweets", "recipes.py:runs_of_words", 0.77),
    ],
)
def test_project_own_recipe_trains_and_is_servable(
    template: str, recipe: str, least: float, ingested: Ingested
) -> None:
    project = ingested(template)
    assert accuracy(project, trained(project, recipe)) > least


@pytest.mark.parametrize(
    ("template", "recipe"),
    [
        ("airline-tweets", "tfidf-logreg"),
        ("airline-tweets", "lexicon-vader"),
        ("energy-rating", "gradient-boosting"),
        ("energy-rating", "random-forest"),
        ("airline-tweets", "tfidf-svc"),
        ("energy-rating", "ordinal-boosting"),
        ("tweets", "tfidf-logreg"),
        ("tweets", "lexicon-vader"),
        ("credit-risk", "gradient-boosting"),
        ("credit-risk", "columns-logreg"),
        ("credit-risk", "columns-mlp"),
        ("reviews-fr", "tfidf-logreg"),
        ("reviews-fr", "recipes.py:textbook"),
        ("reviews-fr", "naive-bayes"),
        ("credit-risk", "recipes.py:one_way_boosting"),
    ],
)
def test_project_candidate_behaves(template: str, recipe: str, ingested: Ingested) -> None:
    project = ingested(template)
    runtime = trained(project, recipe)
    assert project.file.gates.behaviour

    def predict(row: Row) -> Mapping[str, float]:
        features = {name: row.get(name) for name in project.schema.names}
        return dict(zip(project.schema.labels, runtime.predict_proba([features])[0].tolist(), strict=True))

    results = run_behaviour_tests(project.root / project.file.gates.behaviour, predict)
    assert [result.text for result in results if not result.passed] == []


@pytest.mark.parametrize("template", WITH_SAMPLE)
def test_project_majority_alone_does_not_behave(template: str, ingested: Ingested) -> None:
    project = ingested(template)
    runtime = trained(project, "dummy")
    assert project.file.gates.behaviour

    def predict(row: Row) -> Mapping[str, float]:
        return dict(zip(project.schema.labels, runtime.predict_proba([row])[0].tolist(), strict=True))

    results = run_behaviour_tests(project.root / project.file.gates.behaviour, predict)
    assert not all(result.passed for result in results)
