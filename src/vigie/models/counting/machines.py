"""Support vector machines over counted terms: a straight border, and a bent one."""

from __future__ import annotations

from typing import Literal

from sklearn.calibration import CalibratedClassifierCV
from sklearn.pipeline import Pipeline
from sklearn.svm import SVC, LinearSVC

from vigie.core.schema import Schema
from vigie.models.class_contrast import ClassContrast
from vigie.models.counting.logistic import ClassWeight
from vigie.models.counting.projection import Projection
from vigie.models.counting.terms import LettersOf, Reading, term_steps, tfidf
from vigie.text.normalise import Style
from vigie.text.preparation import Preparation


def tfidf_svc(
    schema: Schema,
    *,
    seed: int = 0,
    words: tuple[int, ...] | None = (1, 2),
    chars: tuple[int, ...] | None = (2, 4),
    letters_of: LettersOf = "words",
    min_df: int = 2,
    max_features: int | None = None,
    sublinear_tf: bool = True,
    C: float = 0.03,
    contrast: float = 0.1,
    preparation: Preparation = "none",
    stop_words: bool = False,
    style: Style = "tweet",
    class_weight: ClassWeight = None,
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
    words, chars, letters_of, min_df, max_features, sublinear_tf, contrast, preparation, stop_words, style, class_weight
        As for `tfidf-logreg`.
    """
    reading = Reading(words, chars, letters_of, preparation, stop_words, style)
    weigh = tfidf(sublinear_tf=sublinear_tf, min_df=min_df, max_features=max_features)
    steps = term_steps(schema, "tfidf-svc", reading, weigh, ClassContrast(contrast) if contrast else None)
    machine = LinearSVC(C=C, class_weight=class_weight, dual=True, max_iter=10_000, random_state=seed)
    return Pipeline([*steps, ("model", _calibrated(machine, folds))])


def tfidf_kernel_svc(
    schema: Schema,
    *,
    seed: int = 0,
    words: tuple[int, ...] | None = (1, 2),
    chars: tuple[int, ...] | None = (2, 4),
    letters_of: LettersOf = "words",
    min_df: int = 2,
    max_features: int | None = None,
    sublinear_tf: bool = True,
    dimensions: int = 150,
    C: float = 2.0,
    gamma: float | Literal["scale"] = "scale",
    contrast: float = 0.1,
    preparation: Preparation = "none",
    stop_words: bool = False,
    style: Style = "tweet",
    class_weight: ClassWeight = None,
    folds: int = 3,
) -> Pipeline:
    """A support vector machine with a Gaussian kernel over the main directions of TF-IDF, calibrated.

    Tries whether classes lie in clumps that no straight border parts: texts are put into some hundred dimensions in
    which they differ most (latent semantic analysis), and each is judged by the training texts near it. Slow: its time
    grows with the square of the rows, and an answer looks at some thousand of them. Reads the schema's first text, and
    nothing else of the row.

    Parameters
    ----------
    dimensions
        Directions that are kept of the terms, at most.
    C
        Freedom of the border, over 0.
    gamma
        How near counts as near, over 0: larger bends the border more. "scale" takes it from the spread of the rows.
    folds
        Of the calibration: each class needs so many texts.
    words, chars, letters_of, min_df, max_features, sublinear_tf, contrast, preparation, stop_words, style, class_weight
        As for `tfidf-logreg`.

    References
    ----------
    Deerwester et al., "Indexing by Latent Semantic Analysis", JASIS 41(6), 1990.
    """
    reading = Reading(words, chars, letters_of, preparation, stop_words, style)
    weigh = tfidf(sublinear_tf=sublinear_tf, min_df=min_df, max_features=max_features)
    steps = term_steps(schema, "tfidf-kernel-svc", reading, weigh, ClassContrast(contrast) if contrast else None)
    machine = SVC(kernel="rbf", C=C, gamma=gamma, class_weight=class_weight, cache_size=500, random_state=seed)
    return Pipeline([*steps, ("projection", Projection(dimensions, seed)), ("model", _calibrated(machine, folds))])


def _calibrated(machine: LinearSVC | SVC, folds: int) -> CalibratedClassifierCV:
    # One machine on all rows, and sigmoids from folds: scikit-learn's own `probability=True` is on its way out.
    return CalibratedClassifierCV(machine, method="sigmoid", cv=folds, ensemble=False)
