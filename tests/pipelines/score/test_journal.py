"""The journal holds what is done, whatever a crash left of its last line."""

from __future__ import annotations

from pathlib import Path

import pytest

from vigie.pipelines.score.journal import Journal, Part

FACTS = {"input": {"bytes": 3}, "job": "a"}


def journal_of(path: Path) -> Journal:
    found = Journal(path)
    found.read()
    return found


@pytest.mark.parametrize("half", [b"", b"{", b'{"part": {"number": 2, "last"', b"\xff\xfe"])
def test_journal_half_line_is_cut_off_and_written_on(tmp_path: Path, half: bytes) -> None:
    path = tmp_path / "journal.jsonl"
    first = journal_of(path)
    first.begin(FACTS)
    first.add(Part(1, 10, 9, 1, {"text is missing": 1}))
    path.write_bytes(path.read_bytes() + half)
    again = journal_of(path)
    assert (again.facts, again.last) == (FACTS, 10)
    again.add(Part(2, 20, 10, 0, {}))
    assert journal_of(path).parts == [Part(1, 10, 9, 1, {"text is missing": 1}), Part(2, 20, 10, 0, {})]


def test_journal_without_a_part_is_as_none(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    journal_of(path).begin(FACTS)
    assert journal_of(path).facts == {}
    assert path.read_bytes() == b""
