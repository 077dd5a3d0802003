"""Recipes of your own. A recipe is a function that returns a scikit-learn estimator; nothing more is needed.

Its docstring is the experiment's text: it is kept with every run in MLflow, so say what the experiment tries and why.
Its keyword arguments are the parameters that `params` in vigie.toml may set. Name it there as
"recipes.py:runs_of_words".

What the estimator is given: a pandas table with one column per feature of vigie.toml, and the class names.
"""

from __future__ import annotations

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from vigie.core.schema import Schema
from vigie.models.text_column import TextColumn


def runs_of_words(schema: Schema, *, seed: int = 0, longest: int = 3, C: float = 1.0, min_df: int = 3) -> Pipeline:
    """Words and runs of up to three words, without letters.

    Tries whether longer runs say more than pairs: 'do not want' is seen as a whole, where a network would be needed
    otherwise. Runs are rare, so this gains with the number of tweets.
    """
    runs = TfidfVectorizer(ngram_range=(1, longest), min_df=min_df, sublinear_tf=True, lowercase=False)
    model = LogisticRegression(C=C, max_iter=1_000, solver="liblinear", random_state=seed)
    return Pipeline([("text", TextColumn(schema.text_features[0], "tweet")), ("features", runs), ("model", model)])
