"""Write a project's folder from a template."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from vigie.core.errors import FolderTakenError
from vigie.core.project import FILE_NAME, parse_project
from vigie.samples import write_sample
from vigie.templates.catalogue import template_files

NAME_MARK = "@name@"
"""Stands for the project's name in a template's files."""


def write_project(
    template: str, folder: Path, name: str | None = None, *, project_file: str | None = None
) -> list[Path]:
    """Make a project in `folder` from a template, with its invented sample if it has one.

    Nothing is written unless everything can be.

    Parameters
    ----------
    template
        One of `templates()`.
    folder
        Where the project goes: not there yet, or empty but for names that begin with a dot.
    name
        The project's name; by default the folder's.
    project_file
        Another text for vigie.toml than the template's, as `suggest_project` returns.

    Returns
    -------
    What was written, below `folder`, in the order of their names.

    Raises
    ------
    TemplateNotFoundError
        If there is no such template.
    FolderTakenError
        If `folder` holds something already.
    ProjectFileError
        If `name` cannot be a project's name.
    """
    texts = template_files(template)
    if project_file is not None:
        texts[FILE_NAME] = project_file
    _refuse_taken(folder)
    name = name if name is not None else name_from(folder.resolve().name, template)
    # The name is the one thing that is not the template's own; a wrong one is told before anything is written.
    parse_project({**tomllib.loads(texts[FILE_NAME]), "name": name}, str(folder / FILE_NAME))
    texts = {path: text.replace(NAME_MARK, name) for path, text in texts.items()}
    written = [_write(folder / path, text) for path, text in texts.items()]
    sample = write_sample(template, folder) if project_file is None else []
    return sorted([*written, *sample])


def name_from(text: str, default: str) -> str:
    """Return `text` as a project's name: every run of signs that a name may not hold becomes a dash.

    Examples
    --------
    >>> name_from("Mes données (2024)", "blank"), name_from("---", "blank")
    ('Mes-donn-es-2024', 'blank')
    """
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-._")
    return plain[:64] or default


def _refuse_taken(folder: Path) -> None:
    if folder.is_dir():
        found = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
        if found:
            raise FolderTakenError(str(folder), found)
    elif folder.exists():
        raise FolderTakenError(str(folder), [folder.name])


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
