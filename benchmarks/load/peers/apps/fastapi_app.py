"""FastAPI and scikit-learn, as most people would write it: a Pydantic model, and the estimator in the endpoint.

fastapi_app.py PORT
"""

from __future__ import annotations

import sys

import uvicorn
from fastapi import FastAPI
from model import IS_TEXT, load_model, rows_of
from pydantic import BaseModel, ConfigDict


class Text(BaseModel):
    text: str


class Columns(BaseModel):
    model_config = ConfigDict(extra="allow")


class Answer(BaseModel):
    label: str
    probabilities: dict[str, float]


Row = Text if IS_TEXT else Columns
app = FastAPI()
model = load_model()


@app.post("/predict")
async def predict(row: Row) -> Answer:  # type: ignore[valid-type]  # which of the two, the environment says
    probabilities = model.predict_proba(rows_of([row.model_dump()]))[0]
    by_label = dict(zip(model.classes_, probabilities.tolist(), strict=True))
    return Answer(label=max(by_label, key=by_label.__getitem__), probabilities=by_label)


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="warning")
