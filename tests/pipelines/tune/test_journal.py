"""The file of a search: gone on with, begun anew with the reason, and never spoilt by half a line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from vigie.pipelines.tune.journal import Journal
from vigie.pipelines.tune.trial import Trial

FACTS: dict[str, Any] = {"the search space": {"C": {"uniform": (0, 1)}}, "the dataset": [1, "abc"]}
TRIALS = [
    Trial(1, {"C": 0.5, "words": (1, 2), "deep": {"a": (1, (2, 3))}}, 0.75, 1.5, 10),
    Trial(2, {"C": 0.1, "words": None, "deep": True}, None, 0.5, 20, error="no: «such»\nthing"),
    Trial(3, {"C": 0.1, "words": "l1", "deep": 2}, 0.5, 0.5, 20, stopped=True, epochs=((0.1, 0.2),)),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    journal = Journal(tmp_path / "tune" / "words.jsonl", FACTS)
    journal.open()
    for trial in TRIALS[:2]:
        journal.add(trial)
    journal.name_run("run 1")
    journal.add(TRIALS[2])
    return journal.path


def opened(path: Path, facts: dict[str, Any] = FACTS, *, fresh: bool = False) -> Journal:
    journal = Journal(path, facts)
    journal.open(fresh=fresh)
    return journal


def test_journal_goes_on_with_the_same_search(path: Path) -> None:
    for _ in range(2):
        journal = opened(path)
        assert (journal.trials, journal.run_id, journal.changed) == (TRIALS, "run 1", ())


def test_journal_of_another_search_begins_anew_and_says_why(path: Path) -> None:
    journal = opened(path, {**FACTS, "the dataset": [2, "abc"]})
    assert (journal.trials, journal.run_id, journal.changed) == ([], "", ("the dataset",))
    assert opened(path).changed == ("the dataset",)


def test_journal_fresh_begins_anew(path: Path) -> None:
    assert (opened(path, fresh=True).trials, opened(path).trials, opened(path).changed) == ([], [], ())


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_journal_line_cut_off_by_a_crash_is_left_out(path: Path, cut: int) -> None:
    path.write_bytes(path.read_bytes()[:-cut])
    journal = opened(path)
    whole = 3 if cut == 1 else 2
    assert journal.trials == TRIALS[:whole]
    journal.add(TRIALS[2])
    assert opened(path).trials == [*TRIALS[:whole], TRIALS[2]]


def test_journal_that_is_no_journal_begins_anew(path: Path) -> None:
    for content in (b"", b"\xff\xfe\0", b"[]\n", b"3\n", b"{}\n", b'{"format": 99, "facts": {}}\n'):
        path.write_bytes(content)
        assert opened(path).trials == []
