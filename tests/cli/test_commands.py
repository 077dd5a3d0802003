"""The commands as people type them, on a small project of their own: what they say, and what they refuse."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from vigie.cli.commands import app
from vigie.core.errors import CandidateNotFoundError, GateError, NoChampionError, ProjectFileError, VigieError
from vigie.servable.store import Store

PROJECT = """
name = "moods"

[data]
source = "moods.csv"
key = "id"
max_quarantine = 0.2

[target]
column = "mood"
classes = ["good", "bad"]

[features.text]
type = "text"

[metric]
decide_by = "accuracy"
why = "Both errors cost the same."

[training]
folds = 2
learning_curve = [0.5]

[gates]
max_calibration_error = 0.9

[candidates.words]
recipe = "tfidf-logreg"
params = { chars = [], min_df = 1, contrast = 0.0 }

[candidates.majority]
recipe = "dummy"

[candidates.broken]
recipe = "recipes.py:broken"

[candidates.own]
recipe = "recipes.py:own"
"""

RECIPES = '''
from sklearn.base import BaseEstimator, ClassifierMixin
import numpy as np


class Constant(ClassifierMixin, BaseEstimator):
    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, X):
        return np.full((len(X), 2), 0.5)


class Broken(Constant):
    def fit(self, X, y):
        raise RuntimeError("no such weather")


def own(schema, *, seed=0):
    """Says nothing, in a class that no runtime carries."""
    return Constant()


def broken(schema, *, seed=0):
    """Fails."""
    return Broken()
'''
GOOD, BAD = ("lovely", "great", "happy"), ("awful", "late", "sad")


def run(folder: Path, *arguments: str) -> Result:
    """Run a command in `folder`; an error of Vigie's own is raised, as `main` would catch it."""
    group = 2 if arguments[0] == "data" else 1
    return CliRunner().invoke(
        app, [*arguments[:group], "--project", str(folder), *arguments[group:]], catch_exceptions=True
    )


def said(folder: Path, *arguments: str) -> str:
    result = run(folder, *arguments)
    assert result.exit_code == 0, f"{result.output} {result.exception!r}"
    return result.output


def refusal(folder: Path, *arguments: str) -> VigieError:
    error = run(folder, *arguments).exception
    assert isinstance(error, VigieError), repr(error)
    return error


def write_rows(folder: Path, rows: int = 300) -> None:
    lines = ["id,text,mood"]
    for number in range(rows):
        words, mood = ((GOOD, "good"), (BAD, "bad"))[number % 3 == 0]
        lines.append(f"{number},{words[number % 3]} {words[number % 2]} day {number},{mood}")
    lines.append(f"{rows},  ,good")
    (folder / "moods.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("moods")
    (folder / "vigie.toml").write_text(PROJECT, encoding="utf-8")
    (folder / "recipes.py").write_text(RECIPES, encoding="utf-8")
    write_rows(folder)
    return folder


def test_commands_before_anything_say_what_to_do_first(project: Path) -> None:
    assert "Run 'vigie ingest' first" in str(refusal(project, "train"))
    assert "Run 'vigie train' first" in str(refusal(project, "compare"))
    assert isinstance(refusal(project, "rollback"), NoChampionError)
    assert "no dataset yet" in run(project, "doctor").output


def test_doctor_says_names_as_they_are_written(tmp_path: Path) -> None:
    source = next(line for line in PROJECT.splitlines() if line.startswith("source"))
    (tmp_path / "vigie.toml").write_text(PROJECT.replace(source, 'source = "rows[old].csv"'), encoding="utf-8")
    assert "the source rows[old].csv is not there" in run(tmp_path, "doctor").output


def test_commands_from_rows_to_champion_and_back_tell_each_step(project: Path) -> None:
    told = said(project, "ingest")
    assert "301 rows read: 300 new, 1 set aside." in told
    assert "nothing new, so no new version" in said(project, "ingest")
    assert re.search(r"^ +0 +300 ", said(project, "data", "versions"), re.MULTILINE)
    assert "train: good" in said(project, "data", "show", "--rows", "2")

    trained = run(project, "train")
    assert trained.exit_code == 1
    assert "broken: failed. Candidate 'broken' could not be fitted: RuntimeError: no such weather" in trained.output
    assert "own: accuracy" in trained.output
    assert "cannot be made into a servable" in trained.output

    compared = said(project, "compare")
    assert compared.index("words") < compared.index("majority")
    assert "accuracy decides. Both errors cost the same." in compared
    assert "not servable" in compared

    assert "majority is champion, as version 1" in said(project, "promote", "majority", "-m", "to begin with")
    promoted = said(project, "promote", "words", "-m", "it reads")
    assert "is champion, as version 2; before it was version 1." in promoted
    assert "sealed test rows: accuracy 1.0000" in promoted
    assert "stayed closed" in said(project, "promote", "words")
    assert "Version 1 is champion again; before it was version 2." in said(project, "rollback", "-m", "a try")
    assert Store(project / ".vigie" / "store").champion() == "1"

    history = said(project, "history")
    assert history.count("test opened") == 2
    assert "rolled back" in history
    assert "it reads" in history
    assert "version 1 is champion" in run(project, "doctor").output

    assert isinstance(refusal(project, "promote", "wrods"), CandidateNotFoundError)
    assert "Did you mean 'words'?" in str(refusal(project, "promote", "wrods"))
    assert "cannot be made into a servable" in str(refusal(project, "promote", "own"))


def test_commands_worse_candidate_is_refused_by_the_gate_and_the_test_stays_sealed(project: Path) -> None:
    said(project, "rollback", "--to", "2")
    openings = said(project, "history").count("test opened")
    error = refusal(project, "promote", "majority")
    assert isinstance(error, GateError)
    assert "under the asked +0.0000" in str(error)
    assert Store(project / ".vigie" / "store").champion() == "2"
    assert said(project, "history").count("test opened") == openings


def test_commands_new_rows_make_a_version_that_can_be_compared(project: Path) -> None:
    write_rows(project, rows=330)
    assert "330 new" not in (told := said(project, "ingest"))
    assert "30 new" in told
    assert "30 rows added, 0 removed, 0 changed" in said(project, "data", "diff", "0", "1")


def test_commands_wrong_project_file_is_named_line_by_line(project: Path, tmp_path: Path) -> None:
    (tmp_path / "vigie.toml").write_text(PROJECT.replace("[metric]", "[metrics]"), encoding="utf-8")
    error = refusal(tmp_path, "ingest")
    assert isinstance(error, ProjectFileError)
    assert "did you mean 'metric'?" in str(error)


def test_doctor_does_not_call_an_altered_champion_well(project: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(project, tmp_path / "copy")
    store = Store(copy / ".vigie" / "store")
    if store.champion() is None:  # this test runs alone
        for command in (["ingest"], ["train", "majority"], ["promote", "majority", "-m", "to begin with"]):
            said(copy, *command)
    manifest = store.folder(str(store.champion())) / "manifest.json"
    manifest.write_bytes(manifest.read_bytes() + b" ")
    told = run(copy, "doctor")
    assert told.exit_code == 1
    assert "not the one that was promoted" in told.output
