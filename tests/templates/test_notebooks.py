"""The notebooks of every template run from top to bottom, without a warning."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from vigie.core.project import Project, load_project
from vigie.core.types import Silent
from vigie.data.ingestion import ingest
from vigie.templates import suggest_project, templates, write_project

NOTEBOOKS = ("exploratory_analysis", "model_design")


def read(notebook: Path) -> Any:
    return nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]  # nbformat has no types


def run(notebook: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Execute a notebook where it lies, and return what it wrote to standard error."""
    # Small fits on a busy machine: threads would mostly wait for each other.
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    content = read(notebook)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the kernel's sockets, closed late by jupyter_client
        NotebookClient(content, timeout=300, resources={"metadata": {"path": str(notebook.parent)}}).execute()
    outputs = [output for cell in content.cells for output in cell.get("outputs", [])]
    assert outputs
    return [output.text for output in outputs if output.get("name") == "stderr"]


@pytest.mark.parametrize("name", NOTEBOOKS)
@pytest.mark.parametrize("template", [template.name for template in templates() if template.name != "blank"])
def test_notebook_runs_without_a_warning(
    template: str, name: str, ingested: Callable[[str], Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(ingested(template).root / "notebooks" / f"{name}.ipynb", monkeypatch) == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebook_of_the_blank_project_runs_on_an_own_table(
    name: str, credit_csv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "mine"
    write_project("blank", folder, project_file=suggest_project(credit_csv))
    ingest(load_project(folder), Silent())
    assert run(folder / "notebooks" / f"{name}.ipynb", monkeypatch) == []


@pytest.mark.parametrize("template", [template.name for template in templates()])
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebook_alternates_text_and_code_and_holds_no_output(template: str, name: str, tmp_path: Path) -> None:
    write_project(template, tmp_path)
    cells = read(tmp_path / "notebooks" / f"{name}.ipynb").cells
    kinds = [cell.cell_type for cell in cells]
    assert kinds[0] == kinds[-1] == "markdown"
    assert abs(kinds.count("markdown") - kinds.count("code")) <= 3
    assert all(not cell.outputs and cell.execution_count is None for cell in cells if cell.cell_type == "code")
