"""Whole searches, with real processes and a real MLflow: repeated, interrupted, gone on with, failing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from vigie.cli.commands import app
from vigie.core.errors import (
    CandidateNotFoundError,
    FitError,
    ProjectFileError,
    RecipeNotFoundError,
    SearchBusyError,
    TrackingError,
)
from vigie.core.file_lock import locked
from vigie.core.project import Project, load_project
from vigie.core.types import Silent
from vigie.pipelines.tune.search import Limits
from vigie.pipelines.tune.tune import Tuning, tune
from vigie.settings import Settings
from vigie.tracking.connection import connect

Make = Callable[..., Project]
PATIENCE_S = 90.0


class Listener(Silent):
    """A reporter that remembers what was said."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, text: str) -> None:
        self.said.append(text)


def search(project: Project, name: str = "words", trials: int | None = 4, seconds: float = 600.0, **how: Any) -> Tuning:
    how = {"workers": 1, "reporter": Silent(), **how}
    return tune(project, Settings(user="ada"), name, Limits(trials, seconds), **how)


def told(trials: Any) -> list[tuple[Any, ...]]:
    return [(trial.number, trial.values, trial.score, trial.error, trial.epochs) for trial in trials]


def runs(project: Project) -> dict[str, list[Any]]:
    client = connect(project.tracking_uri)
    experiment = client.get_experiment_by_name(project.name)
    assert experiment is not None
    found = client.search_runs([experiment.experiment_id], max_results=1_000)
    return {
        "searches": [run for run in found if "mlflow.parentRunId" not in run.data.tags],
        "trials": [run for run in found if "mlflow.parentRunId" in run.data.tags],
    }


def test_tune_one_worker_and_the_same_seed_give_the_same_trials_twice_and_after_a_break(make_project: Make) -> None:
    change = ("min_df = 1 }", "min_df = 1, C = 0.02 }")
    whole = search(make_project(change, name="one"), trials=12)
    assert "folds of" in whole.scored_on
    assert whole.first is whole.trials[0], "it begins with what the candidate has now"
    assert whole.trials[0].values == {"C": 0.02, "contrast": 0.1}

    again = make_project(change, name="two")
    assert told(search(again, trials=7).trials) == told(whole.trials)[:7]
    listener = Listener()
    second = search(again, trials=12, reporter=listener)
    assert told(second.trials) == told(whole.trials)
    assert "The search goes on: 7 trials were done before." in listener.said
    assert second.best == max(second.trials, key=lambda trial: (trial.score or 0, -trial.number))
    assert second.best is not None
    assert second.params == {"chars": (), "min_df": 1, **second.best.values}
    found = runs(again)
    assert len(found["searches"]) == 1
    assert sorted(int(run.data.tags["vigie.trial"]) for run in found["trials"]) == list(range(1, 13))
    assert float(found["searches"][0].data.metrics["roc_auc"]) == second.best.score


def test_tune_nets_that_fall_behind_are_given_up_and_time_is_kept(project: Project) -> None:
    tuning = search(project, "net", trials=14)
    early = [trial for trial in tuning.trials if trial.stopped]
    assert early
    assert all(len(part) < 6 for trial in early for part in trial.epochs[-1:])
    assert min(trial.number for trial in early) > 5

    late = search(project, "net", trials=None, seconds=0.0)
    assert (late.ending, told(late.trials)) == ("out of time", told(tuning.trials))
    done = search(project, "net", trials=14)
    assert (done.ending, told(done.trials)) == ("done", told(tuning.trials))


def test_tune_another_space_begins_anew_and_says_why(make_project: Make) -> None:
    project = make_project()
    search(project, trials=1)
    file = project.root / "vigie.toml"
    file.write_text(file.read_text().replace("[0.01, 100] }\ncontrast", "[0.01, 10] }\ncontrast"), encoding="utf-8")
    listener = Listener()
    tuning = search(load_project(project.root), trials=1, reporter=listener)
    assert "The search begins anew: the search space changed since the last one." in listener.said
    assert len(tuning.trials) == 1
    assert len(runs(project)["searches"]) == 2


def test_tune_failing_trials_are_recorded_and_the_search_goes_on_even_after_a_death(project: Project) -> None:
    tuning = search(project, "fragile", trials=14, workers=2)
    errors = {trial.error for trial in tuning.trials}
    assert {"", "RuntimeError: no such weather"} < errors
    assert any("killed, as the system does when memory runs out" in error for error in errors)
    assert tuning.best is not None
    assert tuning.best.score == 0.5
    failed = [run for run in runs(project)["trials"] if run.info.status == "FAILED"]
    assert len(failed) == sum(trial.score is None for trial in tuning.trials)
    assert all(run.data.tags["vigie.error"] for run in failed)


def test_tune_all_trials_failing_is_one_clear_error(make_project: Make) -> None:
    project = make_project(("integer = [-50, 50]", "integer = [1, 40]"))
    with pytest.raises(FitError, match="all 4 trials failed; 4 of them because: RuntimeError: no such weather"):
        search(project, "fragile")
    (run,) = runs(project)["searches"]
    assert run.info.status == "FAILED"
    assert "no such weather" in run.data.tags["vigie.error"]


