"""A recipe that knows words before it has seen a single label."""

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
from vigie.servable.lexicon import SCORES, vader_scores


class VaderScores(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Turns texts into VADER's scores: shares of negative, neutral and positive words, and the compound in [-1, 1].

    Learns nothing, so it may transform before it was fitted.
    """

    def fit(self, X: Any, y: Any = None) -> Self:
        return self

    def transform(self, X: Any) -> NDArray[np.float64]:
        """Return shape (n_texts, 4)."""
        return vader_scores(X)

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        return np.array(SCORES, dtype=object)

    def __sklearn_is_fitted__(self) -> bool:
        return True


def lexicon_vader(schema: Schema, *, seed: int = 0, C: float = 1.0) -> Pipeline:
    """VADER's lexicon of English feelings, with a small logistic map from its four scores to the classes.

    Tries how far a list of words made by hand goes without reading the training texts: it knows emojis, capitals,
    'not', 'very' and 'but', and it sees no topic. Reads the schema's first text, and
    nothing else of the row.

    Parameters
    ----------
    C
        Freedom of the map's few weights, over 0.

    References
    ----------
    Hutto & Gilbert, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text", ICWSM 2014.
    """
    feature = first_text(schema, "lexicon-vader")
    if feature.language != "en":
        raise FitError("lexicon-vader", f"the lexicon is English, and feature '{feature.name}' is '{feature.language}'")
    model = LogisticRegression(C=C, max_iter=1_000, random_state=seed)
    # Capitals and runs of signs are part of what VADER scores, so the text stays as it is.
    return Pipeline([("text", TextColumn(feature, "none")), ("features", VaderScores()), ("model", model)])
