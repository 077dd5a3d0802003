"""BentoML: one service, one worker, no access log."""

from __future__ import annotations

from typing import Any

import bentoml
from model import load_model, rows_of


@bentoml.service(workers=1, logging={"access": {"enabled": False}})
class Classifier:
    def __init__(self) -> None:
        self.model = load_model()

    @bentoml.api
    def predict(self, row: dict[str, Any]) -> list[float]:
        found: list[float] = self.model.predict_proba(rows_of([row]))[0].tolist()
        return found
