"""Write docs/reference/openapi.json, the service's contract for a small project: `make openapi`.

Of a project of one's own, `vigie openapi` prints it, with that project's fields.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from vigie.core.project import load_project
from vigie.serving.document import document

FILE = Path(__file__).with_name("openapi.json")
PROJECT = """
name = "mixed"
title = "A field of each type"
data = { source = "rows.csv" }
target = { column = "mood", classes = ["negative", "other"] }

[features.text]
type = "text"
max_length = 300
example = "@airline late again"

[features.airline]
type = "category"
values = ["Delta", "United"]
required = false

[features.delay]
type = "number"
unit = "min"
required = false
min = 0
example = 12.5

[features.retweets]
type = "integer"
required = false
example = 3

[features.verified]
type = "boolean"
required = false
example = true
"""


def contract() -> str:
    """Return the document as it is kept."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "vigie.toml").write_text(PROJECT, encoding="utf-8")
        return document(load_project(Path(folder)))


if __name__ == "__main__":
    FILE.write_text(contract(), encoding="utf-8")
