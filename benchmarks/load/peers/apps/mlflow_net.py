"""The network as MLflow serves models of one's own: a model from code."""

from __future__ import annotations

from typing import Any

import mlflow
from model import load_model


class Served(mlflow.pyfunc.PythonModel):  # type: ignore[misc]  # the library has no types
    def load_context(self, context: Any) -> None:
        self.model = load_model()

    def predict(self, context: Any, model_input: Any, params: Any = None) -> Any:
        return self.model.predict_proba(list(model_input))


mlflow.models.set_model(Served())
