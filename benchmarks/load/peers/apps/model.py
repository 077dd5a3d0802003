"""What every peer loads: the fitted scikit-learn pipeline beside it, and a request's rows in the form that it takes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import joblib

IS_TEXT = os.environ["BENCH_KIND"] == "text"


def load_model() -> Any:
    return joblib.load(Path(os.environ["BENCH_FOLDER"], "model.joblib"))  # some servers change their folder


def rows_of(requests: list[dict[str, Any]]) -> Any:
    """Return texts, or a frame, as the pipeline was fitted on."""
    if IS_TEXT:
        return [request["text"] for request in requests]
    import pandas as pd

    return pd.DataFrame(requests)