@pytest.mark.parametrize(
    ("change", "name", "error", "said"),
    [
        (
            ("C = {", "c = {"),
            "words",
            ProjectFileError,
            "candidates -> words -> search -> c: recipe 'tfidf-logreg' has",
        ),
        (("contrast = {", "contrst = {"), "words", ProjectFileError, "did you mean 'contrast'?"),
        (("tfidf-logreg", "tfidf-logre"), "words", RecipeNotFoundError, "Did you mean 'tfidf-logreg'?"),
        (("moods", "moods"), "wrds", CandidateNotFoundError, "Did you mean 'words'?"),
    ],
)
def test_tune_mistake_is_told_before_anything_runs(
    make_project: Make, change: tuple[str, str], name: str, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said.replace("?", r"\?")):
        search(make_project(change), name)


def test_tune_candidate_without_a_space_is_told_how_to_write_one(make_project: Make) -> None:
    project = make_project(("[candidates.slow.search]\nC = { log_uniform = [0.01, 100] }", ""))
    with pytest.raises(ProjectFileError, match="candidates -> slow -> search: is missing: name what may be tried"):
        search(project, "slow")


def test_tune_a_second_search_of_the_same_candidate_is_refused(project: Project) -> None:
    with locked(project.state / "tune" / "words.lock"), pytest.raises(SearchBusyError, match="vigie tune words"):
        search(project)


def test_tune_mlflow_that_refuses_is_an_error_and_the_trials_are_kept(project: Project, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = Settings(tracking=f"sqlite:///{tmp_path / 'file' / 'mlflow.db'}", user="ada")
    with pytest.raises(TrackingError, match="cannot be made"):
        tune(project, settings, "words", Limits(30), Silent(), workers=1)
    kept = len((project.state / "tune" / "words.jsonl").read_text().splitlines()) - 1
    assert len(search(project, trials=kept + 1).trials) == kept + 1


@contextmanager
def tuning_process(project: Project, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run `vigie tune` as a shell does: in a process group of its own, which a Ctrl-C reaches whole."""
    command = [sys.executable, "-m", "vigie.cli.main", "tune", *arguments]
    with subprocess.Popen(
        command, cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def wait_for_trials(project: Project, name: str, count: int) -> None:
    ends = time.monotonic() + PATIENCE_S
    while count_trials(project, name) < count:
        assert time.monotonic() < ends, "no trials came"
        time.sleep(0.05)


def test_tune_killed_or_interrupted_keeps_what_is_done_and_the_next_call_goes_on(project: Project) -> None:
    with tuning_process(project, "slow", "--trials", "500", "--workers", "2") as process:
        wait_for_trials(project, "slow", 2)
        process.kill()
        process.communicate(timeout=PATIENCE_S)
    ends = time.monotonic() + PATIENCE_S
    while group_lives(process.pid):
        assert time.monotonic() < ends, "a worker outlived the search"
        time.sleep(0.05)
    before = count_trials(project, "slow")

    with tuning_process(project, "slow", "--trials", "500", "--workers", "2") as process:
        wait_for_trials(project, "slow", before + 2)
        os.killpg(process.pid, signal.SIGINT)
        output, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130, output
    assert f"The search goes on: {before} trials were done before." in output
    assert "Best: roc_auc" in output
    assert "What is done is kept. Go on with: vigie tune slow" in output
    kept = count_trials(project, "slow")
    assert kept >= before + 2
    found = runs(project)
    assert {run.info.status for run in found["searches"]} >= {"KILLED"}
    assert len({run.data.tags["vigie.trial"] for run in found["trials"]}) == kept

    tuning = search(project, "slow", trials=kept + 1)
    assert len({trial.number for trial in tuning.trials}) == len(tuning.trials) == kept + 1
    assert "FINISHED" in {run.info.status for run in runs(project)["searches"]}


def count_trials(project: Project, name: str) -> int:
    path = project.state / "tune" / f"{name}.jsonl"
    return path.read_text(encoding="utf-8").count('"trial"') if path.exists() else 0


def group_lives(group: int) -> bool:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            return True
    return False


def test_tune_command_writes_the_best_into_the_file_and_trains(project: Project) -> None:
    arguments = ["tune", "words", "--trials", "2", "--workers", "1", "--write", "--train", "--project"]
    result = CliRunner().invoke(app, [*arguments, str(project.root)])
    assert result.exit_code == 0, f"{result.output} {result.exception!r}"
    params = load_project(project.root).file.candidates["words"].params
    assert set(params) == {"chars", "min_df", "C", "contrast"}
    assert f"C = {params['C']}" in result.output
    assert "Written into vigie.toml" in result.output
    before = (project.root / "vigie.toml").read_text()
    again = CliRunner().invoke(app, ["tune", "words", "--trials", "1", "--project", str(project.root)])
    assert again.exit_code == 0, f"{again.output} {again.exception!r}"
    assert "[candidates.words]\nparams = { chars = [], min_df = 1, C = " in again.output
    assert (project.root / "vigie.toml").read_text() == before
    trained = [run for run in runs(project)["searches"] if run.data.tags.get("vigie.candidate") == "words"]
    assert [run.data.params["C"] for run in trained] == [str(params["C"])]
