"""What cannot be trained: one clear message each, and a run in MLflow that is marked failed with its reason."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from vigie.core.project import Project, load_project
from vigie.core.types import Silent
from vigie.data.ingestion import ingest
from vigie.pipelines.train import Outcome, train
from vigie.settings import Settings
from vigie.tracking.registry import Registry

PROJECT = """
name = "odd"
[data]
source = { train = "train.csv", validation = "validation.csv", test = "validation.csv" }
[target]
column = "label"
classes = ["yes", "no"]
[features.text]
type = "text"
max_length = 2_000_000
[features.kind]
type = "category"
required = false
[candidates.steady]
recipe = "dummy"
"""
QUICK = "[training]\nfolds = 0\nlearning_curve = []\n"

BAD = {
    "vocabulary": ('recipe = "tfidf-logreg"\nparams = { min_df = 1000, chars = [] }', "min_df"),
    "no-vectors": ('recipe = "vectors-logreg"\nparams = { embeddings = "none.vec" }', "none.vec"),
    "bad-vectors": ('recipe = "vectors-logreg"\nparams = { embeddings = "bad.vec" }', "line 3"),
    "no-encoder": ('recipe = "encoder-logreg"\nparams = { model = "models/nowhere" }', "models/nowhere"),
    "no-model": ('recipe = "fine-tuned"\nparams = { model = "models/nowhere" }', "models/nowhere"),
    "parameter": ('recipe = "tfidf-logreg"\nparams = { wrods = [1, 2] }', "wrods"),
    "recipe": ('recipe = "no-such-recipe"', "no-such-recipe"),
}
GOOD = {
    "enormous-text": 'recipe = "tfidf-logreg"',
    "unmet-category": 'recipe = "gradient-boosting"',
}

Rows = list[tuple[str, str, str]]


def make_project(folder: Path, train_rows: Rows, others: Rows, more: str) -> Project:
    for split, rows in (("train", train_rows), ("validation", others)):
        with (folder / f"{split}.csv").open("w", newline="", encoding="utf-8") as file:
            table = csv.writer(file)
            table.writerow(["text", "kind", "label"])
            table.writerows((f"{text} {split}", kind, label) for text, kind, label in rows)
    (folder / "vigie.toml").write_text(PROJECT + more, encoding="utf-8")
    project = load_project(folder)
    ingest(project, Silent())
    return project


def rows_of(count: int = 40, kinds: str = "ab") -> Rows:
    return [(f"{'fine' if n % 2 else 'poor'} text {n}", kinds[n % 2], "yes" if n % 2 else "no") for n in range(count)]


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, dict[str, Outcome]]:
    """A project of odd candidates and rows, trained once."""
    folder = tmp_path_factory.mktemp("odd")
    (folder / "bad.vec").write_text("fine 0.1 0.2 0.3\npoor 0.3 0.2 0.1\ntext 0.5 0.5\n")
    candidates = {**{name: line for name, (line, _) in BAD.items()}, **GOOD}
    more = QUICK + "".join(f"[candidates.{name}]\n{line}\n" for name, line in candidates.items())
    enormous = [("enormous " * 110_000, "a", "yes")]
    project = make_project(folder, rows_of() + enormous, rows_of(kinds="cd"), more)
    return project, {outcome.name: outcome for outcome in train(project, Settings(), [], Silent())}


@pytest.mark.parametrize("name", BAD)
def test_candidate_that_cannot_be_trained_is_a_failed_run_with_its_reason(
    odd: tuple[Project, dict[str, Outcome]], name: str
) -> None:
    project, outcomes = odd
    assert BAD[name][1] in outcomes[name].error
    recorded = Registry(project.tracking_uri, project.name).candidates(failed=True)
    assert [run.error for run in recorded if run.candidate == name] == [outcomes[name].error]


@pytest.mark.parametrize("name", ["steady", *GOOD])
def test_candidate_beside_those_that_fail_is_trained(odd: tuple[Project, dict[str, Outcome]], name: str) -> None:
    assert not odd[1][name].error


def test_fold_of_one_class_only_is_told_with_what_to_do(tmp_path: Path) -> None:
    rows = [("fine", "a", "yes"), ("poor", "b", "no"), ("fair", "a", "yes")]
    project = make_project(tmp_path, rows, rows, "[training]\nfolds = 8\nlearning_curve = []\n")
    (outcome,) = train(project, Settings(), [], Silent())
    assert "training.folds = 0" in outcome.error


def test_training_rows_of_one_class_only_are_told(tmp_path: Path) -> None:
    rows = [(f"text {n}", "a", "yes") for n in range(20)]
    project = make_project(tmp_path, rows, rows, QUICK + '[candidates.one]\nrecipe = "tfidf-logreg"\n')
    assert "class" in train(project, Settings(), ["one"], Silent())[0].error
