"""`vigie compare | explain | errors` as people type them: what they say, and what fits into a narrow window."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vigie.cli.commands import app
from vigie.core.project import Project
from vigie.pipelines.served import find_served
from vigie.settings import Settings


def said(project: Project, *arguments: str) -> str:
    result = CliRunner().invoke(app, [*arguments, "--project", str(project.root)])
    assert result.exit_code == 0, f"{result.output} {result.exception!r}"
    return result.output


def test_compare_command_names_the_recommended_one_and_the_failed_one(tweets: Project) -> None:
    told = said(tweets, "compare")
    assert told.splitlines()[1].split()[0] == "words"
    assert "Take words: it is the best" in told
    assert "broken failed:" in told
    assert "Holm-corrected" in told


def test_compare_command_writes_a_page_where_it_is_told(tweets: Project, tmp_path: Path) -> None:
    assert "page.html" in said(tweets, "compare", "--html", str(tmp_path / "page.html"))
    assert (tmp_path / "page.html").stat().st_size < 1_000_000
    refused = CliRunner().invoke(app, ["compare", str(tmp_path / "page.html"), "--project", str(tweets.root)])
    assert refused.exit_code == 2


def test_explain_command_shows_bars_that_fit_into_80_columns(tweets: Project, settings: Settings) -> None:
    key = find_served(tweets, settings, "words").rows.keys[0]
    row = said(tweets, "explain", "words", key)
    assert "The row's own label is" in row
    whole = said(tweets, "explain", "words", "--top", "5")
    assert "█" in row
    assert "█" in whole
    assert all(len(line) <= 80 for line in [*row.splitlines(), *whole.splitlines()])


@pytest.mark.parametrize("row", [None, '{"text": "late again"}'])
def test_explain_command_json_is_read_by_programs(tweets: Project, row: str | None) -> None:
    facts = json.loads(said(tweets, "explain", "words", *([row] if row else []), "--json"))
    assert facts["model"] == "words"
    assert set(facts["terms" if row is None else "probabilities"]) == {"negative", "other"}


def test_errors_command_shows_all_three_and_writes_the_review(tweets: Project, tmp_path: Path) -> None:
    told = said(tweets, "errors", "words", "--top", "3", "--out", str(tmp_path / "review.csv"))
    for part in ("Where it is worst", "Surest mistakes", "Likely wrong labels", "review.csv"):
        assert part in told
    assert (tmp_path / "review.csv").is_file()
