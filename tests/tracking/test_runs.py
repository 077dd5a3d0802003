"""One function records everything: checked by asking MLflow itself."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from vigie.core.errors import TrackingError
from vigie.servable.folder import load_servable
from vigie.servable.servable import Servable
from vigie.tracking.connection import connect
from vigie.tracking.record import RunRecord
from vigie.tracking.runs import record_run

Make = Callable[..., RunRecord]


def test_record_run_full_record_is_in_mlflow(record: Make, uri: str, artifacts: Path) -> None:
    run = connect(uri).get_run(record_run(record(), uri, artifacts))
    assert (run.info.status, run.info.run_name) == ("FINISHED", "baseline")
    assert run.data.params == {"recipe": "tfidf-logreg", "seed": "7", "C": "4.0", "words": "[1, 2]"}
    assert run.data.metrics["accuracy"] == record().metrics["accuracy"]
    assert run.data.metrics["interval/average_precision_low"] == 0.8
    assert run.data.metrics["folds/average_precision_mean"] == pytest.approx(0.8)
    assert run.data.metrics["cost/fit_seconds"] == 0.25
    tags = run.data.tags
    assert (tags["vigie.dataset_version"], tags["vigie.dataset_hash"], tags["vigie.code_version"]) == (
        "3", "abc123", "deadbeef",
    )  # fmt: skip
    assert tags["vigie.packages"] == "numpy 2.0, scikit-learn 1.6"
    assert tags["vigie.sample"] == "true"
    assert run.inputs is not None
    (seen,) = run.inputs.dataset_inputs
    assert (seen.dataset.name, seen.dataset.digest, seen.dataset.source_type) == ("tweets", "v3-abc123", "sample")


def test_record_run_description_is_mlflows_note(record: Make, uri: str, artifacts: Path) -> None:
    run = connect(uri).get_run(record_run(record(), uri, artifacts))
    note = run.data.tags["mlflow.note.content"]
    assert note.startswith("Words alone: how far do they go?")
    assert "*Decided by average precision:* A missed complaint costs more." in note
    assert "invented sample" in note


def test_record_run_learning_curve_is_a_history(record: Make, uri: str, artifacts: Path) -> None:
    client = connect(uri)
    run_id = record_run(record(), uri, artifacts)
    history = client.get_metric_history(run_id, "learning/average_precision_validation")
    assert [(point.step, point.value) for point in history] == [(4, 0.6), (12, 0.8)]


def test_record_run_pictures_and_packages_are_artifacts(
    record: Make, uri: str, artifacts: Path, tmp_path: Path
) -> None:
    client = connect(uri)
    run_id = record_run(record(), uri, artifacts)
    pictures = [item.path for item in client.list_artifacts(run_id, "pictures")]
    assert pictures == [
        f"pictures/{name}.png" for name in ("calibration", "confusion", "learning_curve", "precision_recall", "roc")
    ]
    for path in pictures:
        content = Path(client.download_artifacts(run_id, path, str(tmp_path))).read_bytes()
        assert Image.open(io.BytesIO(content)).width == 720
    packages = Path(client.download_artifacts(run_id, "packages.json", str(tmp_path))).read_text()
    assert json.loads(packages) == {"numpy": "2.0", "scikit-learn": "1.6"}


def test_record_run_model_loaded_by_mlflow_gives_the_servables_very_numbers(
    record: Make, uri: str, artifacts: Path, servable: Servable, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = record_run(record(), uri, artifacts)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)
    texts = ["two hours late, no refund!", "thanks, great crew", "", "Ünïcode 😀"]
    loaded = mlflow.pyfunc.load_model(f"runs:/{run_id}/baseline")
    answers = loaded.predict(pd.DataFrame({"text": texts}, index=[5, 6, 7, 8]))
    expected = servable.predict_proba([{"text": text} for text in texts])
    assert answers.columns.tolist() == ["label", "negative", "other"]
    assert answers.index.tolist() == [5, 6, 7, 8]
    assert np.array_equal(answers[["negative", "other"]].to_numpy(), expected)
    assert answers["label"].tolist() == [servable.labels[number] for number in expected.argmax(axis=1)]


def test_record_run_model_holds_no_pickle(record: Make, uri: str, artifacts: Path) -> None:
    record_run(record(), uri, artifacts)
    kept = [path for path in artifacts.rglob("*") if path.is_file()]
    assert {path.suffix for path in kept} <= {".png", ".npz", ".json", ".py", ".yaml", ".txt", ""}
    for path in kept:
        if path.suffix == ".npz":
            with np.load(path, allow_pickle=False) as stored:
                assert all(stored[name].dtype != object for name in stored.files)


def test_record_run_servable_kept_names_its_run(record: Make, uri: str, artifacts: Path) -> None:
    run_id = record_run(record(), uri, artifacts)
    (folder,) = artifacts.glob("models/*/artifacts/artifacts/servable")
    assert load_servable(folder).manifest.provenance.run_id == run_id


def test_record_run_failed_candidate_is_a_failed_run_with_its_reason(record: Make, uri: str, artifacts: Path) -> None:
    broken = RunRecord(project="tweets", candidate="broken", recipe="mine", error="it has no fit()")
    run = connect(uri).get_run(record_run(broken, uri, artifacts))
    assert run.info.status == "FAILED"
    assert run.data.tags["vigie.error"] == "it has no fit()"
    assert "**Failed:** it has no fit()" in run.data.tags["mlflow.note.content"]


def test_record_run_not_servable_is_finished_without_a_model(record: Make, uri: str, artifacts: Path) -> None:
    client = connect(uri)
    run_id = record_run(record(servable_folder=None, not_servable="no runtime"), uri, artifacts)
    assert client.get_run(run_id).info.status == "FINISHED"
    assert "vigie.model_id" not in client.get_run(run_id).data.tags


def test_record_run_metric_that_is_no_number_is_left_out(record: Make, uri: str, artifacts: Path) -> None:
    metrics = {"accuracy": 0.5, "roc_auc": float("nan"), "log_loss": float("inf")}
    run = connect(uri).get_run(record_run(record(metrics=metrics), uri, artifacts))
    assert "roc_auc" not in run.data.metrics
    assert "log_loss" not in run.data.metrics


def test_record_run_hundreds_of_params_and_long_texts_are_taken(record: Make, uri: str, artifacts: Path) -> None:
    params = {f"p{number}": number for number in range(250)} | {"long": "x" * 20_000}
    big = record(params=params, description="why " * 5_000)
    run = connect(uri).get_run(record_run(big, uri, artifacts))
    assert len(run.data.params) == 253
    assert run.data.params["p249"] == "249"


def test_record_run_servable_missing_marks_the_run_failed(
    record: Make, uri: str, artifacts: Path, tmp_path: Path
) -> None:
    with pytest.raises(TrackingError, match="Candidate 'baseline' could not be recorded in MLflow"):
        record_run(record(servable_folder=tmp_path / "gone"), uri, artifacts)
    client = connect(uri)
    experiment = client.get_experiment_by_name("tweets")
    assert experiment is not None
    (run,) = client.search_runs([experiment.experiment_id])
    assert run.info.status == "FAILED"


def test_record_run_nobody_listens_is_a_tracking_error(
    record: Make, uri: str, artifacts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    with pytest.raises(TrackingError, match="could not be recorded in MLflow"):
        record_run(record(), "http://127.0.0.1:9", artifacts)


def test_record_run_leaves_nothing_beside_its_folders_and_says_nothing(
    record: Make,
    uri: str,
    artifacts: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    record_run(record(), uri, artifacts)
    assert list((tmp_path / "here").iterdir()) == []
    assert capfd.readouterr() == ("", "")
