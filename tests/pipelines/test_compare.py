"""The comparison of trained candidates: order, tests, costs, what is recommended, and what the service is told."""

from __future__ import annotations

import json

import pytest

from vigie.core.answers.service import Leaderboard as Told
from vigie.core.project import Project
from vigie.evaluation.correction import holm
from vigie.pipelines.compare import LEADERBOARD, Leaderboard, compare
from vigie.settings import Settings


@pytest.fixture(scope="module")
def board(tweets: Project, settings: Settings) -> Leaderboard:
    return compare(tweets, settings)


def test_compare_best_first_and_every_other_tested_against_it(board: Leaderboard) -> None:
    assert [standing.name for standing in board.standings] == ["words", "lexicon", "majority"]
    assert (board.best.is_best, board.best.against_best, board.best.p_value) == (True, None, None)
    tests = [standing.against_best for standing in board.standings[1:]]
    raw = [test.p_value for test in tests if test is not None]
    assert [standing.p_value for standing in board.standings[1:]] == pytest.approx(holm(raw).tolist())
    assert board.standings[-1].is_real


def test_compare_costs_are_measured_and_energy_is_never_made_up(board: Leaderboard) -> None:
    for standing in board.standings:
        run = standing.run
        assert run.answer_ms is not None
        assert run.answer_ms > 0
        assert run.rows_per_second is not None
        assert run.rows_per_second > 100
        assert run.joules_per_1000 is None or run.joules_per_1000 > 0


def test_compare_failed_candidate_is_listed_with_its_reason(board: Leaderboard) -> None:
    assert [run.candidate for run in board.failed] == ["broken"]
    assert "could not be fitted" in (board.failed[0].error or "")


def test_compare_recommends_words_where_all_others_are_really_worse(board: Leaderboard) -> None:
    assert board.recommendation.name == "words"
    assert board.recommended is board.best


def test_compare_service_is_told_in_its_own_form(board: Leaderboard, tweets: Project) -> None:
    content = (tweets.store_folder / LEADERBOARD).read_text(encoding="utf-8")
    told = Told.model_validate_json(content)
    assert [standing.candidate for standing in told.candidates] == ["words", "lexicon", "majority"]
    assert told.candidates[0].p_value is None
    more = json.loads(content)
    assert more["recommended"] == "words"
    assert more["recommendation"]["fr"].startswith("Prenez words")
    assert more["failed"][0]["candidate"] == "broken"
