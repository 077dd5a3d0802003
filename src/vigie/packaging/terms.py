"""From fitted vectorisers to the terms and the table that a runtime adds up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from vigie.core.errors import NotServableError
from vigie.models.counting.words import PreparedWords
from vigie.models.text_column import TextColumn
from vigie.servable.term_sums import TermSumsSpec
from vigie.servable.terms import TermsSpec
from vigie.text.tokens import TOKENS

_VECTORISERS = (CountVectorizer, HashingVectorizer)
"""Of words and letters; a TfidfVectorizer is a CountVectorizer."""

_CARRIED: dict[str, tuple[Any, ...]] = {
    "analyzer": ("word", "char_wb", "char"),
    "norm": ("l2", None),
    "alternate_sign": (False,),
    "preprocessor": (None,),
    "strip_accents": (None,),
    "input": ("content",),
}
"""Parameter → the values that a runtime knows; a vectoriser that lacks the parameter has nothing to say."""


@dataclass(frozen=True)
class CountedTerms:
    """What a fitted step of counted terms is made of."""

    spec: TermSumsSpec
    vocabularies: list[list[str]]
    """Of each block; of a hashed block empty."""
    rarity: list[NDArray[np.float64]]
    """idf of each block's terms, shape (n_terms,); ones where rarity has no say."""
    factors: list[float]
    """What the union multiplies each block by."""
    normed: list[bool]
    """Whether each block's row has length 1."""

    def table(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the table of `TermSums` for the weights of the terms, shape (n_terms, width)."""
        parts, start = [], 0
        for rarity, factor, normed in zip(self.rarity, self.factors, self.normed, strict=True):
            own = weights[start : start + len(rarity)] * factor
            in_norm = rarity if normed else np.zeros(len(rarity))
            parts += [np.zeros((1, 1 + weights.shape[1])), np.column_stack([in_norm, rarity[:, None] * own])]
            start += len(rarity)
        return np.vstack(parts)


def is_counted(features: object) -> bool:
    """Say whether `count_terms` is the one to take this step; it may still refuse how it was set up."""
    if isinstance(features, FeatureUnion):
        return any(isinstance(part, _VECTORISERS) for _, part in features.transformer_list)
    return isinstance(features, _VECTORISERS)


def count_terms(column: TextColumn, features: Any) -> CountedTerms:
    """Return the terms of a fitted vectoriser, or of a union of them, over a text.

    Raises
    ------
    NotServableError
        If a vectoriser does what no runtime does.
    """
    named: list[tuple[str, Any]] = [("terms", features)]
    factors: dict[str, float] = {}
    if isinstance(features, FeatureUnion):
        named, factors = features.transformer_list, features.transformer_weights or {}
    for name, part in named:
        if not isinstance(part, _VECTORISERS):
            raise NotServableError(f"A union with '{name}', which is no vectoriser")
    return CountedTerms(
        spec=TermSumsSpec(
            feature=column.feature.name,
            style=column.style,
            blocks=tuple(_terms_spec(name, part) for name, part in named),
            sublinear_tf=_same([part for _, part in named], "sublinear_tf"),
            binary=_same([part for _, part in named], "binary"),
        ),
        vocabularies=[_vocabulary(part) for _, part in named],
        rarity=[_rarity(part) for _, part in named],
        factors=[float(factors.get(name, 1.0)) for name, _ in named],
        normed=[getattr(part, "norm", None) == "l2" for _, part in named],
    )


def _same(parts: list[Any], parameter: str) -> bool:
    values = {getattr(part, parameter, False) for part in parts}
    if len(values) > 1:
        raise NotServableError("A union of vectorisers", f"{parameter} must be the same for all")
    return bool(values.pop())


def _vocabulary(part: Any) -> list[str]:
    if isinstance(part, HashingVectorizer):
        return []
    terms = list(map(str, part.get_feature_names_out()))
    if any("\n" in term for term in terms):
        raise NotServableError(f"A {type(part).__name__}", "a term of its vocabulary holds a line break")
    return terms


def _rarity(part: Any) -> NDArray[np.float64]:
    if isinstance(part, HashingVectorizer):
        return np.ones(part.n_features)
    rare = isinstance(part, TfidfVectorizer) and part.use_idf
    return np.asarray(part.idf_, dtype=np.float64) if rare else np.ones(len(part.vocabulary_))


def _terms_spec(name: str, part: Any) -> TermsSpec:
    for parameter, values in _CARRIED.items():
        value = getattr(part, parameter, values[0])
        if value not in values:
            raise NotServableError(f"A {type(part).__name__} with {parameter}={value!r}")
    return TermsSpec(
        name=name,
        analyzer=part.analyzer,
        ngram_range=tuple(part.ngram_range),
        lowercase=part.lowercase,
        buckets=getattr(part, "n_features", 0),
        **(_words(part) if part.analyzer == "word" else {}),
    )


def _words(part: Any) -> dict[str, Any]:
    words = part.tokenizer
    if words is None:
        return {"token_pattern": part.token_pattern, "stop_words": tuple(sorted(part.get_stop_words() or ()))}
    if not isinstance(words, PreparedWords) or part.stop_words:
        raise NotServableError(f"A {type(part).__name__} with tokenizer={words!r}")
    return {
        "token_pattern": TOKENS[words.language],
        "stop_words": tuple(sorted(words.stop_words)),
        "preparation": words.preparation,
        "language": words.language,
    }
