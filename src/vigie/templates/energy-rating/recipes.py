"""Recipes of your own. A recipe is a function that returns a scikit-learn estimator; nothing more is needed.

Its docstring is the experiment's text: it is kept with every run in MLflow, so say what the experiment tries and why.
Its keyword arguments are the parameters that `params` in vigie.toml may set. Name it there as
"recipes.py:one_question_trees".

What the estimator is given: a pandas table with one column per feature of vigie.toml, and the class names.
`ColumnsEncoder` turns it into numbers, derived columns included, in the way the service does; `Boosting` is
scikit-learn's HistGradientBoostingClassifier, kept to one thread where several would only wait for each other.
"""

from __future__ import annotations

from sklearn.pipeline import Pipeline

from vigie.core.schema import Schema
from vigie.models.boosting import Boosting
from vigie.models.columns import ColumnsEncoder


def one_question_trees(schema: Schema, *, seed: int = 0, rounds: int = 120) -> Pipeline:
    """Boosted trees that ask a single question each.

    Tries whether the columns act one by one: such trees cannot combine use and consumption, though the thresholds
    differ by use. What they lose against the full boosting is what the combination is worth.
    """
    model = Boosting(max_leaf_nodes=2, max_iter=rounds, early_stopping=False, random_state=seed)
    return Pipeline([("columns", ColumnsEncoder(schema)), ("model", model)])
