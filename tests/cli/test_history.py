"""`vigie history`, where nothing has happened yet."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from vigie.cli.commands import app

PROJECT = """
name = "tweets"
data = { source = "x.csv" }
target = { column = "mood", classes = ["bad", "good"] }
features = { text = { type = "text" } }
"""


@pytest.mark.parametrize(
    ("asked", "said", "code"),
    [
        ((), "Nothing was ever in production", 0),
        (("--on", "2026-01-31"), "Nothing was in production on 2026-01-31", 0),
        (("--on", "9999-01-31"), "is still to come", 2),
        (("--on", "yesterday"), "is no day", 2),
    ],
)
def test_history_without_a_promotion_says_so(tmp_path: Path, asked: tuple[str, ...], said: str, code: int) -> None:
    (tmp_path / "vigie.toml").write_text(PROJECT, encoding="utf-8")
    found = CliRunner().invoke(app, ["history", *asked, "--project", str(tmp_path)])
    assert (found.exit_code, said in found.output) == (code, True), found.output
