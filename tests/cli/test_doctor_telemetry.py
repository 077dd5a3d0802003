"""`vigie doctor` on telemetry: silent unless the environment asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from vigie.cli.checkup import examine

TOML = 'name = "p"\ndata = { source = "rows.csv" }\ntarget = { column = "y", classes = ["a", "b"] }\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "vigie.toml").write_text(TOML + 'features.x = { type = "number" }\n', encoding="utf-8")
    return tmp_path


def test_doctor_says_who_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not [one for one in examine(folder) if "are told by" in one.what]
    monkeypatch.setenv("APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=0")
    (found,) = [one for one in examine(folder) if "are told by" in one.what]
    assert (found.what, found.well) == ("requests and verdicts are told by extra 'azure'", True)
