"""MLflow's own server over a project's database: what its pages ask for is there, and it can be recorded to."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from vigie.servable.folder import load_servable
from vigie.tracking.connection import connect
from vigie.tracking.record import RunRecord
from vigie.tracking.registry import Registry
from vigie.tracking.runs import record_run
from vigie.tracking.server import command

pytestmark = pytest.mark.service

Make = Callable[..., RunRecord]

PATIENCE_S = 90.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetched(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310 - a server of ours on the loopback
        content: bytes = answer.read()
    return content


@dataclass(frozen=True)
class Served:
    """A server, and the database and folder behind it."""

    url: str
    uri: str
    artifacts: Path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, fresh_database: Path) -> Iterator[Served]:
    folder, port = tmp_path_factory.mktemp("server"), free_port()
    shutil.copy(fresh_database, folder / "mlflow.db")
    uri, artifacts, log = f"sqlite:///{folder / 'mlflow.db'}", folder / "artifacts", folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command(uri, artifacts, port), stdout=output, stderr=output, cwd=folder)
    try:
        wait_until_up(f"http://127.0.0.1:{port}/health", process, log)
        yield Served(f"http://127.0.0.1:{port}", uri, artifacts)
    finally:
        process.terminate()
        assert process.wait(timeout=PATIENCE_S) in (0, -signal.SIGTERM)
    assert not (folder / "mlruns").exists()


def wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            fetched(url)
        except OSError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        else:
            return


def test_server_shows_runs_pictures_and_models_and_takes_records(record: Make, served: Served) -> None:
    uri, artifacts, server = served.uri, served.artifacts, served.url
    run_id = record_run(record(), uri, artifacts)
    api = f"{server}/ajax-api/2.0/mlflow"
    run = json.loads(fetched(f"{api}/runs/get?run_id={run_id}"))["run"]
    assert run["info"]["run_name"] == "baseline"
    listed = json.loads(fetched(f"{api}/artifacts/list?run_id={run_id}&path=pictures"))["files"]
    assert "pictures/roc.png" in [item["path"] for item in listed]
    picture = fetched(f"{server}/get-artifact?path=pictures/roc.png&run_uuid={run_id}")
    assert picture.startswith(b"\x89PNG")
    model = run["outputs"]["model_outputs"][0]["model_id"]
    assert json.loads(fetched(f"{api}/logged-models/{model}"))["model"]["info"]["name"] == "baseline"
    assert b"<html" in fetched(server)

    over_http = Registry(server, "tweets")
    second = record_run(record(candidate="second"), server, artifacts)
    assert [found.candidate for found in over_http.candidates()] == ["baseline", "second"]
    over_http.set_champion(over_http.register(second), who="ada", why="by http")
    assert (over_http.champion(), Registry(uri, "tweets").champion()) == ("1", "1")
    assert np.array_equal(over_http.validation(second).probabilities, record().probabilities)
    with over_http.servable_folder(second) as folder:
        assert load_servable(folder).manifest.provenance.run_id == second


def test_server_experiment_of_its_own_takes_and_gives_records(record: Make, served: Served) -> None:
    run_id = record_run(record(project="fresh"), served.url)
    assert connect(served.url).get_run(run_id).info.status == "FINISHED"
    with Registry(served.url, "fresh").servable_folder(run_id) as folder:
        assert load_servable(folder).manifest.provenance.run_id == run_id
