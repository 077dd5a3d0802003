"""Words as bytes."""

from __future__ import annotations

import pytest

from vigie.servable.word_list import pack_words, unpack_words


@pytest.mark.parametrize("words", [[], ["late"], ["été", "😡", "a b", "\u2028", "\r"]])
def test_words_come_back_as_they_were(words: list[str]) -> None:
    assert unpack_words(pack_words(words)) == words


@pytest.mark.parametrize("word", ["", "a\nb"])
def test_words_that_would_not_come_back_are_refused(word: str) -> None:
    with pytest.raises(ValueError, match="empty or holds a line break"):
        pack_words(["late", word])
