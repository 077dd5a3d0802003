"""What Vigie's service is measured against: FastAPI, the same request and response models, and no model at all.

python benchmarks/load/empty_endpoint.py PORT [columns]
"""

from __future__ import annotations

import sys

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field


class Text(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    text: str = Field(max_length=10_000, pattern=r"[^\s\x1c-\x1f]")


class Columns(BaseModel):
    model_config = ConfigDict(extra="forbid")

    secteur_activite: str | None
    type_energie_n_1: str | None
    methode_du_dpe: str | None
    surface_utile: float | None
    conso_finale_energie: float | None
    conso_kwhep_m2_an: float | None
    emission_ges_kgco2_m2_an: float | None
    frais_annuel_energie: float | None


class Prediction(BaseModel):
    id: str
    label: str
    probabilities: dict[str, float]
    model_version: str


IS_TEXT = sys.argv[2:] != ["columns"]
Row = Text if IS_TEXT else Columns
LABELS = ("negative", "other") if IS_TEXT else tuple("ABCDEFG")
ANSWER = dict.fromkeys(LABELS, 0.0687654321098766)

app = FastAPI()


@app.post("/predict")
async def predict(row: Row) -> Prediction:  # type: ignore[valid-type]  # noqa: ARG001 - validated, and that is all
    return Prediction(
        id="01890000-0000-7000-8000-000000000000", label=LABELS[0], probabilities=ANSWER, model_version="1"
    )


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), loop="uvloop", http="httptools", access_log=False, log_level="warning")
