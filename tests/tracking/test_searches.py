"""Searches in a real MLflow: trials nested under their search, failures with reasons, and no candidates among them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vigie.core.errors import TrackingError
from vigie.tracking.connection import connect
from vigie.tracking.record import RunRecord
from vigie.tracking.recorder import Recorder
from vigie.tracking.registry import Registry
from vigie.tracking.search_record import SearchRecord, TrialRecord
from vigie.tracking.search_recorder import SearchRecorder
from vigie.tracking.searches import SearchRun

SEARCH = SearchRecord(
    project="tweets",
    candidate="baseline",
    recipe="tfidf-logreg",
    description="Words alone.",
    params={"chars": ()},
    space={"C": {"log_uniform": [0.01, 100.0]}},
    decide_by="roc_auc",
    scored_on="40 validation rows",
    dataset_version=2,
    sample=True,
    seed=7,
)


def trial(number: int, score: float | None = 0.5, **changes: Any) -> TrialRecord:
    facts: dict[str, Any] = {
        "values": {"C": number / 10, "penalty": "l1", "words": (1, 2)},
        "best": 0.75,
        "seconds": 1.5,
        "began_at": 1_700_000_000_000_000,
        "error": "" if score is not None else "FitError: no",
    }
    return TrialRecord(number=number, score=score, **(facts | changes))


def children(uri: str, run_id: str) -> list[Any]:
    client = connect(uri)
    experiment = client.get_run(run_id).info.experiment_id
    found = client.search_runs([experiment], f"tags.`mlflow.parentRunId` = '{run_id}'", max_results=1_000)
    return sorted(found, key=lambda run: int(run.data.tags["vigie.trial"]))


def test_search_trials_are_nested_runs_with_their_values_and_scores(uri: str, artifacts: Path) -> None:
    run = SearchRun.begin(SEARCH, uri, artifacts)
    run.add(trial(1, 0.5))
    run.add(trial(2, 0.75, stopped=True, epochs=[[0.25, 0.5], [0.75]]))
    run.add(trial(3, None))
    run.end("FINISHED", trial(2, 0.75))

    first, second, failed = children(uri, run.run_id)
    assert first.data.params == {"C": "0.1", "penalty": "l1", "words": "[1, 2]"}
    assert (first.data.metrics["roc_auc"], first.data.metrics["cost/seconds"]) == (0.5, 1.5)
    assert (first.info.status, first.info.run_name) == ("FINISHED", "baseline trial 1")
    assert first.info.end_time - first.info.start_time == 1_500
    assert second.data.tags["vigie.stopped"] == "true"
    assert {name for name in second.data.metrics if "epochs" in name} == {
        "epochs/valid_score_1", "epochs/valid_score_2",
    }  # fmt: skip
    assert (failed.info.status, failed.data.tags["vigie.error"]) == ("FAILED", "FitError: no")
    assert "roc_auc" not in failed.data.metrics

    parent = connect(uri).get_run(run.run_id)
    assert parent.info.status == "FINISHED"
    assert parent.data.params == {"recipe": "tfidf-logreg", "seed": "7", "chars": "[]"}
    assert parent.data.metrics == {"roc_auc": 0.75, "best/roc_auc": 0.75}
    assert json.loads(parent.data.tags["vigie.best"])["C"] == 0.2
    assert json.loads(parent.data.tags["vigie.space"]) == SEARCH.space
    assert "invented sample" in parent.data.tags["mlflow.note.content"]
    history = connect(uri).get_metric_history(run.run_id, "best/roc_auc")
    assert sorted(entry.step for entry in history) == [2]


def test_search_and_its_trials_are_no_candidates(uri: str, artifacts: Path, record: Callable[..., RunRecord]) -> None:
    run = SearchRun.begin(SEARCH, uri, artifacts)
    run.add(trial(1, 0.99))
    run.end("FINISHED", trial(1, 0.99))
    assert Registry(uri, "tweets").candidates(failed=True) == []
    with Recorder(uri, artifacts) as recorder:
        trained = recorder.submit(record()).result()
    assert [found.run_id for found in Registry(uri, "tweets").candidates(failed=True)] == [trained]


def test_search_recorder_adds_what_a_stopped_search_had_not_recorded(
    uri: str, artifacts: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with SearchRecorder(SEARCH, uri, artifacts) as recorder:
        run_id = recorder.begin().result()
        recorder.add(trial(1))
        recorder.end("KILLED", trial(1))
        recorder.check(wait=True)
    assert connect(uri).get_run(run_id).info.status == "KILLED"
    with SearchRecorder(SEARCH, uri, artifacts) as recorder:
        assert recorder.begin(run_id, [trial(1), trial(2), trial(3, None)]).result() == run_id
        assert connect(uri).get_run(run_id).info.status == "RUNNING"
        recorder.add(trial(4))
        recorder.end("FINISHED", trial(1))
    assert [run.data.tags["vigie.trial"] for run in children(uri, run_id)] == ["1", "2", "3", "4"]
    assert connect(uri).get_run(run_id).info.status == "FINISHED"
    assert capfd.readouterr() == ("", "")


def test_search_recorder_run_that_was_deleted_is_begun_again_with_all_trials(uri: str, artifacts: Path) -> None:
    run_id = SearchRun.begin(SEARCH, uri, artifacts).run_id
    connect(uri).delete_run(run_id)
    for former in (run_id, "0" * 32):
        assert SearchRun.resume(former, SEARCH, uri) is None
    with SearchRecorder(SEARCH, uri, artifacts) as recorder:
        other = recorder.begin(run_id, [trial(1), trial(2)]).result()
    assert other != run_id
    assert len(children(uri, other)) == 2


def test_search_recorder_refusal_is_told_at_the_next_look(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with SearchRecorder(SEARCH, f"sqlite:///{tmp_path / 'file' / 'mlflow.db'}", tmp_path) as recorder:
        recorder.begin()
        recorder.add(trial(1))
        with pytest.raises(TrackingError, match="cannot be made"):
            recorder.check(wait=True)
