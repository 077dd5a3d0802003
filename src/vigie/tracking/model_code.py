"""The MLflow model of every candidate: this very file, which MLflow runs when it loads one.

It opens the servable beside it, verified, and answers with its numbers: a data frame with the label and one column of
probabilities for each class. Nothing is pickled.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from vigie.servable.folder import load_servable
from vigie.servable.servable import Servable
from vigie.tracking.quiet import import_mlflow

import_mlflow()  # before the first import from it, which warns of its own annotations

from mlflow.models import set_model  # noqa: E402 - see above
from mlflow.pyfunc.model import PythonModel  # noqa: E402 - see above


class _Answers:
    # MLflow takes the annotations of a `predict` that is written in the model's own class for its signature, and warns
    # of those it does not understand and of none alike. The model has a signature: its `predict` is inherited instead.
    servable: Servable

    def predict(self, context, model_input, params=None):  # type: ignore[no-untyped-def]  # see above
        """Return one row for each row of the frame: `label`, then a probability for each class."""
        frame = model_input.astype(object)
        rows = frame.where(frame.notna(), None).to_dict("records")
        labels = self.servable.labels
        probabilities = self.servable.predict_proba(rows)
        answers = pd.DataFrame(probabilities, columns=list(labels), index=model_input.index)
        answers.insert(0, "label", [labels[number] for number in probabilities.argmax(axis=1)])
        return answers


class ServableModel(_Answers, PythonModel):
    """A servable as an MLflow model."""

    def load_context(self, context: Any) -> None:
        """Load and verify the servable that was logged with the model."""
        self.servable = load_servable(Path(context.artifacts["servable"]))


set_model(ServableModel())
