"""A tiny project per template, trained for real, and the folder of reference data."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """Return the folder of real data sets; the tests that need it are marked `reference`."""
    given = os.environ.get("VIGIE_REFERENCE_DATA")
    folder = Path(given) if given else Path(__file__).parents[3] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no reference data here: set VIGIE_REFERENCE_DATA to their folder")
    return folder
