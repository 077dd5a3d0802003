"""A client of MLflow, and a project's experiment."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from vigie.tracking.quiet import import_mlflow, tracked
from vigie.tracking.store import prepare_store

if TYPE_CHECKING:  # MLflow takes seconds to import: nothing loads it before it is used
    from mlflow import MlflowClient

_EXPERIMENT_TAGS = {"mlflow.experimentKind": "custom_model_development"}
"""Makes MLflow's pages open on trained models, not on chats."""


@lru_cache(maxsize=8)
def connect(tracking_uri: str) -> MlflowClient:
    """Return a client of the MLflow at `tracking_uri`, sqlite:///path or http://host:port.

    A SQLite database that is not there is made.

    Raises
    ------
    MissingPartError
        If MLflow is not installed.
    TrackingError
        If it cannot be opened.
    """
    import_mlflow()
    from mlflow import MlflowClient  # seconds to import

    with tracked(f"MLflow at {tracking_uri} cannot be opened"):
        prepare_store(tracking_uri)
        return MlflowClient(tracking_uri, registry_uri=tracking_uri)


def experiment_id(tracking_uri: str, project: str, artifacts_folder: Path | None = None) -> str:
    """Return the id of the project's experiment, which is made if it is not there.

    Parameters
    ----------
    artifacts_folder
        Where a new experiment keeps its files. A server decides for itself, as it may be on another machine.
    """
    client = connect(tracking_uri)
    found = client.get_experiment_by_name(project)
    if found is not None:
        return str(found.experiment_id)
    local = None if tracking_uri.startswith("http") or artifacts_folder is None else artifacts_folder.resolve()
    if local is not None:
        local.mkdir(parents=True, exist_ok=True)
    try:
        return str(client.create_experiment(project, local.as_uri() if local else None, tags=_EXPERIMENT_TAGS))
    except Exception:
        # Another process may have made it between the two questions.
        made = client.get_experiment_by_name(project)
        if made is None:
            raise
        return str(made.experiment_id)
