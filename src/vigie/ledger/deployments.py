"""Deployments: which version became the champion, when, by whom and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, select

from vigie.ledger.tables import deployments

DeploymentAction = Literal["promoted", "rolled_back"]


@dataclass(frozen=True, slots=True)
class Deployment:
    id: str
    at: int
    """Microseconds since the epoch, UTC."""
    action: DeploymentAction
    version: str
    """The champion from then on."""
    previous: str | None
    """The champion until then."""
    candidate: str
    who: str
    why: str
    run_id: str
    gates: tuple[Mapping[str, Any], ...] = ()
    """What each gate found."""


def record(connection: Connection, deployment: Deployment) -> None:
    facts = {name: getattr(deployment, name) for name in deployments.c.keys() if name != "gates"}  # noqa: SIM118 - columns, not a dict
    connection.execute(
        deployments.insert().values(**facts, gates=json.dumps([dict(gate) for gate in deployment.gates]))
    )


def latest(connection: Connection, limit: int) -> list[Deployment]:
    """Return deployments, the newest first."""
    query = select(deployments).order_by(deployments.c.at.desc(), deployments.c.id.desc()).limit(limit)
    return [_deployment(row) for row in connection.execute(query).mappings()]


def _deployment(row: RowMapping) -> Deployment:
    return Deployment(**{**row, "gates": tuple(json.loads(row["gates"]))})
