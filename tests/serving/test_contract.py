"""The service keeps its own contract: Schemathesis makes requests from the OpenAPI document, sound ones and others.

A few here; `make fuzz` makes thousands (FUZZ: how many examples for each address).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.service

EXAMPLES = int(os.environ.get("FUZZ", "3"))
LEAST = 5_000 if EXAMPLES >= 200 else 500

TARGET = 'target = { column = "mood", classes = ["negative", "other"] }\n'
PROJECTS = {
    "text": f"""
name = "text"
data = {{ source = "rows.csv" }}
{TARGET}
[features.text]
type = "text"
max_length = 300
example = "@airline late again"
""",
    "columns": f"""
name = "columns"
data = {{ source = "rows.csv" }}
{TARGET}
[features.airline]
type = "category"
values = ["Delta", "United"]

[features.city]
type = "category"
max_length = 40
required = false

[features.delay]
type = "number"
min = 0
max = 10_000

[features.retweets]
type = "integer"
required = false
missing = [-1]

[features.verified]
type = "boolean"
required = false
""",
}

# What a contract cannot say: that tensors are as long as their shapes, that a CSV has rows, that a label goes with a
# correction. There, sound requests may be refused. And any line is a CSV of one text, so that none is unsound.
CONFIG = """
[parameters]
"path.model" = "{name}"
"path.version" = "1"

[[operations]]
include-path-regex = "/infer$|^/verdicts$|^/reviews/"
[operations.checks]
positive_data_acceptance.enabled = false

[[operations]]
include-path = "/invocations"
[operations.checks]
positive_data_acceptance.enabled = false
negative_data_rejection.enabled = false
"""


@pytest.fixture(params=sorted(PROJECTS))
def served(request: pytest.FixtureRequest, tmp_path: Path, serve_module: Any) -> Iterator[tuple[str, str]]:
    with serve_module(tmp_path, PROJECTS[request.param]) as (_, running):
        yield request.param, running.url


def test_service_keeps_its_contract_whatever_it_is_asked(served: tuple[str, str], tmp_path: Path) -> None:
    name, url = served
    (tmp_path / "schemathesis.toml").write_text(CONFIG.format(name=name))
    options = ["--max-examples", str(EXAMPLES), "--phases", "examples,coverage,fuzzing", "--seed", "1", "--no-color"]
    done = subprocess.run(
        [Path(sys.executable).with_name("schemathesis"), "run", f"{url}/openapi.json", *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    sys.stdout.write(done.stdout[-1_500:])  # to be seen with -s
    assert done.returncode == 0, done.stdout
    made = re.search(r"([\d,]+) generated", done.stdout)
    assert made is not None
    assert int(made[1].replace(",", "")) * len(PROJECTS) >= LEAST
