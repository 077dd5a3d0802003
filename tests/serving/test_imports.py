"""The service carries no training library."""

from __future__ import annotations

import subprocess
import sys

HEAVY = "sklearn pandas polars mlflow torch matplotlib scipy streamlit spacy pyarrow deltalake pandera apprise alembic"


def test_importing_the_application_loads_nothing_that_trains() -> None:
    code = (
        "import sys, vigie.serving.app, vigie.serving.server;"
        f"print([name for name in {HEAVY.split()!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
