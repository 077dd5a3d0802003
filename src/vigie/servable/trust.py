"""Which foreign types this process may build: said by whoever runs it, never by what is being loaded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Trust:
    """What a process was told."""

    types: frozenset[str] = frozenset()
    """Dotted names, such as 'vigie_project_recipes.Spelling' for a class in the project's recipes.py."""
    root: Path | None = None
    """The project's folder, where its own files are."""


_told = Trust()


def trust(types: Iterable[str], root: Path | None = None) -> None:
    """Say which types may be built from now on, e.g. once at the start of a service; the former list is forgotten."""
    global _told
    _told = Trust(frozenset(types), root)


def told() -> Trust:
    """Return what this process was told last."""
    return _told
