"""Recipes of your own. A recipe is a function that returns a scikit-learn estimator; nothing more is needed.

Its docstring is the experiment's text: it is kept with every run in MLflow, so say what the experiment tries and why.
Its keyword arguments are the parameters that `params` in vigie.toml may set. Name it there as "recipes.py:smaller":

    [candidates.smaller]
    recipe = "recipes.py:smaller"
    params = { C = 0.2 }

What the estimator is given: a pandas table with one column per feature of vigie.toml, and the class names.
"""

from __future__ import annotations

from sklearn.pipeline import Pipeline

from vigie.core.schema import Schema
from vigie.models.counting.logistic import tfidf_logreg


def smaller(schema: Schema, *, seed: int = 0, C: float = 0.2) -> Pipeline:
    """The text baseline with whole words alone and less freedom.

    Tries whether a smaller model holds up as well on few rows.
    """
    return tfidf_logreg(schema, seed=seed, C=C, chars=None)
