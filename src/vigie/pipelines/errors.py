"""A model's errors looked at: its surest mistakes, where it is worst, and labels that are likely wrong."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from sklearn.base import clone

from vigie.core.errors import CandidateNotFoundError, NoChampionError
from vigie.core.project import Project
from vigie.core.schema import Schema
from vigie.core.spreadsheet import cell
from vigie.core.types import Split, Stage
from vigie.data.columns import KEY, LABEL, SPLIT
from vigie.data.dataset import Dataset
from vigie.evaluation.comparison import common_rows
from vigie.evaluation.label_noise import LikelyError, likely_errors, noise_share
from vigie.evaluation.outcome import Outcome
from vigie.evaluation.slices import SliceScore, score_slices
from vigie.models.catalogue import build, find_recipe
from vigie.packaging.labels import in_schema_order
from vigie.pipelines.rows import LabelledRows, labelled
from vigie.pipelines.served import CHAMPION, load_champion, validation_frame
from vigie.pipelines.slicing import slice_rows
from vigie.servable.runtime import Probabilities
from vigie.settings import Settings
from vigie.tracking.registry import CandidateRun, Registry

_FOLDS = 3
"""When the project asks for fewer: each training row must be left out of one fit."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A validation row that was answered wrongly."""

    key: str
    text: str
    given: str
    answered: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Review:
    """A row whose label a person should look at."""

    key: str
    text: str
    given: str
    suggested: str
    confidence: float
    """Probability of the suggested label, by a model that was not fitted on the row."""
    split: Split


@dataclass(frozen=True)
class ErrorReport:
    """What was found on a model's errors. Never about test rows."""

    model: str
    rows: int
    """Validation rows."""
    accuracy: float
    mistakes: Sequence[Mistake]
    """All of them, the surest first."""
    slices: Sequence[SliceScore]
    """Those really worse first, by the errors they cost."""
    columns: Sequence[str]
    """What slices were made from."""
    left_out: Sequence[str]
    """Columns of too many values for slices."""
    reviews: Sequence[Review]
    """Likely wrong labels, the likeliest first."""
    noise: float
    """Estimated share of wrong labels among the rows that were looked at."""
    looked_at: int
    """Rows whose labels were looked at."""

    @property
    def worse(self) -> Sequence[SliceScore]:
        """The slices that are worse beyond chance."""
        return [one for one in self.slices if one.is_worse]


def find_errors(
    project: Project, settings: Settings, name: str, stage: Stage, *, train_rows: bool = False
) -> ErrorReport:
    """Look at the errors of a trained candidate, or of the champion.

    Parameters
    ----------
    train_rows
        Also look for wrong labels among the training rows: the candidate is fitted anew on folds of them, so that each
        row is answered by a model that has not seen it. Takes as long as a cross-validation.

    Raises
    ------
    CandidateNotFoundError
        If no candidate of that name was trained, or with `train_rows`, the project declares none.
    NoChampionError
        If there is none.
    """
    registry = Registry(settings.tracking or project.tracking_uri, project.name)
    run = _champion_run(project, settings, registry) if name == CHAMPION else registry.candidate(name)
    frame, probabilities = _answered(project, registry, run)
    schema = project.schema
    outcome = Outcome.of(schema.labels, frame[LABEL].to_list(), probabilities, schema.target.positive_label)
    stage.advance(note="mistakes")
    slicing = slice_rows(frame, schema)
    scores = score_slices(outcome.correct, slicing.slices)
    stage.advance(note="slices")
    looked = frame
    if train_rows:
        train = Dataset(project.dataset_folder).read(run.dataset_version, splits=("train",))
        answers = _out_of_fold(project, run.candidate, labelled(train, schema), stage)
        looked = pl.concat([frame, train.select(frame.columns)])
        probabilities = np.concatenate([probabilities, answers])
    whole = Outcome.of(schema.labels, looked[LABEL].to_list(), probabilities, schema.target.positive_label)
    reviews = [_review(looked, schema, found) for found in likely_errors(whole, schema.labels)]
    return ErrorReport(
        run.candidate,
        frame.height,
        float(outcome.correct.mean()),
        _mistakes(frame, schema, outcome),
        scores,
        slicing.columns,
        slicing.left_out,
        reviews,
        noise_share(whole),
        looked.height,
    )


def write_reviews(report: ErrorReport, path: Path) -> Path:
    """Write the likely wrong labels as a CSV file for people to look through, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["key", "text", "given", "suggested", "confidence", "split"])
        for one in report.reviews:
            texts = map(cell, (one.key, one.text, one.given, one.suggested))
            table.writerow([*texts, f"{one.confidence:.4f}", one.split])
    return path


def _champion_run(project: Project, settings: Settings, registry: Registry) -> CandidateRun:
    run_id = load_champion(project, settings).manifest.provenance.run_id
    found = next((run for run in registry.candidates() if run.run_id == run_id), None)
    if found is None:
        raise NoChampionError("The champion's run is not the newest one of its candidate, or is not in MLflow.")
    return found


def _answered(project: Project, registry: Registry, run: CandidateRun) -> tuple[pl.DataFrame, Probabilities]:
    """Return the validation rows that the run answered, and its answers, in the same order."""
    frame = validation_frame(project, run.dataset_version)
    validation = registry.validation(run.run_id)
    ours, theirs = common_rows(frame[KEY].to_list(), validation.keys.tolist())
    return frame[ours.tolist()], validation.probabilities[theirs]


def _out_of_fold(project: Project, name: str, rows: LabelledRows, stage: Stage) -> Probabilities:
    """Return an answer to each training row by a model that was fitted without it and without its copies."""
    declared = project.file.candidates
    if name not in declared:
        raise CandidateNotFoundError(name, list(declared))
    candidate, schema = declared[name], project.schema
    estimator = build(find_recipe(candidate.recipe, project.root), schema, project.file.seed, candidate.params)
    folds = max(project.file.training.folds, _FOLDS)
    of_row = (rows.lots() * folds).astype(np.int64)
    answers = np.zeros((len(rows), len(schema.labels)))
    for fold in range(folds):
        held_out = of_row == fold
        seen = rows.take(~held_out)
        model: Any = clone(estimator).fit(seen.X, seen.y)
        answers[held_out] = in_schema_order(model.predict_proba(rows.take(held_out).X), model.classes_, schema)
        stage.advance(note=f"fold {fold + 1} of {folds}")
    return answers


def _mistakes(frame: pl.DataFrame, schema: Schema, outcome: Outcome) -> list[Mistake]:
    wrong = np.flatnonzero(outcome.correct == 0)
    order = wrong[np.argsort(-outcome.confidence[wrong], kind="stable")]
    return [
        Mistake(
            frame[KEY][place],
            row_text(frame, schema, place),
            frame[LABEL][place],
            schema.labels[outcome.predicted[place]],
            float(outcome.confidence[place]),
        )
        for place in order.tolist()
    ]


def _review(frame: pl.DataFrame, schema: Schema, found: LikelyError) -> Review:
    return Review(
        frame[KEY][found.row],
        row_text(frame, schema, found.row),
        found.given,
        found.suggested,
        found.confidence,
        frame[SPLIT][found.row],
    )


def row_text(frame: pl.DataFrame, schema: Schema, place: int) -> str:
    """Return a row as people read it: its text, or what is known of its columns."""
    values = {name: frame[name][place] for name in schema.names}
    if len(values) == 1:
        return str(next(iter(values.values())) or "")
    known = {name: value for name, value in values.items() if value is not None}
    return "; ".join(f"{name}: {f'{value:g}' if isinstance(value, float) else value}" for name, value in known.items())
