"""What a rehearsal needs of the service that it asks; the command line opens it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeAlias

from vigie.client import Client
from vigie.core.project import Project
from vigie.settings import Settings


class Doors(Protocol):
    """A running service."""

    def client(self, address: str, source: str | None = None) -> Client:
        """Return a client that asks from this IP address."""

    def wait_for_champion(self, version: str) -> None:
        """Return when this version answers."""

    def wait_for_challenger(self, version: str | None) -> None:
        """Return when this version challenges, or nobody."""

    def wait_for_shadow(self, answers: int) -> None:
        """Return when the challenger has answered beside the champion so many times; at once where none does."""


OpenDoors: TypeAlias = Callable[[Project, Settings], AbstractContextManager[Doors]]
"""Starts a project's service; it answers while the block lasts."""
