"""The one function that records a training: every candidate of every kind goes through it."""

from __future__ import annotations

import json
import math
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vigie.tracking.connection import connect, experiment_id
from vigie.tracking.facts import tags_of
from vigie.tracking.ingredients import write_ingredients
from vigie.tracking.model import log_servable
from vigie.tracking.quiet import tracked
from vigie.tracking.record import RunRecord

if TYPE_CHECKING:  # MLflow takes seconds to import: nothing loads it before it is used
    from mlflow import MlflowClient

__all__ = ["RunRecord", "record_run"]

VALIDATION_FILE = "validation.npz"
PICTURES = "pictures"
_COSTS = (
    "fit_seconds", "predict_seconds_per_1000", "answer_ms", "rows_per_second", "joules_per_1000", "size_bytes",
)  # fmt: skip
_MOST_PARAMS = 100  # MLflow takes no more in one call
_LONGEST_PARAM = 6_000
_LONGEST_DIGEST = 36


def record_run(record: RunRecord, tracking_uri: str, artifacts_folder: Path | None = None) -> str:
    """Record one candidate as a finished MLflow run, or as a failed one with its reason, and return the run's id.

    Parameters, metrics with their intervals, tags, description, pictures, the validation answers and the model are
    written in a handful of calls: about half a second on SQLite, whatever the model.

    Parameters
    ----------
    tracking_uri
        sqlite:///path, or http://host:port of an MLflow server.
    artifacts_folder
        Where a new project's files go; a server decides for itself.

    Raises
    ------
    TrackingError
        If MLflow cannot be reached or refuses. The run, if it was begun, is marked failed.
    """
    with tracked(f"Candidate '{record.candidate}' could not be recorded in MLflow"):
        client = connect(tracking_uri)
        experiment = experiment_id(tracking_uri, record.project, artifacts_folder)
        run_id = _begin(client, experiment, record)
        try:
            _log_dataset(client, run_id, record)
            if record.error is None:
                _fill(client, experiment, run_id, record)
            else:
                _log_batches(client, run_id, record, {})
        except BaseException:
            client.set_terminated(run_id, "FAILED")
            raise
        client.set_terminated(run_id, "FAILED" if record.error is not None else "FINISHED")
    return run_id


def _begin(client: MlflowClient, experiment: str, record: RunRecord) -> str:
    began = record.started_at // 1_000 if record.started_at is not None else None
    run = client.create_run(experiment, start_time=began, tags=tags_of(record), run_name=record.candidate)
    return str(run.info.run_id)


def _log_dataset(client: MlflowClient, run_id: str, record: RunRecord) -> None:
    from mlflow.entities import Dataset, DatasetInput, InputTag  # seconds to import

    # The digest tells one version of the rows from another; MLflow takes no longer one.
    digest = f"v{record.dataset_version}-{record.dataset_hash}"[:_LONGEST_DIGEST]
    source = json.dumps({"source": record.dataset_source, "version": record.dataset_version})
    dataset = Dataset(record.project, digest, "sample" if record.sample else "local", source)
    client.log_inputs(run_id, [DatasetInput(dataset, [InputTag("mlflow.data.context", "training")])])


def _fill(client: MlflowClient, experiment: str, run_id: str, record: RunRecord) -> None:
    with tempfile.TemporaryDirectory(prefix="vigie-run-") as scratch:
        files = Path(scratch) / "files"
        write_files(files, record)
        client.log_artifacts(run_id, str(files))
        tags = {}
        if record.servable_folder is not None:
            tags["vigie.model_id"] = log_servable(
                client, experiment, run_id, record.candidate, record.servable_folder, Path(scratch)
            )
    _log_batches(client, run_id, record, tags)


