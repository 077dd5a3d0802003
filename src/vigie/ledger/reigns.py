"""The deployments of the ledger as stretches of time, each beside what its published model says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from vigie.core.answers.reigns import Reign
from vigie.core.errors import ServableError
from vigie.ledger.deployments import Deployment
from vigie.servable.manifest import Manifest

MOST = 10_000
"""Deployments that are looked through; nobody promotes that often."""

ManifestOf = Callable[[str], Manifest]


def reigns(
    deployments: Sequence[Deployment], manifest_of: ManifestOf, during: tuple[int, int] | None = None
) -> list[Reign]:
    """Return who was champion when, the newest first.

    Parameters
    ----------
    deployments
        All of them, the newest first, as `Ledger.deployments` returns them.
    manifest_of
        Returns what a published version says of itself, or raises ServableError.
    during
        Only those that were in production at some moment from the first to before the second, in microseconds.
    """
    gates = {one.version: one.gates for one in deployments if one.gates}
    found = []
    for deployment, until in _stretches(deployments):
        reign = Reign(
            version=deployment.version,
            since=deployment.at,
            until=until,
            action=deployment.action,
            previous=deployment.previous,
            candidate=deployment.candidate,
            who=deployment.who,
            why=deployment.why,
            run_id=deployment.run_id,
            # Whoever goes back to a version goes back to what its promotion found.
            gates=tuple(dict(gate) for gate in gates.get(deployment.version, ())),
        )
        if during is None or reign.covers(*during):
            found.append(reign.model_copy(update=_told(manifest_of, deployment.version)))
    return found


def _stretches(deployments: Sequence[Deployment]) -> Iterator[tuple[Deployment, int | None]]:
    until = None
    for deployment in deployments:
        yield deployment, until
        until = deployment.at


def _told(manifest_of: ManifestOf, version: str) -> dict[str, Any]:
    try:
        manifest = manifest_of(version)
    except ServableError:
        return {}
    origin = manifest.provenance
    return {
        "candidate": manifest.name,
        "recipe": manifest.recipe,
        "dataset_version": origin.dataset_version,
        "dataset_hash": origin.dataset_hash,
        "rows": dict(origin.rows),
        "seed": origin.seed,
        "code_version": origin.code_version,
        "packages": dict(origin.packages),
        "trained_at": origin.created_at or None,
        "metrics": dict(manifest.metrics),
    }
