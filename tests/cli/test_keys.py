"""`vigie keys`, and the key that the page of `vigie up` asks with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from vigie.cli.commands import app
from vigie.cli.up import key_for_page, programs
from vigie.core.errors import KeyNotFoundError, KeyTakenError, VigieError
from vigie.core.keys import key_id_of
from vigie.core.project import load_project
from vigie.ledger import open_ledger

PROJECT = """
name = "tiny"
data = { source = "rows.csv" }

[target]
column = "mood"
classes = ["good", "bad"]

[features.text]
type = "text"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "vigie.toml").write_text(PROJECT, encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["keys", *arguments, "--project", str(folder)])


def test_keys_create_prints_the_key_alone_and_list_never_shows_it(folder: Path) -> None:
    made = run(folder, "create", "page", "--scope", "verdict,predict", "--scope", "read", "--expires", "30")
    assert made.exit_code == 0, made.output
    text = made.stdout.strip()
    assert key_id_of(text) is not None
    assert "'page' (predict, verdict, read), shown this once" in made.stderr
    listed = run(folder, "list").output
    assert text not in listed
    assert all(word in listed for word in ("page", str(key_id_of(text)), "predict read verdict", "live"))


def test_keys_revoke_ends_it_and_frees_its_name(folder: Path) -> None:
    run(folder, "create", "page", "--scope", "read")
    assert isinstance(run(folder, "create", "page", "--scope", "read").exception, KeyTakenError)
    assert "Revoked: page" in run(folder, "revoke", "page").output
    assert "revoked 2" in run(folder, "list").output
    assert isinstance(run(folder, "revoke", "page").exception, KeyNotFoundError)
    assert run(folder, "create", "page", "--scope", "read").exit_code == 0


def test_keys_list_without_any_says_how_to_make_one(folder: Path) -> None:
    assert "'vigie keys create NAME --scope predict'" in run(folder, "list").output


def test_keys_create_with_an_unknown_scope_names_the_nearest(folder: Path) -> None:
    error = run(folder, "create", "page", "--scope", "predicts").exception
    assert isinstance(error, VigieError)
    assert "Did you mean 'predict'?" in str(error)


def test_page_of_up_has_a_key_of_its_own_while_it_runs(folder: Path) -> None:
    (folder / "vigie.toml").write_text(PROJECT + "[service]\nkeys = true\n", encoding="utf-8")
    project = load_project(folder)
    with key_for_page(project) as text:
        page = next(part for part in programs(project, page_key=text) if part.name == "page")
        assert page.environment == {"VIGIE_KEY": text}
        assert text not in json.dumps(list(page.command))
        ledger = open_ledger(project.ledger_url)
        assert [key.fits(text.encode()) for key in ledger.unrevoked_keys()] == [True]
    assert ledger.unrevoked_keys() == []
    ledger.close()


def test_page_of_up_needs_no_key_where_keys_are_off(folder: Path) -> None:
    with key_for_page(load_project(folder)) as text:
        assert text == ""


def test_page_of_up_uses_the_key_of_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "vigie.toml").write_text(PROJECT + "[service]\nkeys = true\n", encoding="utf-8")
    monkeypatch.setenv("VIGIE_KEY", "vigie_mine")
    with key_for_page(load_project(folder)) as text:
        assert text == ""
