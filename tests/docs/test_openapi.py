"""The contract in the repository is the one that the code keeps."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

from typer.testing import CliRunner

from vigie.cli.commands import app

PAGE = Path(__file__).parents[2] / "docs" / "reference"


def test_openapi_document_is_as_the_code_is() -> None:
    made = runpy.run_path(str(PAGE / "openapi.py"))["contract"]()
    kept = (PAGE / "openapi.json").read_text(encoding="utf-8")
    assert json.loads(kept) == json.loads(made), "write it anew: make openapi"
    assert kept == made, "write it anew: make openapi"


def test_openapi_command_prints_the_contract_of_a_project_with_its_own_fields(tmp_path: Path) -> None:
    toml = 'name = "p"\ndata = { source = "rows.csv" }\ntarget = { column = "y", classes = ["a", "b"] }\n'
    (tmp_path / "vigie.toml").write_text(toml + 'features.surface = { type = "number", min = 0 }\n')
    printed = CliRunner().invoke(app, ["openapi", "--project", str(tmp_path)])
    assert printed.exit_code == 0, printed.output
    row = json.loads(printed.stdout)["components"]["schemas"]["Row"]
    assert row["required"] == ["surface"]
    assert row["properties"]["surface"]["minimum"] == 0
    assert not (tmp_path / ".vigie").exists()  # nothing was opened
