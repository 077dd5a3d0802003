"""A run recorded nowhere: it makes MLflow and matplotlib import whatever they import on first use."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from vigie.core.schema import Feature, Schema, Target
from vigie.servable.folder import save_servable
from vigie.servable.manifest import Facts
from vigie.servable.prior import PriorRuntime
from vigie.tracking.model import save_model
from vigie.tracking.quiet import import_mlflow, tracked
from vigie.tracking.record import RunRecord
from vigie.tracking.runs import write_files

_SCHEMA = Schema(
    features=(Feature(name="text", type="text"),), target=Target(column="label", classes={"a": ("a",), "b": ("b",)})
)
_RECORD = RunRecord(
    project="rehearsal",
    candidate="prior",
    recipe="dummy",
    labels=_SCHEMA.labels,
    y_true=("a", "b"),
    keys=("1", "2"),
    probabilities=np.array([[0.6, 0.4], [0.4, 0.6]]),
    learning_curve=[(1, 1.0, 0.5), (2, 1.0, 0.6)],
)


def rehearse() -> None:
    """Draw the pictures and save a model, in a folder that is thrown away; about two seconds the first time.

    Raises
    ------
    MissingPartError
        If MLflow is not installed.
    """
    import_mlflow()
    with tracked("MLflow cannot be used"), tempfile.TemporaryDirectory(prefix="vigie-rehearsal-") as scratch:
        folder = Path(scratch)
        write_files(folder / "files", _RECORD)
        servable = folder / "servable"
        facts = Facts(name=_RECORD.candidate, recipe=_RECORD.recipe, project=_RECORD.project)
        save_servable(servable, PriorRuntime(np.array([0.5, 0.5])), _SCHEMA, [], facts)
        nowhere = SimpleNamespace(artifact_location=str(folder / "model"), model_id="m-rehearsal")
        save_model(folder / "model", servable, "", nowhere)
