"""What every peer loads: the same fitted model beside it, and a request's rows in the form that it takes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

IS_TEXT = os.environ["BENCH_KIND"] != "columns"


def load_model() -> Any:
    """Return what has `predict_proba` and `classes_`: a scikit-learn pipeline, or a network in ONNX."""
    folder = Path(os.environ["BENCH_FOLDER"])  # some servers change their folder
    if os.environ["BENCH_KIND"] == "net":
        from net import Network

        return Network(folder / "net")
    import joblib

    return joblib.load(folder / "model.joblib")


def rows_of(requests: list[dict[str, Any]]) -> Any:
    """Return texts, or a frame, as the pipeline was fitted on."""
    if IS_TEXT:
        return [request["text"] for request in requests]
    import pandas as pd

    return pd.DataFrame(requests)
