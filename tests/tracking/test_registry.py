"""Candidates and versions, read back from a real MLflow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
import pytest

from vigie.core.errors import CandidateNotFoundError, TrackingError
from vigie.servable.folder import load_servable
from vigie.servable.servable import Servable
from vigie.servable.store import Store
from vigie.tracking.record import RunRecord
from vigie.tracking.registry import Registry
from vigie.tracking.runs import record_run

Make = Callable[..., RunRecord]


def test_candidates_nothing_recorded_is_empty(uri: str, artifacts: Path) -> None:
    assert Registry(uri, "tweets").candidates() == []
    assert Registry(uri, "tweets").versions() == []
    assert Registry(uri, "tweets").champion() is None


def test_candidates_retrained_gives_the_newest_finished_run_of_each(record: Make, uri: str, artifacts: Path) -> None:
    for facts in (
        {"candidate": "b", "started_at": 1_000_000},
        {"candidate": "b", "started_at": 2_000_000, "metrics": {"accuracy": 0.9}},
        {"candidate": "a", "started_at": 3_000_000},
        {"candidate": "b", "started_at": 4_000_000, "error": "out of memory"},
        {"candidate": "c", "started_at": 5_000_000, "error": "no such column"},
        {"candidate": "a", "started_at": 6_000_000, "project": "another"},
    ):
        record_run(record(servable_folder=None, **facts), uri, artifacts)
    registry = Registry(uri, "tweets")
    assert [run.candidate for run in registry.candidates()] == ["a", "b"]
    assert registry.candidate("b").metrics == {"accuracy": 0.9}
    with_failures = [(run.candidate, run.error) for run in registry.candidates(failed=True)]
    assert with_failures == [("a", None), ("b", "out of memory"), ("b", None), ("c", "no such column")]


def test_candidate_read_back_is_what_was_recorded(record: Make, uri: str, artifacts: Path) -> None:
    given = record()
    run_id = record_run(given, uri, artifacts)
    run = Registry(uri, "tweets").candidate("baseline")
    assert (run.run_id, run.recipe, run.seed, run.sample) == (run_id, "tfidf-logreg", 7, True)
    assert run.metrics == {name: value for name, value in given.metrics.items() if np.isfinite(value)}
    assert run.intervals == {"average_precision": (0.8, 0.95)}
    assert (run.fit_seconds, run.predict_seconds_per_1000, run.answer_ms, run.size_bytes) == (0.25, 0.02, 0.03, 12_345)
    assert (run.dataset_version, run.dataset_hash, run.code_version) == (3, "abc123", "deadbeef")
    assert (run.error, run.not_servable, run.version, run.test) == (None, "", None, {})
    assert run.finished_at > 1_700_000_000_000_000


def test_candidate_unknown_names_the_nearest(record: Make, uri: str, artifacts: Path) -> None:
    record_run(record(servable_folder=None), uri, artifacts)
    with pytest.raises(CandidateNotFoundError, match="Did you mean 'baseline'"):
        Registry(uri, "tweets").candidate("baselin")


def test_validation_read_back_is_what_was_recorded(record: Make, uri: str, artifacts: Path) -> None:
    given = record()
    kept = Registry(uri, "tweets").validation(record_run(given, uri, artifacts))
    assert kept.keys.tolist() == given.keys
    assert kept.y_true.tolist() == list(given.y_true)
    assert kept.labels == ("negative", "other")
    assert np.array_equal(kept.probabilities, given.probabilities)


def test_validation_of_a_failed_run_is_a_tracking_error(uri: str, artifacts: Path) -> None:
    failed = RunRecord(project="tweets", candidate="x", recipe="r", error="no")
    run_id = record_run(failed, uri, artifacts)
    with pytest.raises(TrackingError, match=f"The validation answers of run {run_id} cannot be had"):
        Registry(uri, "tweets").validation(run_id)


def test_servable_folder_can_be_published_and_answers_alike(
    record: Make, uri: str, artifacts: Path, servable: Servable, tmp_path: Path
) -> None:
    registry = Registry(uri, "tweets")
    run_id = record_run(record(), uri, artifacts)
    store = Store(tmp_path / "store")
    with registry.servable_folder(run_id) as folder:
        store.publish(folder, registry.register(run_id))
    published = load_servable(store.folder("1"))
    assert published.manifest.provenance.run_id == run_id
    rows = [{"text": "late again"}]
    assert np.array_equal(published.predict_proba(rows), servable.predict_proba(rows))


def test_servable_folder_of_an_unservable_run_says_why(record: Make, uri: str, artifacts: Path) -> None:
    run_id = record_run(record(servable_folder=None, not_servable="no runtime carries it"), uri, artifacts)
    registry = Registry(uri, "tweets")
    with pytest.raises(TrackingError, match="no runtime carries it"), registry.servable_folder(run_id):
        pass
    with pytest.raises(TrackingError, match="no runtime carries it"):
        registry.register(run_id)


def test_register_twice_is_one_version(record: Make, uri: str, artifacts: Path) -> None:
    registry = Registry(uri, "tweets")
    first = record_run(record(), uri, artifacts)
    assert (registry.register(first), registry.register(first)) == ("1", "1")
    second = record_run(record(candidate="other"), uri, artifacts)
    assert registry.register(second) == "2"
    assert {run.candidate: run.version for run in registry.candidates()} == {"baseline": "1", "other": "2"}


def test_set_champion_and_back_again_keeps_who_and_why(record: Make, uri: str, artifacts: Path) -> None:
    registry = Registry(uri, "tweets")
    for candidate in ("one", "two"):
        registry.register(record_run(record(candidate=candidate), uri, artifacts))
    registry.set_champion("1", who="ada", why="the first")
    registry.set_champion("2", who="grace", why="better by 0.01")
    assert registry.champion() == "2"
    registry.set_champion("1")
    told = [(version.version, version.candidate, version.champion, version.who) for version in registry.versions()]
    assert told == [("1", "one", True, "ada"), ("2", "two", False, "grace")]


def test_set_champion_of_no_such_version_is_a_tracking_error(record: Make, uri: str, artifacts: Path) -> None:
    registry = Registry(uri, "tweets")
    registry.register(record_run(record(), uri, artifacts))
    with pytest.raises(TrackingError, match="Version 9 of tweets"):
        registry.set_champion("9")
    assert registry.champion() is None


def test_champion_is_loaded_by_mlflow_under_its_alias(
    record: Make, uri: str, artifacts: Path, servable: Servable, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = Registry(uri, "tweets")
    registry.set_champion(registry.register(record_run(record(), uri, artifacts)))
    monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)
    answers = mlflow.pyfunc.load_model("models:/tweets@champion").predict(pd.DataFrame({"text": ["late again"]}))
    assert answers["negative"].tolist() == servable.predict_proba([{"text": "late again"}])[:, 0].tolist()


def test_record_test_adds_its_own_section(record: Make, uri: str, artifacts: Path) -> None:
    registry = Registry(uri, "tweets")
    run_id = record_run(record(), uri, artifacts)
    before = registry.candidate("baseline").metrics
    registry.record_test(run_id, {"accuracy": 0.87, "roc_auc": float("nan")})
    run = registry.candidate("baseline")
    assert run.test == {"accuracy": 0.87}
    assert run.metrics == before


def test_curves_are_read_back_step_by_step_and_costs_with_them(record: Make, uri: str, artifacts: Path) -> None:
    run_id = record_run(record(rows_per_second=40_000.0, joules_per_1000=0.4), uri, artifacts)
    registry = Registry(uri, "tweets")
    assert registry.curves(run_id, "learning") == {
        "average_precision_train": [(4, 1.0), (12, 0.99)],
        "average_precision_validation": [(4, 0.6), (12, 0.8)],
    }
    assert registry.curves(run_id, "nothing") == {}
    run = registry.candidate("baseline")
    assert (run.rows_per_second, run.joules_per_1000) == (40_000.0, 0.4)
