"""Naive Bayes over counted terms, and the regression that borrows its weights."""

from __future__ import annotations

from typing import Literal

from sklearn.naive_bayes import ComplementNB, MultinomialNB
from sklearn.pipeline import Pipeline

from vigie.core.schema import Schema
from vigie.models.class_contrast import ClassContrast
from vigie.models.counting.logistic import ClassWeight, logistic
from vigie.models.counting.terms import LettersOf, Reading, counts, term_steps
from vigie.text.normalise import Style
from vigie.text.preparation import Preparation


def naive_bayes(
    schema: Schema,
    *,
    seed: int = 0,  # noqa: ARG001 - every recipe is called alike, and nothing here is drawn
    words: tuple[int, ...] | None = (1, 2),
    chars: tuple[int, ...] | None = None,
    letters_of: LettersOf = "words",
    min_df: int = 2,
    max_features: int | None = None,
    binary: bool = True,
    kind: Literal["complement", "multinomial"] = "complement",
    alpha: float = 0.5,
    preparation: Preparation = "none",
    stop_words: bool = False,
    style: Style = "tweet",
) -> Pipeline:
    """Naive Bayes over counts of words: one pass over the rows, no weights to search for.

    Tries how far counting alone goes: each class is the words it uses, each taken as if it stood by itself. Strong on
    a few hundred rows, where a regression has too much freedom; overconfident on long texts. Reads the schema's first
    text, and nothing else of the row.

    Parameters
    ----------
    binary
        Count whether a term is there, not how often: in short texts repeating a word says little more.
    kind
        "multinomial" estimates a class from its own texts, "complement" from those of all others, which is steadier
        where a class is rare.
    alpha
        Added to each count, over 0: larger trusts rare terms less.
    words, chars, letters_of, min_df, max_features, preparation, stop_words, style
        As for `tfidf-logreg`.

    References
    ----------
    Rennie, Shih, Teevan & Karger, "Tackling the Poor Assumptions of Naive Bayes Text Classifiers", ICML 2003.
    """
    if kind not in ("complement", "multinomial"):
        raise ValueError(f"kind is 'complement' or 'multinomial', not '{kind}'")
    reading = Reading(words, chars, letters_of, preparation, stop_words, style)
    weigh = counts(binary=binary, min_df=min_df, max_features=max_features)
    model = ComplementNB(alpha=alpha) if kind == "complement" else MultinomialNB(alpha=alpha)
    return Pipeline([*term_steps(schema, "naive-bayes", reading, weigh), ("model", model)])


def nb_logreg(
    schema: Schema,
    *,
    seed: int = 0,
    words: tuple[int, ...] | None = (1, 2),
    chars: tuple[int, ...] | None = None,
    letters_of: LettersOf = "words",
    min_df: int = 2,
    max_features: int | None = None,
    binary: bool = True,
    C: float = 0.3,
    smoothing: float = 1.0,
    preparation: Preparation = "none",
    stop_words: bool = False,
    style: Style = "tweet",
    class_weight: ClassWeight = None,
) -> Pipeline:
    """Logistic regression over words that are worth as much as naive Bayes gives them.

    Tries the two together: a term counts by its naive Bayes log-ratio, so a term that all classes use alike is as good
    as gone, and the regression corrects what naive Bayes counts twice. (`tfidf-logreg` does the same more gently, over
    TF-IDF.) Reads the schema's first text, and nothing else of the row.

    Parameters
    ----------
    binary
        Count whether a term is there, not how often.
    C
        Freedom of the weights, over 0.
    smoothing
        Of the log-ratios, over 0: larger trusts rare terms less.
    words, chars, letters_of, min_df, max_features, preparation, stop_words, style, class_weight
        As for `tfidf-logreg`.

    References
    ----------
    Wang & Manning, "Baselines and Bigrams: Simple, Good Sentiment and Topic Classification", ACL 2012.
    """
    reading = Reading(words, chars, letters_of, preparation, stop_words, style)
    weigh = counts(binary=binary, min_df=min_df, max_features=max_features)
    steps = term_steps(schema, "nb-logreg", reading, weigh, ClassContrast(smoothing, floor=0.0))
    return Pipeline([*steps, ("model", logistic(schema, C, class_weight, seed, of_length_1=False))])
