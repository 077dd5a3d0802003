"""The registered versions of a project, as MLflow keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vigie.tracking.facts import PREFIX

if TYPE_CHECKING:  # MLflow takes seconds to import: nothing loads it before it is used
    from mlflow import MlflowClient


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """One registered version."""

    version: str
    run_id: str
    candidate: str
    champion: bool
    who: str
    """Who last made it the champion; empty if it never was."""
    why: str


def registered(client: MlflowClient, name: str) -> list[Any]:
    """Return every version of a model, as MLflow has it."""
    return list(client.search_model_versions(f"name='{name}'", max_results=10_000))


def read_version(version: Any, champion: str) -> ModelVersion:
    """Return one of them in plain words; `champion` is the number that has the alias."""
    tags = version.tags
    return ModelVersion(
        version=str(version.version),
        run_id=version.run_id or "",
        candidate=tags.get(PREFIX + "candidate", ""),
        champion=str(version.version) == champion,
        who=tags.get(PREFIX + "promoted_by", ""),
        why=tags.get(PREFIX + "promoted_why", ""),
    )


def make_model(client: MlflowClient, name: str) -> None:
    """Make the project's model, unless it is there."""
    if not client.search_registered_models(f"name='{name}'", max_results=1):
        client.create_registered_model(name)
