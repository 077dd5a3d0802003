"""How MLflow is imported and called: quietly, without telemetry, and with one error for all that can go wrong."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from vigie.core.errors import MissingPartError, TrackingError, VigieError

QUIET = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "MLFLOW_LOGGING_LEVEL": "ERROR",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    "MLFLOW_RECORD_ENV_VARS_IN_MODEL_LOGGING": "false",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "GIT_PYTHON_REFRESH": "quiet",
}
"""What MLflow must find in the environment."""

PATIENCE = {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "3", "MLFLOW_HTTP_REQUEST_TIMEOUT": "30"}
"""Unless the user says otherwise: MLflow's own defaults try a dead server for minutes."""

_LOUD = ("mlflow", "alembic")


def import_mlflow() -> None:
    """Import MLflow so that it neither calls out nor writes on the user's screen.

    Raises
    ------
    MissingPartError
        If it is not installed.
    """
    os.environ.update(QUIET)
    for name, value in PATIENCE.items():
        os.environ.setdefault(name, value)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about its own dependencies
            import_module("mlflow.pyfunc")
    except ImportError as error:
        raise MissingPartError("MLflow", "pip install 'vigie[train]'") from error
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.ERROR)


@contextmanager
def tracked(what: str) -> Iterator[None]:
    """Turn whatever goes wrong inside into a `TrackingError` that says `what` failed; warnings inside are not shown."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except VigieError:
        raise
    except Exception as error:
        # MLflow lets the errors of its databases, its HTTP client and the disk through as they are.
        raise TrackingError(f"{what}: {_first_line(error)}") from error


def _first_line(error: Exception, limit: int = 300) -> str:
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__)[:limit]
