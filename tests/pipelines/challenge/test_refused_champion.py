"""A champion that is refused, such as one from before there was a signing key, and a candidate that follows it."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vigie.cli.commands import app
from vigie.core.errors import SignatureError
from vigie.core.project import Project, load_project
from vigie.ledger import open_ledger
from vigie.pipelines.challenge.start import challenge
from vigie.pipelines.promote import rollback
from vigie.pipelines.published import published, sign
from vigie.settings import Settings

SECRET = "k" * 32
SIGNING = Settings(user="ada", signing_key=SECRET)


@pytest.fixture
def project(trained: Project, tmp_path: Path) -> Project:
    """A copy of the trained project, whose champion is not signed."""
    return load_project(shutil.copytree(trained.root, tmp_path / "copy"))


def test_promote_over_an_unsigned_champion_goes_on_and_says_what_it_could_not_do(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_SIGNING_KEY", SECRET)
    former = published(project, SIGNING).champion()
    with pytest.raises(SignatureError):
        challenge(project, SIGNING, "words", "canary", 0.2)
    done = CliRunner().invoke(app, ["promote", "words", "--project", str(project.root)])
    said = " ".join(done.output.split())
    assert done.exit_code == 0, done.output
    assert "min_gain: nothing was compared with the champion. The servable at" in said
    assert f"cannot go back to it as it is. The servable at {project.store_folder}/versions/{former} is refused" in said
    assert published(project, SIGNING).load_champion().manifest.name == "words"
    with closing(open_ledger(project.ledger_url)) as ledger:
        assert "nothing was compared" in str(ledger.deployments(limit=1)[0])
    with pytest.raises(SignatureError):
        rollback(project, SIGNING, None, "")
    sign(project, SIGNING, [str(former)])
    assert rollback(project, SIGNING, None, "").version == former
