"""A trial's score is that of the whole pipeline, fitted with the trial's parameters; whatever fails has a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from vigie.core.project import Project
from vigie.data.dataset import Dataset
from vigie.evaluation.metrics import compute_metrics
from vigie.models.catalogue import build, find_recipe
from vigie.pipelines.rows import LabelledRows, read_training_rows
from vigie.pipelines.tune.evaluator import CACHE, Evaluator, Ground
from vigie.pipelines.tune.trial import Task

Make = Callable[..., Project]


def ground(project: Project, name: str = "words", folds: int = 0) -> Ground:
    version = Dataset(project.dataset_folder).version(None)
    return Ground(project, project.file.candidates[name], version, folds)


def whole_score(
    project: Project, name: str, values: dict[str, Any], train: LabelledRows, held_out: LabelledRows
) -> float:
    """Fit the recipe's estimator as anybody would, and return its ROC area on the held-out rows."""
    candidate = project.file.candidates[name]
    recipe = find_recipe(candidate.recipe, project.root)
    estimator = build(recipe, project.schema, project.file.seed, {**candidate.params, **values})
    estimator.fit(train.X, train.y)
    answers = estimator.predict_proba(held_out.X)[:, [list(estimator.classes_).index(c) for c in ("good", "bad")]]
    return compute_metrics(("good", "bad"), held_out.y, answers, "bad")["roc_auc"]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("words", {"C": 0.5, "contrast": 0.1}),
        ("words", {"C": 7.5, "contrast": 0.0}),
        ("words", {"C": 0.02, "contrast": 0.1, "chars": (1, 3), "min_df": 2}),
        ("slow", {"C": 3.0}),
        ("net", {"skill": 0.7}),
        ("fragile", {"limit": 0}),
    ],
)
def test_trial_score_is_the_whole_pipelines_to_the_last_bit(
    project: Project, name: str, values: dict[str, Any]
) -> None:
    rows = read_training_rows(project)
    expected = whole_score(project, name, values, rows.train, rows.validation)
    evaluator = Evaluator(ground(project, name))
    assert [evaluator.run(Task(number, values)).score for number in (1, 2)] == [expected, expected]
    assert Evaluator(ground(project, name)).run(Task(1, values)).score == expected, "read from the disk"


@pytest.mark.parametrize("values", [{"C": 0.5, "contrast": 0.1}, {"C": 7.5, "contrast": 0.0}])
def test_trial_in_folds_prepares_each_fold_on_its_own_rows(make_project: Make, values: dict[str, Any]) -> None:
    project = make_project(("folds = 0", "folds = 4"))
    rows = read_training_rows(project).train
    fold = (rows.lots() * 4).astype(int)
    scores = [whole_score(project, "words", values, rows.take(fold != n), rows.take(fold == n)) for n in range(4)]
    evaluator = Evaluator(ground(project, folds=4))
    assert [evaluator.run(Task(number, values)).score for number in (1, 2)] == [float(np.mean(scores))] * 2
    entries = list((project.state / CACHE).glob("*/entry.json"))
    assert len(entries) == 4


def test_trial_from_the_cache_reads_no_rows(project: Project) -> None:
    for C in (0.1, 1.0):
        Evaluator(ground(project)).run(Task(1, {"C": C, "contrast": 0.1}))
    evaluator = Evaluator(ground(project))
    assert evaluator.run(Task(1, {"C": 9.0, "contrast": 0.1})).score is not None
    assert "rows" not in vars(evaluator)
    assert len(list((project.state / CACHE).glob("*/entry.json"))) == 1


@pytest.mark.parametrize(
    ("name", "values", "reason"),
    [
        ("fragile", {"limit": 3}, "RuntimeError: no such weather"),
        ("words", {"C": -1.0}, "InvalidParameterError: The 'C' parameter"),
        ("words", {"C": 1.0, "colour": 1}, "has no parameter 'colour'"),
        ("words", {"C": 1.0, "min_df": 5_000}, "min"),
    ],
)
def test_trial_that_fails_has_one_line_of_reason(
    project: Project, name: str, values: dict[str, Any], reason: str
) -> None:
    trial = Evaluator(ground(project, name)).run(Task(5, values))
    assert (trial.number, trial.score) == (5, None)
    assert reason in trial.error
    assert "\n" not in trial.error
    assert len(trial.error) <= 300


def test_trial_whose_metric_cannot_be_computed_fails(project: Project) -> None:
    evaluator = Evaluator(ground(project))
    rows = evaluator.rows
    only = rows.validation.take(rows.validation.y == "good")
    evaluator.__dict__["rows"] = type(rows)(rows.version, rows.train, only)
    trial = evaluator.run(Task(1, {"C": 1.0, "contrast": 0.0}))
    assert trial.error.endswith(f"roc_auc cannot be computed on its {len(only)} rows of validation")


def test_trial_of_a_net_behind_is_given_up_and_scored_as_it_is(project: Project) -> None:
    evaluator = Evaluator(ground(project, "net"))
    free = evaluator.run(Task(1, {"skill": 0.3}))
    stopped = evaluator.run(Task(2, {"skill": 0.3}, hurdles=((0.0, 0.2, 0.3),)))
    assert [len(free.epochs[0]), len(stopped.epochs[0])] == [6, 2]
    assert (free.stopped, stopped.stopped) == (False, True)
    assert stopped.score is not None


def test_trial_stopped_in_a_fold_is_not_fitted_on_the_others(project: Project) -> None:
    trial = Evaluator(ground(project, "net", folds=3)).run(Task(1, {"skill": 0.3}, hurdles=((0.0,), (0.9,))))
    assert [len(part) for part in trial.epochs] == [6, 1]
    assert trial.stopped
