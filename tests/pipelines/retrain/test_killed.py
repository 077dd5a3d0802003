"""A retraining whose process is killed, or whose disk is full, at each of its steps: a real process each time."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from typing import Any

import pytest

from vigie.core.types import Silent
from vigie.pipelines.retrain.journal import recover
from vigie.pipelines.retrain.retrain import Wishes, retrain
from vigie.settings import read_settings

pytestmark = pytest.mark.service

SCRIPT = """
import os, resource, signal, sys
from contextlib import contextmanager
from vigie.core.project import load_project
from vigie.core.types import Silent
from vigie.pipelines.retrain.retrain import Wishes, retrain
from vigie.settings import read_settings

folder, stage, what = sys.argv[1:]

class Ending(Silent):
    @contextmanager
    def stage(self, title, total=None):
        if title == stage and what == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if title == stage and what == "full":
            resource.setrlimit(resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        with super().stage(title, total) as given:
            yield given

if __name__ == "__main__":
    retrain(load_project(folder), read_settings(), Ending(), Wishes())
"""


def end_at(world: Any, stage: str, what: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", SCRIPT, str(world.root), stage, what]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def recovered(world: Any) -> list[str]:
    with closing(world.ledger()) as ledger:
        return [one.words for one in recover(world.project, ledger)]


@pytest.mark.parametrize(
    ("stage", "doing"),
    [
        ("Training words", "training"),
        ("Storing the version", "storing the data"),
        ("Recording in MLflow", "recording the new model"),
    ],
)
def test_killed_at_any_step_champion_and_data_are_as_they_were(lenient: Any, stage: str, doing: str) -> None:
    lenient.grow()
    before, rows = lenient.state(), lenient.dataset.read_all()
    assert end_at(lenient, stage, "kill").returncode == -signal.SIGKILL
    was_stored = stage == "Recording in MLflow"
    assert lenient.champion == "1"
    assert (lenient.state() == before) is not was_stored
    (words,) = recovered(lenient)
    assert f"ended while {doing}." in words
    assert ("went back to version 0" in words) is was_stored
    assert lenient.state() == before
    assert lenient.dataset.read_all().equals(rows)
    with closing(lenient.ledger()) as ledger:
        assert [one.state for one in ledger.retrainings.latest()] == ["interrupted"]
    assert recovered(lenient) == []


@pytest.mark.parametrize("stage", ["Storing the version", "Recording in MLflow"])
def test_a_full_disk_at_any_step_changes_nothing_for_good(lenient: Any, stage: str) -> None:
    lenient.grow()
    before = lenient.state()
    done = end_at(lenient, stage, "full")
    assert "Error" in done.stderr
    assert lenient.champion == "1"
    recovered(lenient)
    assert lenient.state() == before


def test_the_next_call_says_what_happened_starts_clean_and_promotes_where_asked(lenient: Any) -> None:
    lenient.grow()
    assert end_at(lenient, "Publishing", "kill").returncode == -signal.SIGKILL
    said: list[str] = []

    class Listening(Silent):
        def say(self, text: str) -> None:
            said.append(text)

    done = retrain(lenient.project, read_settings(), Listening(), Wishes("Ada wished it", promote=True))
    assert (done.state, done.dataset_before, done.dataset_after) == ("promoted", 2, 3), done.words
    assert lenient.champion == done.version
    with closing(lenient.ledger()) as ledger:
        assert ledger.deployments(1)[0].why == "retrained: Ada wished it"
    assert "killed" in said[0]
    assert "The data went back to version 0" in said[0]
