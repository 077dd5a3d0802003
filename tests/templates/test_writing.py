"""A project's folder, written whole or not at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vigie.core.errors import FolderTakenError, ProjectFileError, TemplateNotFoundError
from vigie.core.project import load_project
from vigie.templates import suggest_project, templates, write_project

NAMES = [template.name for template in templates()]
COMMON = {
    ".gitignore",
    "README.md",
    "notebooks/exploratory_analysis.ipynb",
    "notebooks/model_design.ipynb",
    "recipes.py",
    "tests/behaviour.py",
    "vigie.toml",
}
WITH_SAMPLE = {".github/workflows/ci.yml", "tests/test_behaviour.py"}
SAMPLE_FILES = {"reviews-fr": {"data/train.csv.gz", "data/validate.csv.gz", "data/test.csv.gz"}}


@pytest.mark.parametrize("name", NAMES)
def test_write_project_every_template_gives_its_files(name: str, tmp_path: Path) -> None:
    written = write_project(name, tmp_path / "mine")
    expected = COMMON if name == "blank" else COMMON | WITH_SAMPLE | SAMPLE_FILES.get(name, {"data/sample.csv.gz"})
    assert {path.relative_to(tmp_path / "mine").as_posix() for path in written} == expected
    assert written == sorted(written)
    assert all(path.is_file() for path in written)


@pytest.mark.parametrize("name", NAMES)
def test_write_project_every_template_loads(name: str, tmp_path: Path) -> None:
    write_project(name, tmp_path / "mine")
    project = load_project(tmp_path / "mine")
    assert project.name == "mine"
    assert project.file.data.sample == (name != "blank")
    assert project.file.metric.why
    assert "majority" in project.file.candidates


@pytest.mark.parametrize("name", NAMES)
def test_write_project_examples_are_valid_without_their_comment_marks(name: str, tmp_path: Path) -> None:
    write_project(name, tmp_path / "mine")
    assert_examples_are_valid(tmp_path / "mine")


def test_suggest_project_examples_are_valid_without_their_comment_marks(credit_csv: Path, tmp_path: Path) -> None:
    write_project("blank", tmp_path / "mine", project_file=suggest_project(credit_csv))
    assert_examples_are_valid(tmp_path / "mine")


def assert_examples_are_valid(folder: Path) -> None:
    text = (folder / "vigie.toml").read_text(encoding="utf-8")
    declared, examples = re.split("(?=\n# Examples )", text)
    plain, uncommented = load_project(folder), re.sub(r"(?m)^# (?=\[|[\w\"]+ = )", "", examples)
    (folder / "vigie.toml").write_text(declared + uncommented, encoding="utf-8")
    taken = load_project(folder)
    assert not plain.file.impact.is_declared
    assert taken.file.impact.costs
    assert taken.file.impact.ask is not None
    assert taken.file.retrain.reviewed == 100
    assert taken.file.rollback.within == 6 * 3_600
    assert {"impact", "retrain", "challenge", "rollback"} <= set(taken.file.model_fields_set)
    assert "impact" not in plain.file.model_fields_set


@pytest.mark.parametrize("name", NAMES)
def test_write_project_no_mark_of_the_template_is_left(name: str, tmp_path: Path) -> None:
    for path in write_project(name, tmp_path / "mine", "my-own"):
        if path.suffix != ".gz":
            assert "@name@" not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize("name", [name for name in NAMES if name != "blank"])
def test_write_project_sample_is_called_invented_wherever_it_is_met(name: str, tmp_path: Path) -> None:
    write_project(name, tmp_path)
    for path in ("vigie.toml", "README.md", "notebooks/exploratory_analysis.ipynb", "notebooks/model_design.ipynb"):
        assert "invented sample" in (tmp_path / path).read_text(encoding="utf-8").lower(), path


def test_write_project_folder_name_unfit_is_mended(tmp_path: Path) -> None:
    write_project("blank", tmp_path / "mes données")
    assert load_project(tmp_path / "mes données").name == "mes-donn-es"


def test_write_project_name_with_a_quote_is_refused_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(ProjectFileError, match=r"name: must be letters, digits"):
        write_project("blank", tmp_path / "mine", 'a"b')
    assert not (tmp_path / "mine").exists()


def test_write_project_template_misspelt_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(TemplateNotFoundError, match="Did you mean 'airline-tweets'"):
        write_project("airline_tweets", tmp_path / "mine")
    assert not (tmp_path / "mine").exists()


def test_write_project_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderTakenError, match=r"notes\.txt"):
        write_project("blank", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_write_project_place_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("a file", encoding="utf-8")
    with pytest.raises(FolderTakenError):
        write_project("blank", tmp_path / "mine")


def test_write_project_fresh_repository_is_welcome(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert write_project("blank", tmp_path)
