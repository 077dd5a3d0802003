"""The terms of a text are those that scikit-learn's TfidfVectorizer counts."""

from __future__ import annotations

from collections import Counter
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer

from vigie.models.counting.words import PreparedWords
from vigie.servable.murmur import Buckets
from vigie.servable.terms import TermsSpec, make_terms
from vigie.text.preparation import Preparation
from vigie.text.tokens import TOKENS

WORDS = r"\w+"
TEXTS = st.text(alphabet="ab cé!😀'\n\t1", max_size=40)


def found(spec: TermsSpec, text: str, terms: list[str]) -> tuple[Counter[str], Counter[str]]:
    """Return the terms by `ids` and by `occurrences`, the vocabulary being all that could be there but one."""
    vocabulary = {term: number for number, term in enumerate(terms, start=1)}
    block = make_terms(spec, vocabulary, 0)
    by_id = Counter(terms[number - 1] for number in block.ids(text).tolist() if number)
    return by_id, Counter(terms[number - 1] for number, _ in block.occurrences(text))


@given(TEXTS, st.integers(1, 3), st.integers(0, 3), st.booleans())
@pytest.mark.parametrize("analyzer", ["char_wb", "char"])
def test_char_terms_are_those_of_scikit_learn(
    analyzer: Literal["char", "char_wb"], text: str, shortest: int, more: int, lowercase: bool
) -> None:
    lengths = (shortest, shortest + more)
    oracle = TfidfVectorizer(analyzer=analyzer, ngram_range=lengths, lowercase=lowercase).build_analyzer()
    expected = Counter(oracle(text))
    spec = TermsSpec(name="chars", analyzer=analyzer, ngram_range=lengths, lowercase=lowercase)
    assert found(spec, text, sorted(expected)) == (expected, expected)


@given(TEXTS, st.integers(1, 2), st.integers(0, 2), st.sampled_from([r"(?u)\b\w\w+\b", r"\w+|[^\w\s]", r"'?(\w+)"]))
def test_word_terms_are_those_of_scikit_learn(text: str, shortest: int, more: int, pattern: str) -> None:
    lengths = (shortest, shortest + more)
    oracle = TfidfVectorizer(
        ngram_range=lengths, token_pattern=pattern, stop_words=["ab"], lowercase=False
    ).build_analyzer()
    expected = Counter(oracle(text))
    spec = TermsSpec(
        name="words", analyzer="word", ngram_range=lengths, token_pattern=pattern, stop_words=("ab",), lowercase=False
    )
    assert found(spec, text, sorted(expected)) == (expected, expected)


@given(TEXTS, st.sampled_from(["stem", "lemma"]))
@settings(deadline=None)  # the first lemma reads a dictionary
def test_prepared_word_terms_are_those_of_the_recipes(text: str, preparation: Preparation) -> None:
    words = PreparedWords("fr", preparation, ("ab",))
    oracle = TfidfVectorizer(ngram_range=(1, 2), tokenizer=words, token_pattern=None, lowercase=False)
    expected = Counter(oracle.build_analyzer()(text))
    spec = TermsSpec(
        name="words", analyzer="word", ngram_range=(1, 2), token_pattern=TOKENS["fr"], stop_words=("ab",),
        preparation=preparation, language="fr",
    )  # fmt: skip
    assert found(spec, text, sorted(expected)) == (expected, expected)


@given(TEXTS, st.integers(1, 40))
@pytest.mark.parametrize("analyzer", ["word", "char_wb", "char"])
def test_hashed_terms_fall_into_the_buckets_of_scikit_learn(
    analyzer: Literal["word", "char", "char_wb"], text: str, buckets: int
) -> None:
    oracle = HashingVectorizer(
        analyzer=analyzer, ngram_range=(1, 2), token_pattern=WORDS, lowercase=False, n_features=buckets,
        alternate_sign=False, norm=None,
    )  # fmt: skip
    spec = TermsSpec(name="t", analyzer=analyzer, ngram_range=(1, 2), token_pattern=WORDS, buckets=buckets)
    block = make_terms(spec, Buckets(buckets, first=1), 0)
    counts = np.bincount(block.ids(text), minlength=buckets + 1)[1:]
    assert counts.tolist() == oracle.transform([text]).toarray()[0].tolist()
    assert Counter(number for number, _ in block.occurrences(text)) == Counter(block.ids(text)[1:].tolist())


@pytest.mark.parametrize("analyzer", ["word", "char_wb", "char"])
def test_terms_outside_the_vocabulary_are_the_null_term_only(analyzer: str) -> None:
    spec = TermsSpec.model_validate({"name": "t", "analyzer": analyzer, "ngram_range": (1, 2), "token_pattern": r"\w+"})
    block = make_terms(spec, {"zebra": 8}, 7)
    assert set(block.ids("some text").tolist()) == set(block.ids("").tolist()) == {7}
    assert list(block.occurrences("some text")) == []


def test_occurrences_of_words_name_the_places_they_lie_in() -> None:
    spec = TermsSpec.model_validate(
        {"name": "t", "analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"\w+", "stop_words": ("the",)}
    )
    block = make_terms(spec, {"a": 1, "late": 2, "a late": 3}, 0)
    assert list(block.occurrences("the a,the late!")) == [(1, (1,)), (2, (2,)), (3, (1, 2))]


def test_occurrences_of_running_letters_name_the_words_they_touch() -> None:
    spec = TermsSpec(name="t", analyzer="char", ngram_range=(2, 4))
    block = make_terms(spec, {"ab": 1, "b c": 2, "b c ": 3, "  ": 4}, 0)
    assert list(block.occurrences(" ab  c  d")) == [(1, (0,)), (2, (0, 1)), (3, (0, 1))]


@given(
    st.lists(TEXTS, min_size=1, max_size=6),
    st.integers(1, 3),
    st.integers(0, 2),
    st.sampled_from(["word", "char_wb", "char"]),
)
def test_terms_of_many_texts_are_those_of_each(
    texts: list[str], shortest: int, more: int, analyzer: Literal["word", "char_wb", "char"]
) -> None:
    lengths = (shortest, shortest + more)
    spec = TermsSpec(
        name="terms", analyzer=analyzer, ngram_range=lengths, token_pattern=TOKENS["en"], stop_words=("ab",)
    )
    oracle = (
        TfidfVectorizer(
            analyzer=analyzer, ngram_range=lengths, token_pattern=TOKENS["en"], stop_words=["ab"], lowercase=False
        ).build_analyzer()
        if analyzer == "word"
        else TfidfVectorizer(analyzer=analyzer, ngram_range=lengths, lowercase=False).build_analyzer()
    )
    known = sorted({term for text in texts[::2] for term in oracle(text)})
    block = make_terms(spec, {term: number for number, term in enumerate(known, start=1)}, 0)
    table = texts * -(-200 // len(texts))  # from so many on, words are looked up in another way
    numbers, places = block.many(table)
    for place, text in [*enumerate(texts), (len(table) - 1, table[-1])]:
        given = Counter(number for number in numbers[places == place].tolist() if number)
        assert given == Counter(number for number in block.ids(text).tolist() if number)
        assert (numbers[places == place] == 0).any()
