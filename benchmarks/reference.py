"""Where the reference data are."""

from __future__ import annotations

import os
from pathlib import Path


def reference_data() -> Path:
    """Return the folder of real data sets, or end with a line that says what to set."""
    given = os.environ.get("VIGIE_REFERENCE_DATA")
    folder = Path(given) if given else Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        raise SystemExit("No reference data here: set VIGIE_REFERENCE_DATA to their folder.")
    return folder
