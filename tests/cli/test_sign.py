"""`vigie sign`, and what `vigie doctor` says of signatures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from vigie.cli.checkup import examine
from vigie.cli.commands import app
from vigie.core.errors import NoChampionError, ServableError, SignatureError
from vigie.core.project import Project, load_project
from vigie.pipelines.published import published, sign
from vigie.servable.folder import save_servable
from vigie.servable.manifest import Facts
from vigie.servable.prior import PriorRuntime
from vigie.servable.store import Store
from vigie.settings import Settings

PROJECT = """
name = "tiny"
data = { source = "rows.csv" }
target = { column = "mood", classes = ["good", "bad"] }

[features.text]
type = "text"
"""
SECRET = "k" * 32


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with an unsigned champion, and a dataset as far as anybody looks."""
    (tmp_path / "vigie.toml").write_text(PROJECT, encoding="utf-8")
    made = load_project(tmp_path)
    made.dataset_folder.mkdir(parents=True)
    facts = Facts(name="prior", recipe="dummy", project="tiny")
    save_servable(tmp_path / "candidate", PriorRuntime(np.array([0.6, 0.4])), made.schema, [{"text": "a"}], facts)
    store = Store(made.store_folder)
    for version in ("1", "2"):
        store.publish(tmp_path / "candidate", version)
    store.set_champion("2")
    return made


def told(project: Project) -> str:
    return "\n".join(f"{finding.well} {finding.what}" for finding in examine(project.root))


def test_sign_signs_the_champion_or_what_is_named_and_doctor_says_how_it_is(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "None models are not signed" in told(project)
    monkeypatch.setenv("VIGIE_SIGNING_KEY", SECRET)
    assert "False The servable" in told(project)
    signed = CliRunner().invoke(app, ["sign", "--project", str(project.root)])
    assert (signed.exit_code, signed.output) == (0, "Version 2 is signed.\n")
    assert "True version 2 is champion, is signed" in told(project)
    store = published(project, Settings(signing_key=SECRET))
    with pytest.raises(SignatureError):
        store.load("1")
    assert CliRunner().invoke(app, ["sign", "1", "2", "--project", str(project.root)]).exit_code == 0
    assert store.load("1").manifest.version == "1"


def test_sign_without_a_key_or_a_champion_says_so(project: Project) -> None:
    with pytest.raises(ServableError, match="VIGIE_SIGNING_KEY"):
        sign(project, Settings())
    project.store_folder.rename(project.root / "away")
    with pytest.raises(NoChampionError):
        sign(project, Settings(signing_key=SECRET))
