"""Weighted averages of words' rows."""

from __future__ import annotations

import numpy as np
import pytest

from vigie.servable.averages import LONGEST_WORD, Averages, cut_subwords

ONE = np.ones(1)


def test_weights_say_how_much_a_word_counts() -> None:
    averages = Averages(r"\w+", ("a", "b"), np.array([1.0, 3.0]), np.array([[4.0, 0.0], [0.0, 4.0]]))
    assert averages.of(["a b", "a a b", "", "c"]).tolist() == [[1, 3], [1.6, 2.4], [0, 0], [0, 0]]


def test_unseen_word_is_the_mean_of_its_known_subwords() -> None:
    averages = Averages(
        r"\w+", ("a",), ONE, np.array([[0.0]]), ("<la", "ate"), np.array([[2.0], [4.0]]), (3, 3), unseen_weight=1.0
    )
    assert averages.of(["late", "late a", "zzz"]).tolist() == [[3], [1.5], [0]]


def test_shares_add_up_to_the_average() -> None:
    averages = Averages(r"\w+", ("a", "b"), np.array([1.0, 3.0]), np.array([[4.0], [-1.0]]))
    shares = averages.shares("a x b a")
    assert [word for word, _ in shares] == ["a", "b", "a"]
    assert sum(share for _, share in shares) == pytest.approx(averages.of(["a x b a"])[0])


def test_very_long_word_has_few_subwords() -> None:
    assert len(cut_subwords("x" * 1_000_000, (3, 5))) < 3 * (LONGEST_WORD + 2)
    assert cut_subwords("a", (3, 5)) == ["<a>"]


@pytest.mark.parametrize(("words", "subwords"), [(("a", "b"), ()), (("a",), ("ab",))])
def test_tables_of_another_size_are_refused(words: tuple[str, ...], subwords: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="the table"):
        Averages(r"\w+", words, ONE, np.ones((1, 1)), subwords)
