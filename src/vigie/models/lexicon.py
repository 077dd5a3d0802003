"""Recipes that know words before they have seen a single label."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from vigie.core.errors import FitError
from vigie.core.schema import Schema
from vigie.models.text_column import TextColumn, first_text
from vigie.servable.lexicon_scores import SCORES, Lexicon, lexicon_scores


class LexiconScores(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Turns texts into what a lexicon says of them; see `servable.lexicon_scores`.

    Learns nothing, so it may transform before it was fitted.
    """

    def __init__(self, lexicon: Lexicon = "vader") -> None:
        self.lexicon = lexicon

    def fit(self, X: Any, y: Any = None) -> Self:
        return self

    def transform(self, X: Any) -> NDArray[np.float64]:
        """Return shape (n_texts, n_scores)."""
        return lexicon_scores(self.lexicon, X)

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        return np.array(SCORES[self.lexicon], dtype=object)

    def __sklearn_is_fitted__(self) -> bool:
        return True


def lexicon_vader(schema: Schema, *, seed: int = 0, C: float = 1.0) -> Pipeline:
    """VADER's lexicon of English feelings, with a small logistic map from its four scores to the classes.

    Tries how far a list of words made by hand goes without reading the training texts: it knows emojis, capitals,
    'not', 'very' and 'but', and it sees no topic. Reads the schema's first text, and nothing else of the row.

    Parameters
    ----------
    C
        Freedom of the map's few weights, over 0.

    References
    ----------
    Hutto & Gilbert, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text", ICWSM 2014.
    """
    return _over_scores(schema, "lexicon-vader", "vader", C, seed)


def lexicon_textblob(schema: Schema, *, seed: int = 0, C: float = 1.0) -> Pipeline:
    """TextBlob's lexicon of English feelings, with a small logistic map from its two scores to the classes.

    Tries the other well-known list: the mean polarity of the adjectives and adverbs it knows, and how subjective they
    are. It knows 'not' and 'very', some smileys and little slang. For English alone: the French list that was made for
    it has had no release since 2013. Reads the schema's first text, and nothing else of the row.

    Parameters
    ----------
    C
        Freedom of the map's few weights, over 0.

    References
    ----------
    De Smedt & Daelemans, "Pattern for Python", Journal of Machine Learning Research 13, 2012.
    """
    return _over_scores(schema, "lexicon-textblob", "textblob", C, seed)


def _over_scores(schema: Schema, recipe: str, lexicon: Lexicon, C: float, seed: int) -> Pipeline:
    feature = first_text(schema, recipe)
    if feature.language != "en":
        raise FitError(recipe, f"the lexicon is English, and feature '{feature.name}' is '{feature.language}'")
    model = LogisticRegression(C=C, max_iter=1_000, random_state=seed)
    # Capitals and runs of signs are part of what a lexicon scores, so the text stays as it is.
    return Pipeline([("text", TextColumn(feature, "none")), ("features", LexiconScores(lexicon)), ("model", model)])
