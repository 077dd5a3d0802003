"""Logistic regressions over counted terms."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from vigie.core.schema import Schema
from vigie.models.class_contrast import ClassContrast
from vigie.models.counting.terms import LettersOf, Reading, counts, hashes, term_steps, tfidf
from vigie.text.normalise import Style
from vigie.text.preparation import Preparation

Penalty: TypeAlias = Literal["l2", "l1", "elasticnet"]
ClassWeight: TypeAlias = Literal["balanced"] | None


def tfidf_logreg(
    schema: Schema,
    *,
    seed: int = 0,
    words: tuple[int, ...] | None = (1, 2),
    chars: tuple[int, ...] | None = (2, 4),
    letters_of: LettersOf = "words",
    min_df: int = 2,
    max_features: int | None = None,
    sublinear_tf: bool = True,
    C: float = 0.5,
    penalty: Penalty = "l2",
    l1_ratio: float = 0.5,
    contrast: float = 0.1,
    preparation: Preparation = "none",
    stop_words: bool = False,
    style: Style = "tweet",
    class_weight: ClassWeight = None,
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
        The same for groups of letters; None or [] for none.
    letters_of
        Groups of letters lie within "words", or run across the whole "text".
    min_df
        Training texts a term must be in.
    max_features
        Terms kept of the words, and as many of the letters, the most frequent; None for all.
    sublinear_tf
        Count a term that occurs n times as 1 + ln n.
    C
        Freedom of the weights, over 0; without `contrast` about four times as much serves as well.
    penalty
        What holds the weights back: "l2" spreads them over terms that tell the same, "l1" chooses among them and
        leaves most at 0, "elasticnet" is between the two.
    l1_ratio
        The share of l1 in "elasticnet", in [0, 1].
    contrast
        Smoothing of the class contrast; 0 to count every term alike.
    preparation
        "stem" or "lemma" for one form of words that differ in their ending; letters are read as they are.
    stop_words
        Leave out the language's commonest words (never its negations). Seldom helps with TF-IDF.
    style
        Of the text's normalisation: "tweet", "plain" or "none".
    class_weight
        "balanced" to count rare classes as much as common ones.
    """
    reading = Reading(words, chars, letters_of, preparation, stop_words, style)
    weigh = tfidf(sublinear_tf=sublinear_tf, min_df=min_df, max_features=max_features)
    steps = term_steps(schema, "tfidf-logreg", reading, weigh, _contrast(contrast))
    return Pipeline([*steps, ("model", logistic(schema, C, class_weight, seed, penalty, l1_ratio))])


def counts_logreg(
    schema: Schema,
    *,
    seed: int = 0,
    words: tuple[int, ...] | None = (1, 2),
    chars: tuple[int, ...] | None = None,
    letters_of: LettersOf = "words",
    min_df: int = 2,
    max_features: int | None = None,
    binary: bool = False,
    C: float = 0.3,
    penalty: Penalty = "l2",
    l1_ratio: float = 0.5,
    contrast: float = 0.0,
    preparation: Preparation = "none",
    stop_words: bool = False,
    style: Style = "tweet",
    class_weight: ClassWeight = None,
) -> Pipeline:
    """Logistic regression over plain counts of words: the oldest way, and the easiest to read.

    Tries what weighing by rarity adds: here a common word counts as much as a rare one, and a long text more than a
    short one. Reads the schema's first text, and nothing else of the row.

    Parameters
    ----------
    binary
        Count whether a term is there, not how often.
    C
        Freedom of the weights, over 0; want less of it than TF-IDF, as counts are larger numbers.
    words, chars, letters_of, min_df, max_features, penalty, l1_ratio, contrast, preparation, stop_words, style, \
class_weight
        As for `tfidf-logreg`.
    """
    reading = Reading(words, chars, letters_of, preparation, stop_words, style)
    weigh = counts(binary=binary, min_df=min_df, max_features=max_features)
    steps = term_steps(schema, "counts-logreg", reading, weigh, _contrast(contrast))
    model = logistic(schema, C, class_weight, seed, penalty, l1_ratio, of_length_1=False)
    return Pipeline([*steps, ("model", model)])


def hashing_logreg(
    schema: Schema,
    *,
    seed: int = 0,
    words: tuple[int, ...] | None = (1, 2),
    chars: tuple[int, ...] | None = (2, 4),
    letters_of: LettersOf = "words",
    buckets: int = 2**17,
    C: float = 4.0,
    penalty: Penalty = "l2",
    l1_ratio: float = 0.5,
    contrast: float = 0.0,
    preparation: Preparation = "none",
    stop_words: bool = False,
    style: Style = "tweet",
    class_weight: ClassWeight = None,
) -> Pipeline:
    """Logistic regression over hashed words and groups of letters: no vocabulary is kept.

    Tries whether one can do without knowing the terms: each falls into a bucket by its hash, so the model's size is
    fixed beforehand whatever the rows, nothing is counted before the fit, and a new term is never left out, though it
    may share its bucket with another. Reads the schema's first text, and nothing else of the row.

    Parameters
    ----------
    buckets
        Of the words, and as many of the letters. Fewer make a smaller model in which more terms are mixed up.
    C
        Freedom of the weights, over 0.
    words, chars, letters_of, penalty, l1_ratio, contrast, preparation, stop_words, style, class_weight
        As for `tfidf-logreg`.
    """
    reading = Reading(words, chars, letters_of, preparation, stop_words, style)
    steps = term_steps(schema, "hashing-logreg", reading, hashes(buckets=buckets), _contrast(contrast))
    return Pipeline([*steps, ("model", logistic(schema, C, class_weight, seed, penalty, l1_ratio))])


def logistic(
    schema: Schema,
    C: float,
    class_weight: ClassWeight,
    seed: int,
    penalty: Penalty = "l2",
    l1_ratio: float = 0.5,
    *,
    of_length_1: bool = True,
) -> LogisticRegression:
    """Return the regression with the solver that is quickest for its penalty, number of classes and rows.

    Parameters
    ----------
    of_length_1
        Whether all rows are about as long. The quickest solver does not come to an end where one is not, as a text of a
        megabyte whose words are plainly counted.

    Raises
    ------
    ValueError
        If there is no such penalty.
    """
    shares = {"l2": 0.0, "l1": 1.0, "elasticnet": l1_ratio}
    if penalty not in shares:
        raise ValueError(f"penalty is one of {', '.join(shares)}, not '{penalty}'")
    chosen = _solver(two=len(schema.labels) == 2, share=shares[penalty], of_length_1=of_length_1)
    return LogisticRegression(
        C=C, l1_ratio=shares[penalty], class_weight=class_weight, max_iter=1_000, random_state=seed, **chosen
    )


def _solver(*, two: bool, share: float, of_length_1: bool) -> dict[str, Any]:
    if share == 0:
        # On 9,000 tweets the dual solver takes 0.2 s and lbfgs 7 s; for more classes newton-cg takes 2 s, lbfgs 14 s.
        return {"solver": "liblinear", "dual": of_length_1} if two else {"solver": "newton-cg"}
    if two and share == 1:
        return {"solver": "liblinear"}
    # The only solver of the rest, and a slow one. To scikit-learn's own tolerance it takes many times as long, for
    # answers that are no better.
    return {"solver": "saga", "tol": 1e-2}


def _contrast(smoothing: float) -> ClassContrast | None:
    return ClassContrast(smoothing) if smoothing else None
