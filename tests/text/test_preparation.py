"""Stems and lemmas: what takes another form, and what must not."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from vigie.core.errors import MissingPartError
from vigie.core.types import Language
from vigie.text import lemmas, stems
from vigie.text.preparation import Preparation, prepare
from vigie.text.tokens import tokenise


@pytest.mark.parametrize(
    ("language", "preparation", "text", "expected"),
    [
        ("en", "none", "flights were late", "flights were late"),
        ("en", "stem", "flights were delayed again", "flight were delay again"),
        ("en", "lemma", "flights were delayed again", "flight be delay again"),
        ("fr", "stem", "les remboursements étaient refusés", "le rembours étaient refus"),
        ("fr", "lemma", "les remboursements étaient refusés", "le remboursement être refusé"),
    ],
)
def test_prepare_gives_each_word_its_form(
    language: Language, preparation: Preparation, text: str, expected: str
) -> None:
    assert " ".join(prepare(text.split(), preparation, language)) == expected


@pytest.mark.parametrize("preparation", ["stem", "lemma"])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["@flights", "#flights", "don't", "no", "less", "cannot", "😡", "!!!", "15", "1st"]),
        ("fr", ["l'", "n'", "aujourd'hui", "ne", "pas", "plus", "@avions", "😀", "2e"]),
    ],
)
def test_prepare_leaves_negations_mentions_and_signs_alone(
    language: Language, words: list[str], preparation: Preparation
) -> None:
    assert prepare(words, preparation, language) == words


@pytest.mark.parametrize("preparation", ["stem", "lemma"])
def test_prepare_leaves_endless_words_alone(preparation: Preparation) -> None:
    word = "ing" * 300_000
    assert prepare([word], preparation, "en") == [word]


@pytest.mark.parametrize("preparation", ["stem", "lemma"])
def test_prepare_keeps_the_number_of_words(preparation: Preparation) -> None:
    words = tokenise("s es ing ed a ! l'avion \0 日本語", "fr")
    forms = prepare(words, preparation, "fr")
    assert len(forms) == len(words)
    assert all(forms)


def test_prepare_in_threads_gives_the_same_forms() -> None:
    words = [f"{start}{end}ations" for start in "abcdefghij" for end in "abcdefghij"]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: prepare(words, "stem", "fr"), range(16)))
    assert all(forms == [stems.stem(word, "fr") for word in words] for forms in found)


def test_prepare_with_another_preparation_is_refused() -> None:
    with pytest.raises(ValueError, match="none, stem, lemma"):
        prepare(["x"], "porter", "en")  # type: ignore[arg-type]  # what the test is about


@pytest.mark.parametrize(
    ("absent", "cached", "call", "remedy"),
    [
        ("simplemma", lemmas._lemmatiser, lambda: lemmas.lemma("was", "en"), r"vigie\[lemmas\]"),
        ("snowballstemmer.french_stemmer", stems._stemmer, lambda: stems.stem("x", "fr"), "vigie"),
    ],
)
def test_a_missing_library_names_what_to_install(
    absent: str, cached: object, call: object, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached.cache_clear()  # type: ignore[attr-defined]  # of functools
    monkeypatch.setitem(sys.modules, absent, None)
    with pytest.raises(MissingPartError, match=remedy):
        call()  # type: ignore[operator]  # a lambda
