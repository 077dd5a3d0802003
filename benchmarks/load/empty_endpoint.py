"""What Vigie's service is measured against: FastAPI, the same request and response models, and no model at all.

python benchmarks/load/empty_endpoint.py PORT
"""

from __future__ import annotations

import sys

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    text: str = Field(max_length=10_000, pattern=r"[^\s\x1c-\x1f]")


class Prediction(BaseModel):
    id: str
    label: str
    probabilities: dict[str, float]
    model_version: str


app = FastAPI()

ANSWER = {"negative": 0.9312345678901234, "other": 0.0687654321098766}


@app.post("/predict")
async def predict(row: Row) -> Prediction:  # noqa: ARG001 - validated, and nothing more  # noqa: ARG001 - validated, and that is all
    return Prediction(
        id="01890000-0000-7000-8000-000000000000", label="negative", probabilities=ANSWER, model_version="1"
    )


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), loop="uvloop", http="httptools", access_log=False, log_level="warning")
