"""The project's folder as an option of every command, and the project that it holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from vigie.core.project import Project

PROJECT = typer.Option(Path(), "--project", "-p", help="The project's folder, or one below it.")


def project_at(folder: Path) -> Project:
    """Return the project that `folder` is, or is in; the types it trusts are trusted from then on."""
    from vigie.core.project import load_project  # here, so that `vigie --help` need not load Pydantic
    from vigie.servable.trust import trust

    project = load_project(folder)
    trust(project.file.service.trusted_types, project.root)
    return project
