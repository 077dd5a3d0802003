"""Recipes that count words and groups of letters, and weigh them linearly."""

from __future__ import annotations

import re
from typing import Any, Literal

from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.svm import LinearSVC

from vigie.core.schema import Schema
from vigie.core.types import Language
from vigie.models.class_contrast import ClassContrast
from vigie.models.text_column import TextColumn, first_text
from vigie.text.normalise import Style
from vigie.text.stop_words import stop_words as listed_stop_words

TOKENS: dict[Language, str] = {
    "en": r"[@#]?\w+(?:'\w+)?|[!?]+|[^\w\s]",
    "fr": r"aujourd'hui|quelqu'une?|(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)'|[@#]?\w+|[!?]+|[^\w\s]",
}
"""What counts as a word: a mention or hashtag, a word, a cry, or one sign, such as an emoji. 'don't' is one word; in
French an elision is its own ("l'", "avion")."""


def tfidf_logreg(
    schema: Schema,
    *,
    seed: int = 0,
    words: tuple[int, ...] | None = (1, 2),
    chars: tuple[int, ...] | None = (2, 4),
    min_df: int = 2,
    C: float = 0.5,
    contrast: float = 0.1,
    stop_words: bool = False,
    style: Style = "tweet",
    class_weight: Literal["balanced"] | None = None,
) -> Pipeline:
    """Logistic regression over TF-IDF of words and of groups of letters inside words.

    The baseline that is hard to beat on short texts: words and pairs of words carry the meaning, groups of letters
    carry endings, emojis and typos. Terms are weighed beforehand by how differently the classes use them (naive Bayes
    log-ratios), which on a few thousand texts gains about as much as a quarter more rows would. Reads the schema's
    first text, and nothing else of the row.

    Parameters
    ----------
    words
        Shortest and longest run of words that is counted; None, or [] in vigie.toml, for no words.
    chars
        The same for groups of letters within a word; None or [] for none.
    min_df
        Training texts a term must be in.
    C
        Freedom of the weights, over 0; without `contrast` about four times as much serves as well.
    contrast
        Smoothing of the class contrast; 0 to count every term alike.
    stop_words
        Leave out the language's commonest words (never its negations). Seldom helps with TF-IDF.
    style
        Of the text's normalisation: "tweet", "plain" or "none".
    class_weight
        "balanced" to count rare classes as much as common ones.
    """
    # On 9,000 tweets the dual solver takes 0.2 s and lbfgs 7 s; for more classes newton-cg takes 2 s and lbfgs 14 s.
    two = len(schema.labels) == 2
    solver = {"solver": "liblinear", "dual": True} if two else {"solver": "newton-cg"}
    model = LogisticRegression(C=C, class_weight=class_weight, max_iter=1_000, random_state=seed, **solver)
    return Pipeline(
        [*_steps(schema, "tfidf-logreg", words, chars, min_df, contrast, stop_words, style), ("model", model)]
    )


def tfidf_svc(
    schema: Schema,
    *,
    seed: int = 0,
    words: tuple[int, ...] | None = (1, 2),
    chars: tuple[int, ...] | None = (2, 4),
    min_df: int = 2,
    C: float = 0.03,
    contrast: float = 0.1,
    stop_words: bool = False,
    style: Style = "tweet",
    class_weight: Literal["balanced"] | None = None,
    folds: int = 3,
) -> Pipeline:
    """A linear support vector machine over the same terms as `tfidf-logreg`, calibrated to give probabilities.

    Tries whether a wide margin does better than likelihood: it looks only at the texts near the border. Its distances
    are turned into probabilities by a sigmoid fitted on held-out folds (Platt). Reads the schema's first text, and
    nothing else of the row.

    Parameters
    ----------
    C
        Freedom of the weights, over 0.
    folds
        Of the calibration: each class needs so many texts.
    words, chars, min_df, contrast, stop_words, style, class_weight
        As for `tfidf-logreg`.
    """
    machine = LinearSVC(C=C, class_weight=class_weight, dual=True, max_iter=10_000, random_state=seed)
    model = CalibratedClassifierCV(machine, method="sigmoid", cv=folds, ensemble=False)
    return Pipeline([*_steps(schema, "tfidf-svc", words, chars, min_df, contrast, stop_words, style), ("model", model)])


def _steps(
    schema: Schema,
    recipe: str,
    words: tuple[int, ...] | None,
    chars: tuple[int, ...] | None,
    min_df: int,
    contrast: float,
    stop_words: bool,
    style: Style,
) -> list[tuple[str, Any]]:
    feature = first_text(schema, recipe)
    pattern = TOKENS[feature.language]
    counted = []
    if words:
        stops = _single_tokens(listed_stop_words(feature.language), pattern) if stop_words else None
        counted.append(("words", _tfidf(words, min_df, token_pattern=pattern, stop_words=stops)))
    if chars:
        counted.append(("chars", _tfidf(chars, min_df, analyzer="char_wb")))
    if not counted:
        raise ValueError("one of words and chars must be given")
    features = counted[0][1] if len(counted) == 1 else FeatureUnion(counted)
    weights = [("contrast", ClassContrast(contrast))] if contrast else []
    return [("text", TextColumn(feature, style)), ("features", features), *weights]


def _tfidf(lengths: tuple[int, ...], min_df: int, **how: Any) -> TfidfVectorizer:
    return TfidfVectorizer(ngram_range=tuple(lengths), min_df=min_df, sublinear_tf=True, lowercase=False, **how)


def _single_tokens(words: tuple[str, ...], pattern: str) -> list[str]:
    # A stop word of several tokens could never match one, and scikit-learn warns of it.
    return [word for word in words if re.fullmatch(pattern, word)]
