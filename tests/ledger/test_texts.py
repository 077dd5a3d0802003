"""Texts that the ledger must not hold."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from vigie.core.errors import ProjectError
from vigie.ledger.texts import PREFIX, HiddenTexts, check_salt, read_salt


def test_hidden_texts_replaces_texts_only_and_leaves_the_row_as_it_is() -> None:
    row = {"text": "late again", "airline": "late again", "price": 3.5, "comment": None}
    hidden = HiddenTexts(b"s" * 16, ["text", "comment"]).row(row)
    assert hidden["text"].startswith(PREFIX)
    assert len(hidden["text"]) == len(PREFIX) + 64
    assert {**hidden, "text": "late again"} == row
    assert row["text"] == "late again"


def test_digest_depends_on_text_and_salt_alone() -> None:
    one, other = HiddenTexts(b"s" * 16, []), HiddenTexts(b"t" * 16, [])
    assert one.digest("a") == one.digest("a") != one.digest("b")
    assert one.digest("a") != other.digest("a")


def test_read_salt_makes_it_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "texts.salt"
    with ThreadPoolExecutor(8) as threads:
        salts = set(threads.map(lambda _: read_salt(path), range(32)))
    assert len(salts) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["texts.salt"]


def test_read_salt_that_is_too_short_or_unreadable_is_refused(tmp_path: Path) -> None:
    (tmp_path / "short").write_text("salt")
    with pytest.raises(ProjectError, match="too short"):
        read_salt(tmp_path / "short")
    with pytest.raises(ProjectError, match="neither be read nor made"):
        read_salt(tmp_path / "short" / "texts.salt")
    assert check_salt(b"s" * 16) == b"s" * 16
