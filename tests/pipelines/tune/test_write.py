"""Parameters into a project file: everything else stays as its author wrote it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from vigie.core.errors import ProjectFileError
from vigie.pipelines.tune.write import write_params

FILE = """# mine
name = "moods"   # short

[candidates.plain]   # the first
recipe = "tfidf-logreg"        # words
# params = { C = 1.0 }

[candidates.plain.search]
C = { log_uniform = [0.01, 100] }  # wide

[candidates.inline]
params = { C = 1.0, b = [ 1, 2 ] }  # old
recipe = "tfidf-svc"

[candidates.table]
recipe = "x"
[candidates.table.params]
C = 3 # three
d = 4 # four

[candidates.dotted]
recipe = "x"
params.C = 1

[gates]
min_gain  =  0.0
"""
BEST = {"C": 0.25, "words": (1, 2), "penalty": 'l"1', "stop_words": True}


@pytest.mark.parametrize(
    ("candidate", "changes"),
    [
        ("plain", {"# params = { C = 1.0 }": "# params = { C = 1.0 }\nNEW"}),
        ("inline", {"params = { C = 1.0, b = [ 1, 2 ] }  # old": "NEW  # old"}),
    ],
)
def test_write_inline_params_change_one_line(tmp_path: Path, candidate: str, changes: dict[str, str]) -> None:
    file = tmp_path / "vigie.toml"
    file.write_text(FILE, encoding="utf-8")
    write_params(file, candidate, BEST)
    expected = FILE
    for former, instead in changes.items():
        line = 'params = { C = 0.25, words = [1, 2], penalty = "l\\"1", stop_words = true }'
        expected = expected.replace(former, instead.replace("NEW", line))
    assert file.read_text(encoding="utf-8") == expected


@pytest.mark.parametrize("candidate", ["table", "dotted"])
def test_write_params_with_lines_of_their_own_keep_comments(tmp_path: Path, candidate: str) -> None:
    file = tmp_path / "vigie.toml"
    file.write_text(FILE, encoding="utf-8")
    write_params(file, candidate, {"C": 7.5, "words": (1, 2)})
    text = file.read_text(encoding="utf-8")
    assert tomllib.loads(text)["candidates"][candidate]["params"] == {"C": 7.5, "words": [1, 2]}
    assert ("C = 7.5 # three" in text) == (candidate == "table")
    others = {name: entry for name, entry in tomllib.loads(text)["candidates"].items() if name != candidate}
    assert others == {k: v for k, v in tomllib.loads(FILE)["candidates"].items() if k != candidate}


def test_write_twice_changes_nothing_more(tmp_path: Path) -> None:
    file = tmp_path / "vigie.toml"
    file.write_text(FILE, encoding="utf-8")
    write_params(file, "plain", BEST)
    once = file.read_bytes()
    write_params(file, "plain", BEST)
    assert file.read_bytes() == once
    assert [path.name for path in tmp_path.iterdir()] == ["vigie.toml"]


def test_write_candidate_that_is_not_there_leaves_the_file(tmp_path: Path) -> None:
    file = tmp_path / "vigie.toml"
    file.write_bytes(FILE.replace("\n", "\r\n").encode())
    before = file.read_bytes()
    with pytest.raises(ProjectFileError, match="candidates -> other"):
        write_params(file, "other", BEST)
    assert file.read_bytes() == before
    write_params(file, "inline", BEST)
    assert file.read_bytes().count(b"\r\n") == before.count(b"\r\n"), "line ends were changed"
