"""`vigie challenge`, as people type it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vigie.cli.commands import app
from vigie.core.errors import NoChallengeError, VigieError
from vigie.core.project import load_project
from vigie.ledger import ChallengerAnswer, PredictionRow, new_prediction_id, now, open_ledger

TOML = """
name = "moods"
data = { source = "moods.csv" }
target = { column = "mood", classes = ["good", "bad"] }
[features.text]
type = "text"
"""
RULES = {"min_gain": 0.01, "error": 0.05, "longest_s": 3_600.0, "verdicts": "all", "classes": 2, "candidate": "words"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "vigie.toml").write_text(TOML, encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> str:
    done = CliRunner().invoke(app, ["challenge", *arguments, "--project", str(folder)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_status_without_a_challenger_says_how_to_begin(folder: Path) -> None:
    assert "vigie challenge CANDIDATE" in run(folder)


def test_status_tells_the_counts_the_words_and_the_course_then_stop_ends_it(folder: Path) -> None:
    url = load_project(folder).ledger_url
    with closing(open_ledger(url)) as ledger:
        begun = ledger.challenges.start("shadow", "2", champion="1", share=1.0, who="ada", settings=RULES)
        rows = [PredictionRow(new_prediction_id(), now(), "1", "{}", "good", 0.9, "{}") for _ in range(16)]
        ledger.record_predictions(rows)
        ledger.challenges.record_answers(
            [ChallengerAnswer(row.id, begun.id, row.at, "bad", 0.8, "{}", 50, 0) for row in rows]
        )
        for row in rows:
            ledger.record_verdict(row.id, "rejected")
    said = run(folder, "status")
    assert "Version 2 (words) against version 1: shadow, 100% of the requests" in said
    assert "Asked 16 times: 0.0% the same answer as the champion's; 0.05 ms each." in said
    assert "Right by 16 verdicts: champion 0.0%, challenger 100.0%." in said
    assert "Challenger 2 is better" in said
    assert "●" in said
    assert "challenges no more" in run(folder, "stop", "--why", "seen enough")
    assert "seen enough" in run(folder)
    with pytest.raises(NoChallengeError):
        run(folder, "stop")


def test_mode_that_there_is_not_is_refused_with_the_nearest(folder: Path) -> None:
    with pytest.raises(VigieError, match="Did you mean canary"):
        run(folder, "words", "--mode", "canari")
