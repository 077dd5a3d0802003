"""A candidate's servable as an MLflow model, loadable with `mlflow.pyfunc.load_model`."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import vigie
from vigie.core.schema import Feature, Schema
from vigie.servable.folder import MANIFEST, read_manifest

if TYPE_CHECKING:  # MLflow takes seconds to import: nothing loads it before it is used
    from mlflow import MlflowClient

SERVABLE = "servable"
"""Name of the folder that holds the servable, in an MLflow model's artifacts."""

CODE = Path(__file__).with_name("model_code.py")


def log_servable(client: MlflowClient, experiment: str, run_id: str, name: str, folder: Path, scratch: Path) -> str:
    """Log the servable in `folder` as a model of the run, and return the MLflow model's id.

    MLflow is told everything it would otherwise find out by trying: the signature from the schema, the requirements,
    and the model as a file of code. So this takes a tenth of a second, whatever the model.

    Parameters
    ----------
    scratch
        A folder of the caller's, for what is copied to MLflow's.
    """
    from mlflow.entities import LoggedModelOutput, LoggedModelStatus  # seconds to import

    logged = client.create_logged_model(experiment, name=name, source_run_id=run_id)
    saved = scratch / "model"
    save_model(saved, _stamped(folder, run_id, scratch), run_id, logged)
    client.log_model_artifacts(logged.model_id, str(saved))
    client.finalize_logged_model(logged.model_id, LoggedModelStatus.READY)
    client.log_outputs(run_id, [LoggedModelOutput(logged.model_id, step=0)])
    return str(logged.model_id)


def _stamped(folder: Path, run_id: str, scratch: Path) -> Path:
    # The servable was made before its run had an id; the copy that may be promoted names it.
    copy = scratch / SERVABLE
    shutil.copytree(folder, copy)
    manifest = read_manifest(copy)
    provenance = manifest.provenance.model_copy(update={"run_id": run_id})
    stamped = manifest.model_copy(update={"provenance": provenance})
    (copy / MANIFEST).write_bytes(stamped.model_dump_json(indent=1).encode())
    return copy


def save_model(saved: Path, servable: Path, run_id: str, logged: Any) -> None:
    """Write the MLflow model of `servable` into the folder `saved`; `logged` is MLflow's entity of it."""
    import mlflow.pyfunc  # seconds to import
    from mlflow.models import Model  # seconds to import

    schema = read_manifest(servable).schema_
    mlflow.pyfunc.save_model(
        str(saved),
        python_model=str(CODE),
        artifacts={SERVABLE: str(servable)},
        signature=_signature(schema),
        pip_requirements=[f"vigie=={vigie.__version__}", "pandas"],
        mlflow_model=Model(
            artifact_path=logged.artifact_location,
            run_id=run_id,
            model_uuid=logged.model_id,
            model_id=logged.model_id,
        ),
    )


def _signature(schema: Schema) -> Any:
    from mlflow.models import ModelSignature  # seconds to import
    from mlflow.types import ColSpec  # seconds to import
    from mlflow.types import Schema as MlflowSchema  # seconds to import

    inputs: list[Any] = [
        ColSpec(_column_type(feature), feature.name, required=feature.required) for feature in schema.features
    ]
    outputs: list[Any] = [ColSpec("string", "label"), *(ColSpec("double", label) for label in schema.labels)]
    return ModelSignature(inputs=MlflowSchema(inputs), outputs=MlflowSchema(outputs))


def _column_type(feature: Feature) -> str:
    # As at the estimator's boundary: numbers, whole ones and yes/no are floats, for only these know 'missing'.
    return "string" if feature.type in ("text", "category") else "double"
