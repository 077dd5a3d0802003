"""The watcher: alerts that have become quiet are closed, and those that nobody was told of are sent."""

from __future__ import annotations

import time

from vigie.core.errors import LedgerUnavailableError
from vigie.core.project import Project
from vigie.settings import Settings


def watch(project: Project, settings: Settings, *, once: bool = False, every_s: float = 2.0) -> None:
    raise NotImplementedError
