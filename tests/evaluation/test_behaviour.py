"""The project's own behaviour tests, run from real files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from vigie.core.types import Row
from vigie.evaluation.behaviour import run_behaviour_tests


def predict(row: Row) -> Mapping[str, float]:
    angry = "late" in row["text"]
    return {"negative": 0.9, "other": 0.1} if angry else {"negative": 0.2, "other": 0.8}


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return tmp_path / "behaviour.py"


def test_run_behaviour_tests_mixed_file_reports_each_in_order(written: Path) -> None:
    written.write_text(
        "LIMIT = 0.5\n"
        "def helper(row): return row\n"
        "def test_delay_is_negative(predict):\n"
        "    assert predict({'text': 'late again'})['negative'] > LIMIT\n"
        "def test_thanks_is_negative(predict):\n"
        "    answer = predict({'text': 'thanks'})\n"
        "    assert answer['negative'] > LIMIT, 'thanks got too little'\n"
        "def test_without_message(predict):\n"
        "    assert predict({'text': 'thanks'})['negative'] == 1\n"
        "def test_broken(predict):\n"
        "    predict({})\n"
    )
    results = run_behaviour_tests(written, predict)
    assert [(result.name, result.passed, result.text) for result in results] == [
        ("behaviour: delay is negative", True, "holds"),
        ("behaviour: thanks is negative", False, "thanks got too little (line 7)"),
        ("behaviour: without message", False, "assert predict({'text': 'thanks'})['negative'] == 1 (line 9)"),
        ("behaviour: broken", False, "KeyError: 'text' (line 11)"),
    ]


def test_run_behaviour_tests_edited_file_shows_the_new_line(written: Path) -> None:
    written.write_text("def test_it(predict):\n    assert 1 == 2\n")
    assert run_behaviour_tests(written, predict)[0].text == "assert 1 == 2 (line 2)"
    written.write_text("def test_it(predict):\n    assert 30 == 40\n")
    assert run_behaviour_tests(written, predict)[0].text == "assert 30 == 40 (line 2)"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("def test_it(predict:\n", "cannot be run: SyntaxError"),
        ("import no_such_library_anywhere\n", "cannot be run: ModuleNotFoundError"),
        ("x = 1\n", "has no function whose name begins with test_"),
    ],
)
def test_run_behaviour_tests_unusable_file_is_refused(written: Path, content: str, reason: str) -> None:
    written.write_text(content)
    (result,) = run_behaviour_tests(written, predict)
    assert not result.passed
    assert reason in result.text


def test_run_behaviour_tests_no_file_is_refused(tmp_path: Path) -> None:
    (result,) = run_behaviour_tests(tmp_path / "none.py", predict)
    assert not result.passed
    assert "there is no file" in result.text
