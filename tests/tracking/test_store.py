"""A fresh MLflow database: whole, made once, and never over another."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from vigie.core.errors import TrackingError
from vigie.tracking.connection import connect, experiment_id
from vigie.tracking.store import _put_in_place, prepare_store


def test_prepare_store_existing_database_is_left_alone(uri: str, tmp_path: Path) -> None:
    before = (tmp_path / "mlflow.db").read_bytes()
    prepare_store(uri)
    assert (tmp_path / "mlflow.db").read_bytes() == before


def test_prepare_store_server_address_makes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    prepare_store("http://127.0.0.1:9")
    assert list(tmp_path.iterdir()) == []


def test_prepare_store_fresh_one_lets_readers_and_a_writer_be(fresh_database: Path) -> None:
    with closing(sqlite3.connect(fresh_database)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_prepare_store_leaves_the_database_alone_in_its_folder(fresh_database: Path) -> None:
    assert [path.name for path in fresh_database.parent.iterdir()] == ["fresh.db"]


def test_prepare_store_beaten_by_another_process_keeps_the_other_ones(fresh_database: Path, tmp_path: Path) -> None:
    (tmp_path / "mlflow.db").write_text("made meanwhile")
    _put_in_place(fresh_database, tmp_path / "mlflow.db")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("mlflow.db", "made meanwhile")]


def test_prepare_store_fresh_one_is_a_whole_mlflow(uri: str) -> None:
    assert connect(uri).get_experiment_by_name("Default") is not None


def test_connect_file_that_is_no_database_is_a_tracking_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlflow.store.db.utils.MAX_RETRY_COUNT", 1)  # MLflow would try for minutes
    (tmp_path / "mlflow.db").write_text("no database at all, whatever its name is")
    with pytest.raises(TrackingError, match="cannot be opened"):
        connect(f"sqlite:///{tmp_path / 'mlflow.db'}")


def test_experiment_id_asked_twice_is_one_experiment(uri: str, artifacts: Path) -> None:
    first = experiment_id(uri, "tweets", artifacts)
    assert experiment_id(uri, "tweets", artifacts) == first
    assert connect(uri).get_experiment(first).artifact_location == artifacts.as_uri()
