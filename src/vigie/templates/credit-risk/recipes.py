"""Recipes of your own. A recipe is a function that returns a scikit-learn estimator; nothing more is needed.

Its docstring is the experiment's text: it is kept with every run in MLflow, so say what the experiment tries and why.
Its keyword arguments are the parameters that `params` in vigie.toml may set. Name it there as
"recipes.py:one_way_boosting".

What the estimator is given: a pandas table with one column per feature of vigie.toml, and the class names.
`ColumnsEncoder` turns it into numbers, derived columns included, in the way the service does; `Boosting` is
scikit-learn's HistGradientBoostingClassifier, kept to one thread where several would only wait for each other.
"""

from __future__ import annotations

from sklearn.pipeline import Pipeline

from vigie.core.schema import Schema
from vigie.models.boosting import Boosting
from vigie.models.columns import ColumnsEncoder
from vigie.servable.columns import category_columns, column_names

# More of these may only raise the risk (1) or lower it (-1), whatever chance did in the training rows.
ONE_WAY = {"late_payments": 1, "debt_ratio": 1, "instalment_ratio": 1, "years_in_job": -1, "years_as_client": -1}


def one_way_boosting(schema: Schema, *, seed: int = 0, learning_rate: float = 0.06, rounds: int = 90) -> Pipeline:
    """Boosted trees in which a late payment can never help and a longer job can never hurt.

    Tries what it costs to forbid answers that nobody could defend before a client. Constraints keep out what chance put
    into thin corners of the table, so they may even help on new rows.
    """
    # Constraints are about the class that scikit-learn puts second, which is the last in the alphabet.
    sign = 1 if max(schema.labels) == schema.target.positive_label else -1
    model = Boosting(
        learning_rate=learning_rate,
        max_iter=rounds,
        max_leaf_nodes=8,
        l2_regularization=10.0,
        monotonic_cst=[sign * ONE_WAY.get(name, 0) for name in column_names(schema)],
        categorical_features=list(category_columns(schema)) or None,
        early_stopping=False,
        random_state=seed,
    )
    return Pipeline([("columns", ColumnsEncoder(schema)), ("model", model)])
