"""Vectors from files as they are published, and as they go wrong."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from vigie.core.errors import VectorsFileError
from vigie.models.embeddings.vectors_file import read_vectors

GLOVE = "the 0.1 0.2\nlate 1.0 -1.0\n. . 9 9\nJetBlue 3 4\njetblue 5 6\n"
WORD2VEC = "3 2\nthe 0.1 0.2\nlate 1.0 -1.0\nété 2 2\n"
FASTTEXT = "2 2 \nlate 1.0 -1.0 \nthe 0.1 0.2 \n"


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(text: str, name: str = "words.vec") -> Path:
        content = text.encode()
        path = tmp_path / name
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        return path

    return write_file


@pytest.mark.parametrize("text", [GLOVE, WORD2VEC, FASTTEXT])
@pytest.mark.parametrize("name", ["words.vec", "words.txt.gz"])
def test_file_of_each_form_gives_its_vectors(text: str, name: str, write: Write) -> None:
    vectors = read_vectors(write(text, name), ["late", "absent"])
    assert vectors.words == ("late",)
    assert vectors.matrix.tolist() == [[1.0, -1.0]]


def test_other_spellings_stand_in_and_the_very_word_goes_first(write: Write) -> None:
    path = write(GLOVE)
    found = read_vectors(path, ["@jetblue", "jetblue", "#late", "late"])
    of_word = dict(zip(found.words, found.matrix.tolist(), strict=True))
    assert of_word == {"jetblue": [5, 6], "@jetblue": [5, 6], "late": [1, -1], "#late": [1, -1]}


def test_french_elision_is_found_with_its_apostrophe_or_without(write: Write) -> None:
    assert read_vectors(write("l 1 2\nd' 3 4\n"), ["l'", "d'"]).words == ("l'", "d'")


def test_first_words_of_the_file_are_kept_beside_those_asked_for(write: Write) -> None:
    assert set(read_vectors(write(WORD2VEC), ["été"], common=1).words) == {"the", "été"}


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a 1 2\nb 1\n", 2, "1 numbers and 2 are expected"),
        ("a 1 2\nb 1 2 3\n", 2, "3 numbers and 2 are expected"),
        ("2 3\na 1 2\nb 1 2\n", 2, "2 numbers and 3 are expected"),
        ("a 1 2\nb 1 x\n", 2, "is no number"),
        ("a 1 2\nb 1 nan\n", 2, "not finite"),
        ("a\nb\n", 1, "0 numbers"),
        ("\na 1\n", 1, "0 numbers"),
    ],
)
def test_wrong_line_is_named_with_its_number(text: str, line: int, reason: str, write: Write) -> None:
    path = write(text)
    with pytest.raises(VectorsFileError) as caught:
        read_vectors(path, ["a", "b"])
    assert caught.value.line == line
    assert reason in caught.value.reason
    assert f"{path}, line {line}" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "holds no vectors"),
        ("5 2\na 1 2\n", "announces 5 words and 1 are there"),
        ("x 1 2\ny 3 4\n", "none of its 2 words"),
    ],
)
def test_file_of_no_use_says_why(text: str, reason: str, write: Write) -> None:
    with pytest.raises(VectorsFileError, match=reason):
        read_vectors(write(text), ["a"])


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(VectorsFileError, match=r"absent\.vec cannot be used: there is no such file"):
        read_vectors(tmp_path / "absent.vec", ["a"])


def test_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    whole = gzip.compress(b"a 1 2\n" * 1000)
    (tmp_path / "cut.vec.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "plain.vec.gz").write_bytes(b"a 1 2\n")
    for path in (tmp_path, tmp_path / "cut.vec.gz", tmp_path / "plain.vec.gz"):
        with pytest.raises(VectorsFileError, match="it cannot be read"):
            read_vectors(path, ["a"])


def test_broken_bytes_harm_only_their_own_word(tmp_path: Path) -> None:
    (tmp_path / "words.vec").write_bytes(b"\xff\xfe 1 2\na 3 4\n")
    assert read_vectors(tmp_path / "words.vec", ["a"]).matrix.tolist() == [[3, 4]]
