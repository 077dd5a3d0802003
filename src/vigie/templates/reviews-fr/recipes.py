"""Recipes of your own. A recipe is a function that returns a scikit-learn estimator; nothing more is needed.

Its docstring is the experiment's text: it is kept with every run in MLflow, so say what the experiment tries and why.
Its keyword arguments are the parameters that `params` in vigie.toml may set. Name it there as "recipes.py:textbook".

What the estimator is given: a pandas table with one column per feature of vigie.toml, and the class names.
"""

from __future__ import annotations

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from vigie.core.schema import Schema
from vigie.models.text_column import TextColumn
from vigie.text.stop_words import stop_words


def textbook(schema: Schema, *, seed: int = 0, C: float = 2.0, min_df: int = 2) -> Pipeline:
    """Whole words without stop words, TF-IDF, logistic regression: what a first course would do.

    Tries whether more is needed. The stop words are those of spaCy's French list, less its negations: without 'pas' and
    'jamais' a slating reads like praise. Groups of letters, and with them forgotten accents and slips, are not seen.
    """
    words = TfidfVectorizer(
        ngram_range=(1, 2), min_df=min_df, sublinear_tf=True, lowercase=False, stop_words=_single_words()
    )
    model = LogisticRegression(C=C, max_iter=1_000, random_state=seed)
    return Pipeline([("text", TextColumn(schema.text_features[0], "plain")), ("features", words), ("model", model)])


def _single_words() -> list[str]:
    # TfidfVectorizer cuts at apostrophes and hyphens, so a stop word that holds one could never be met.
    return [word for word in stop_words("fr") if word.isalpha() and len(word) > 1]
