"""What was in production when, with what the runs say of it where MLflow answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from vigie.core.answers.reigns import Reign
from vigie.core.errors import TrackingError
from vigie.core.project import Project
from vigie.core.types import TestOpening
from vigie.ledger import Deployment, open_ledger
from vigie.ledger.reigns import MOST, reigns
from vigie.pipelines.published import published
from vigie.servable.folder import read_manifest
from vigie.settings import Settings
from vigie.tracking.registry import Registry


@dataclass(frozen=True)
class History:
    deployments: Sequence[Deployment]
    """Newest first, as the others."""
    openings: Sequence[TestOpening]
    """Of the sealed test."""
    reigns: Sequence[Reign]
    tests: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Run → metrics on the sealed test rows."""


def read_history(project: Project, settings: Settings, during: tuple[int, int] | None = None) -> History:
    """Return who was champion when; of a stretch of time, with what the sealed test showed of each run.

    Parameters
    ----------
    during
        Microseconds since the epoch, from the first to before the second. MLflow is asked only then: it takes seconds.
    """
    store = published(project, settings)
    with closing(open_ledger(settings.ledger or project.ledger_url)) as ledger:
        deployments, openings = ledger.deployments(MOST), ledger.openings(MOST)
    found = reigns(deployments, lambda version: read_manifest(store.folder(version)), during)
    registry = Registry(settings.tracking or project.tracking_uri, project.name)
    runs = {one.run_id for one in found if one.run_id} if during is not None else set()
    return History(deployments, openings, found, {run_id: _test(registry, run_id) for run_id in sorted(runs)})


def _test(registry: Registry, run_id: str) -> Mapping[str, float]:
    try:
        return registry.run(run_id).test
    except TrackingError:  # the ledger and the store tell the rest
        return {}
