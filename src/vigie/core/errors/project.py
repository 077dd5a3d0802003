"""The project folder and its file."""

from __future__ import annotations

from collections.abc import Sequence

from vigie.core.errors.base import VigieError, hint, listed


class ProjectError(VigieError, ValueError):
    """Something is wrong with the project folder or its file."""


class ProjectNotFoundError(ProjectError):
    def __init__(self, folder: str) -> None:
        self.folder = folder
        super().__init__(
            f"There is no vigie.toml in {folder} nor in a folder above it.",
            remedy="Make a project with 'vigie init TEMPLATE DIR', or go to its folder.",
        )


class TemplateNotFoundError(ProjectError, KeyError):
    def __init__(self, name: str, available: Sequence[str]) -> None:
        self.name, self.available = name, tuple(available)
        super().__init__(f"There is no template '{name}'.{hint(name, available)} There are: {listed(available)}.")

    __str__ = Exception.__str__


class FolderTakenError(ProjectError):
    def __init__(self, folder: str, found: Sequence[str]) -> None:
        self.folder, self.found = folder, tuple(found)
        super().__init__(
            f"{folder} holds something already: {listed(found, limit=5)}. Nothing was written.",
            remedy="Name a folder that is new or empty.",
        )


class ProjectFileError(ProjectError):
    """Lines of vigie.toml that are wrong, each as 'path: what is wrong, what is allowed'."""

    def __init__(self, file: str, problems: Sequence[str]) -> None:
        self.file = file
        self.problems = tuple(problems)
        super().__init__("\n".join([f"{file} cannot be used:", *(f"  {problem}" for problem in problems)]))
