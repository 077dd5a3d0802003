"""Recipes of your own. A recipe is a function that returns a scikit-learn estimator; nothing more is needed.

Its docstring is the experiment's text: it is kept with every run in MLflow, so say what the experiment tries and why.
Its keyword arguments are the parameters that `params` in vigie.toml may set. Name it there as "recipes.py:words_only".

What the estimator is given: a pandas table with one column per feature of vigie.toml, and the class names.
"""

from __future__ import annotations

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from vigie.core.schema import Schema
from vigie.models.text_column import TextColumn


def words_only(schema: Schema, *, seed: int = 0, C: float = 1.0, min_df: int = 2) -> Pipeline:
    """Whole words and pairs of words, without the groups of letters of the baseline.

    Tries whether the letters earn their keep: words are easier to read in an explanation and the model is smaller,
    but typing slips and drawn-out words are lost.
    """
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=min_df, sublinear_tf=True, lowercase=False)
    model = LogisticRegression(C=C, max_iter=1_000, random_state=seed)
    return Pipeline([("text", TextColumn(schema.text_features[0], "tweet")), ("features", words), ("model", model)])
