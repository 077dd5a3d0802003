"""The service carries no training library, and its start nothing that a first answer can do without."""

from __future__ import annotations

import subprocess
import sys

HEAVY = "sklearn pandas polars mlflow torch matplotlib scipy streamlit spacy pyarrow deltalake pandera apprise alembic"
LATER = (
    "rich vigie.cli.commands vigie.monitoring.drift vigie.serving.drift_said sqlalchemy.orm vaderSentiment"
    " snowballstemmer onnxruntime tokenizers"
)
LOOKING_AFTER = "numpy sqlalchemy fastapi starlette uvicorn vigie.ledger"


def loaded(code: str, names: str) -> str:
    """Return which of the modules are there after this code, in a Python of its own."""
    code = f"import sys; {code}; print([name for name in {names.split()!r} if name in sys.modules])"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_importing_the_application_loads_nothing_that_trains() -> None:
    assert loaded("import vigie.serving.app, vigie.serving.server", HEAVY) == "[]"


def test_serving_starts_without_what_is_asked_for_later() -> None:
    assert loaded("import vigie.cli.main, vigie.serving.server", LATER) == "[]"


def test_looking_after_workers_needs_no_service() -> None:
    assert loaded("import vigie.cli.main, vigie.serving.options, vigie.serving.workers", LOOKING_AFTER) == "[]"


def test_hastened_start_builds_no_model_of_a_document() -> None:
    code = (
        "import gc; from vigie.serving.start import hasten; hasten(); assert not gc.isenabled();"
        "from pydantic import BaseModel; assert not BaseModel.model_config;"
        "from fastapi.openapi.models import OpenAPI; assert not OpenAPI.__pydantic_complete__"
    )
    assert loaded(code, "vigie.serving.app") == "[]"
