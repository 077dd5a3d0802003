"""From a recipe's choices to the steps that turn a frame's text into counted terms."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.pipeline import FeatureUnion

from vigie.core.schema import Schema
from vigie.core.types import Language
from vigie.models.class_contrast import ClassContrast
from vigie.models.counting.vectorisers import TermCounts, TermTfidf
from vigie.models.counting.words import PreparedWords
from vigie.models.text_column import TextColumn, first_text
from vigie.text.normalise import Style
from vigie.text.preparation import PREPARATIONS, Preparation
from vigie.text.stop_words import stop_words as listed_stop_words
from vigie.text.tokens import TOKENS

Lengths: TypeAlias = Sequence[int] | None
"""Shortest and longest run; None or empty for none."""

LettersOf: TypeAlias = Literal["words", "text"]

Weigh: TypeAlias = Callable[..., Any]
"""Makes a vectoriser of the parameters that say how terms are cut."""


class Reading(NamedTuple):
    """How a text is read: what every counting recipe lets one choose.

    Attributes
    ----------
    words
        Shortest and longest run of words that is counted; None, or [] in vigie.toml, for no words.
    chars
        The same for groups of letters; None or [] for none.
    letters_of
        Groups of letters lie within "words", or run across the whole "text".
    preparation
        "none": words as they are. "stem", "lemma": one form for words that differ in their ending; letters are read
        as they are.
    stop_words
        Leave out the language's commonest words, never its negations.
    style
        Of the text's normalisation: "tweet", "plain" or "none".
    """

    words: Lengths = (1, 2)
    chars: Lengths = (2, 4)
    letters_of: LettersOf = "words"
    preparation: Preparation = "none"
    stop_words: bool = False
    style: Style = "tweet"


def term_steps(
    schema: Schema, recipe: str, reading: Reading, weigh: Weigh, contrast: ClassContrast | None = None
) -> list[tuple[str, Any]]:
    """Return the first steps of a text pipeline: the schema's first text, its counted terms, and their weights.

    Raises
    ------
    FitError
        If the schema has no text.
    ValueError
        If neither words nor letters are to be counted, or a choice is none of those allowed.
    """
    feature = first_text(schema, recipe)
    if reading.preparation not in PREPARATIONS:
        raise ValueError(f"preparation is one of {', '.join(PREPARATIONS)}, not '{reading.preparation}'")
    if reading.letters_of not in ("words", "text"):
        raise ValueError(f"letters_of is 'words' or 'text', not '{reading.letters_of}'")
    counted: list[tuple[str, Any]] = []
    if reading.words:
        counted.append(("words", _weigh(weigh, reading.words, **_word_choices(reading, feature.language))))
    if reading.chars:
        analyzer = "char_wb" if reading.letters_of == "words" else "char"
        counted.append(("chars", _weigh(weigh, reading.chars, analyzer=analyzer)))
    if not counted:
        raise ValueError("one of words and chars must be given")
    features = counted[0][1] if len(counted) == 1 else FeatureUnion(counted)
    weights = [("contrast", contrast)] if contrast else []
    return [("text", TextColumn(feature, reading.style)), ("features", features), *weights]


def tfidf(*, sublinear_tf: bool = True, min_df: int = 2, max_features: int | None = None) -> Weigh:
    """Return a maker of TF-IDF blocks: each text's counts times the rarity of the term, made to length 1."""
    return lambda **how: TermTfidf(sublinear_tf=sublinear_tf, min_df=min_df, max_features=max_features, **how)


def counts(*, binary: bool, min_df: int = 2, max_features: int | None = None) -> Weigh:
    """Return a maker of blocks of plain counts; `binary` for whether a term is there at all."""
    return lambda **how: TermCounts(binary=binary, min_df=min_df, max_features=max_features, **how)


def hashes(*, buckets: int) -> Weigh:
    """Return a maker of blocks of hashed terms: their counts in so many buckets, made to length 1."""
    # Signs, by which terms that share a bucket cancel rather than add up, would cost a sum per bucket and gain nothing
    # where buckets are many.
    return lambda **how: HashingVectorizer(n_features=buckets, alternate_sign=False, norm="l2", **how)


def _weigh(weigh: Weigh, lengths: Sequence[int], **how: Any) -> Any:
    return weigh(ngram_range=tuple(lengths), lowercase=False, **how)


def _word_choices(reading: Reading, language: Language) -> dict[str, Any]:
    pattern = TOKENS[language]
    stops = _single_tokens(listed_stop_words(language), pattern) if reading.stop_words else []
    if reading.preparation == "none":
        return {"token_pattern": pattern, "stop_words": stops or None}
    return {"tokenizer": PreparedWords(language, reading.preparation, tuple(stops)), "token_pattern": None}


def _single_tokens(words: tuple[str, ...], pattern: str) -> list[str]:
    # A stop word of several tokens could never match one, and scikit-learn warns of it.
    return [word for word in words if re.fullmatch(pattern, word)]
