"""The contract in the repository is the one that the code keeps."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "reference"


def test_openapi_document_is_as_the_code_is() -> None:
    made = runpy.run_path(str(PAGE / "openapi.py"))["contract"]()
    kept = (PAGE / "openapi.json").read_text(encoding="utf-8")
    assert json.loads(kept) == json.loads(made), "write it anew: make openapi"
    assert kept == made, "write it anew: make openapi"