def write_files(folder: Path, record: RunRecord) -> None:
    """Write the files of a run into `folder`: pictures, validation answers, ingredients, packages."""
    pictures = folder / PICTURES
    pictures.mkdir(parents=True)
    if record.labels:
        _write_pictures(pictures, record)
        np.savez_compressed(
            folder / VALIDATION_FILE,
            keys=np.asarray(record.keys, dtype=np.str_),
            y_true=np.asarray(record.y_true, dtype=np.str_),
            probabilities=np.asarray(record.probabilities, dtype=np.float64),
            labels=np.asarray(record.labels, dtype=np.str_),
        )
    write_ingredients(folder, record)
    (folder / "packages.json").write_text(json.dumps(dict(record.packages), indent=1, sort_keys=True), encoding="utf-8")


def _write_pictures(folder: Path, record: RunRecord) -> None:
    # Matplotlib is imported here, in the process that records, and never in the one that trains.
    from vigie.evaluation.learning import LearningPoint
    from vigie.evaluation.outcome import Outcome
    from vigie.evaluation.plots import draw_all

    outcome = Outcome.of(record.labels, record.y_true, record.probabilities, record.positive)
    points = [LearningPoint(*point) for point in record.learning_curve]
    for name, content in draw_all(outcome, record.labels, points, record.decide_by).items():
        (folder / name).write_bytes(content)


def _log_batches(client: MlflowClient, run_id: str, record: RunRecord, tags: Mapping[str, str]) -> None:
    from mlflow.entities import Metric, Param, RunTag  # seconds to import

    now = int(time.time() * 1_000)
    metrics = [Metric(name, value, now, step) for name, value, step in _metrics(record) if math.isfinite(value)]
    params = [Param(name, value[:_LONGEST_PARAM]) for name, value in _params(record).items()]
    client.log_batch(run_id, metrics, params[:_MOST_PARAMS], [RunTag(key, value) for key, value in tags.items()])
    for start in range(_MOST_PARAMS, len(params), _MOST_PARAMS):
        client.log_batch(run_id, params=params[start : start + _MOST_PARAMS])


def _params(record: RunRecord) -> dict[str, str]:
    given = {name: _plain(value) for name, value in record.params.items()}
    return {"recipe": record.recipe, "seed": str(record.seed)} | given


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _metrics(record: RunRecord) -> Iterator[tuple[str, float, int]]:
    """Yield name, value and step of every metric; a name's part before '/' is a section on MLflow's page."""
    for name, value in record.metrics.items():
        yield name, value, 0
    for name, (low, high) in record.intervals.items():
        yield f"interval/{name}_low", low, 0
        yield f"interval/{name}_high", high, 0
    yield from _courses(record)
    for name in _COSTS:
        value = getattr(record, name)
        if value is not None:
            yield f"cost/{name}", float(value), 0


def _courses(record: RunRecord) -> Iterator[tuple[str, float, int]]:
    """Yield what was recorded step by step: over folds, over growing shares of the rows, over epochs."""
    if record.cv_scores:
        yield f"folds/{record.decide_by}_mean", statistics.fmean(record.cv_scores), 0
        yield f"folds/{record.decide_by}_std", statistics.pstdev(record.cv_scores), 0
    for fold, score in enumerate(record.cv_scores):
        yield f"folds/{record.decide_by}", score, fold
    for rows, train, validation in record.learning_curve:
        yield f"learning/{record.decide_by}_train", train, rows
        yield f"learning/{record.decide_by}_validation", validation, rows
    for epoch in record.history:
        for name, value in epoch.items():
            if name != "epoch":
                yield f"history/{name}", float(value), int(epoch["epoch"])


def log_section(client: MlflowClient, run_id: str, section: str, metrics: Mapping[str, float]) -> None:
    """Add metrics to a run under a section of their own; those that are no finite number are left out."""
    from mlflow.entities import Metric  # seconds to import

    now = int(time.time() * 1_000)
    kept = [Metric(f"{section}/{name}", value, now, 0) for name, value in metrics.items() if math.isfinite(value)]
    client.log_batch(run_id, kept)
