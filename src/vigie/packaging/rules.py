"""From a fitted choice among rules to the runtime that answers without scikit-learn."""

from __future__ import annotations

import numpy as np
from sklearn.pipeline import Pipeline

from vigie.core.schema import Schema
from vigie.models.rule_choice import RuleChoice
from vigie.models.rule_columns import RuleColumns
from vigie.packaging.labels import in_schema_order
from vigie.packaging.prior import compile_prior, is_prior
from vigie.packaging.trees import compile_trees
from vigie.servable.rule_choice import RuleChoiceRuntime, RuleChoiceSpec, choices_schema
from vigie.servable.runtime import Runtime


def is_rules(estimator: object) -> bool:
    """Say whether `compile_rules` takes this estimator."""
    if not isinstance(estimator, Pipeline) or len(estimator.steps) != 2:
        return False
    columns, choice = (step for _, step in estimator.steps)
    return isinstance(columns, RuleColumns) and isinstance(choice, RuleChoice)


def compile_rules(pipeline: Pipeline, schema: Schema) -> RuleChoiceRuntime:
    """Return the runtime that gives the numbers of a fitted pipeline of `RuleColumns` and `RuleChoice` by trees.

    Raises
    ------
    NotServableError
        If the choice is not by trees, or knows a class that the schema does not.
    """
    columns, choice = (step for _, step in pipeline.steps)
    shares = in_schema_order(choice.shares_[np.newaxis, :], choice.labels, schema)[0]
    spec = RuleChoiceSpec(columns=columns.encoder_.spec_, rules=columns.rules_, shares=tuple(shares.tolist()))
    return RuleChoiceRuntime(schema, spec, _compile_chooser(columns, choice, schema))


def _compile_chooser(columns: RuleColumns, choice: RuleChoice, schema: Schema) -> Runtime:
    chosen = choices_schema(schema, choice.n_rules)
    if is_prior(choice.estimator_):
        return compile_prior(choice.estimator_, chosen)
    return compile_trees(Pipeline([("columns", columns.encoder_), ("model", choice.estimator_)]), chosen)
