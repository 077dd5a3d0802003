"""Recipes for tables: boosted trees, for classes, steps of a scale and known rules, and a forest.

All take missing values.
"""

from __future__ import annotations

from collections.abc import Sequence

from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import Pipeline

from vigie.core.schema import Schema
from vigie.models.boosting import Boosting
from vigie.models.columns import ColumnsEncoder, refuse_texts_alone
from vigie.models.cumulative import CumulativeClassifier
from vigie.models.rule_choice import RuleChoice
from vigie.models.rule_columns import RuleColumns, check_rules
from vigie.servable.columns import category_columns


def gradient_boosting(
    schema: Schema,
    *,
    seed: int = 0,
    learning_rate: float = 0.1,
    max_iter: int = 60,
    max_leaf_nodes: int = 15,
    max_depth: int | None = None,
    min_samples_leaf: int = 20,
    l2_regularization: float = 10.0,
    max_features: float = 1.0,
    early_stopping: bool = False,
    class_weight: str | None = None,
) -> Pipeline:
    """Small trees, each mending what those before it got wrong, over the schema's columns.

    Tries whether thresholds and their interplay decide the class, as they do wherever a regulation or a price list made
    the label. Categories are split as sets of values and missing values find their own side, so nothing is scaled,
    filled in or spread over columns. Shrinkage (`l2_regularization`) and few leaves keep it calm on some thousand rows.

    Parameters
    ----------
    learning_rate
        The share of each tree's correction that is taken; smaller wants more `max_iter`.
    max_iter
        Rounds: one tree each for two classes, one per class for more.
    max_leaf_nodes
        Leaves of a tree at most: 2 for no interplay of columns, more for more.
    max_features
        The share of columns a split may choose from.
    early_stopping
        Hold back a tenth of the training rows, and stop when they no longer gain.
    class_weight
        "balanced" to count rare classes as much as common ones.
    """
    refuse_texts_alone(schema, "gradient-boosting")
    model = Boosting(
        learning_rate=learning_rate,
        max_iter=max_iter,
        max_leaf_nodes=max_leaf_nodes,
        max_depth=max_depth,
        min_samples_leaf=min_samples_leaf,
        l2_regularization=l2_regularization,
        max_features=max_features,
        early_stopping=early_stopping,
        class_weight=class_weight,
        categorical_features=list(category_columns(schema)) or None,
        random_state=seed,
    )
    return Pipeline([("columns", ColumnsEncoder(schema)), ("model", model)])


def ordinal_boosting(
    schema: Schema,
    *,
    seed: int = 0,
    learning_rate: float = 0.1,
    max_iter: int = 60,
    max_leaf_nodes: int = 15,
    max_depth: int | None = None,
    min_samples_leaf: int = 20,
    l2_regularization: float = 10.0,
    max_features: float = 1.0,
    neighbours: float = 0.0,
) -> Pipeline:
    """Boosted trees for a target whose classes are steps of one scale, such as energy ratings from A to G.

    Asks one question per border, "worse than A?", "worse than B?" and so on, with one boosting each, and takes the
    differences of the chances. So a question learns from all rows, not only from those beside its border, and a row
    that could be C or E is no reason to think of G. Tries whether the order of the classes, which other recipes
    ignore, is worth something: more in answers within one step and in quadratic kappa than in accuracy. The order is
    that of the declared classes.

    Parameters
    ----------
    neighbours
        From 0 to 1: the share of its neighbours' probability that each step is given too. Over 0 the answer moves to
        where most lies within one step, at the cost of accuracy, and the probabilities are vaguer than they could be.
    learning_rate, max_iter, max_leaf_nodes, max_depth, min_samples_leaf, l2_regularization, max_features
        As for `gradient-boosting`, of each question's boosting.

    References
    ----------
    Frank & Hall, "A Simple Approach to Ordinal Classification", ECML 2001.
    """
    refuse_texts_alone(schema, "ordinal-boosting")
    if not 0 <= neighbours <= 1:
        raise ValueError(f"neighbours must be from 0 to 1, and is {neighbours:g}")
    question = Boosting(
        learning_rate=learning_rate,
        max_iter=max_iter,
        max_leaf_nodes=max_leaf_nodes,
        max_depth=max_depth,
        min_samples_leaf=min_samples_leaf,
        l2_regularization=l2_regularization,
        max_features=max_features,
        early_stopping=False,
        categorical_features=list(category_columns(schema)) or None,
        random_state=seed,
    )
    model = CumulativeClassifier(question, schema.labels, neighbours)
    return Pipeline([("columns", ColumnsEncoder(schema)), ("model", model)])


def rules_boosting(
    schema: Schema,
    *,
    seed: int = 0,
    rules: Sequence[str] = (),
    learning_rate: float = 0.05,
    max_iter: int = 240,
    max_leaf_nodes: int = 15,
    max_depth: int | None = None,
    min_samples_leaf: int = 20,
    l2_regularization: float = 10.0,
    max_features: float = 1.0,
) -> Pipeline:
    """Boosted trees that learn which of several known rules to trust on which row.

    For where columns name a class already and disagree: tables of borders of which one applies, experts' rules, an
    older system's answer, several annotators. The trees do not learn the class but who is right about it, which is
    often the simpler question; on rows about which no rule is right they choose among the classes themselves, so that
    a bad rule costs little. A rule that says nothing, as its column is missing or names no class, is no choice there.

    Parameters
    ----------
    rules
        Names of columns whose value names a class: a category whose values are classes (by name, or as the source
        writes them), a derived `group` named so, or derived `bands`, one for each class in the declared order. By
        default the columns of which the schema says so: categories with such `values`, such groups, and, where the
        target is `ordered`, such bands.
    learning_rate, max_iter, max_leaf_nodes, max_depth, min_samples_leaf, l2_regularization, max_features
        As for `gradient-boosting`.

    References
    ----------
    Jacobs, Jordan, Nowlan & Hinton, "Adaptive Mixtures of Local Experts", Neural Computation 3, 1991; Dawid & Skene,
    "Maximum Likelihood Estimation of Observer Error-Rates Using the EM Algorithm", Applied Statistics 28, 1979.
    """
    refuse_texts_alone(schema, "rules-boosting")
    named = check_rules(schema, rules)
    choice = Boosting(
        learning_rate=learning_rate,
        max_iter=max_iter,
        max_leaf_nodes=max_leaf_nodes,
        max_depth=max_depth,
        min_samples_leaf=min_samples_leaf,
        l2_regularization=l2_regularization,
        max_features=max_features,
        early_stopping=False,
        categorical_features=list(category_columns(schema)) or None,
        random_state=seed,
    )
    return Pipeline([("columns", RuleColumns(schema, named)), ("model", RuleChoice(choice, schema.labels, len(named)))])


def random_forest(
    schema: Schema,
    *,
    seed: int = 0,
    n_estimators: int = 100,
    max_depth: int | None = 12,
    min_samples_leaf: int = 5,
    max_features: float | str | None = 0.8,
    class_weight: str | None = None,
    n_jobs: int | None = -1,
) -> Pipeline:
    """Many deep trees over the schema's columns, each grown on its own draw of the rows, voting.

    The sturdy second opinion: little to tune, hard to overfit, and slower and larger than boosting. Categories are
    ordered by frequency; missing values find their own side.

    Parameters
    ----------
    n_estimators
        Trees: more are steadier, slower and larger.
    max_depth
        Questions asked of a row at most; None for no bound. Bounds the time of an answer too.
    max_features
        What a split may choose from: a share of the columns, "sqrt", "log2" or None for all. Where a few columns
        decide, as consumption does for an energy label, a large share is better than the customary "sqrt".
    class_weight
        "balanced" to count rare classes as much as common ones.
    n_jobs
        Threads for fitting; -1 for all. The trees do not depend on it.
    """
    refuse_texts_alone(schema, "random-forest")
    model = RandomForestClassifier(
        n_estimators=n_estimators,
        max_depth=max_depth,
        min_samples_leaf=min_samples_leaf,
        max_features=max_features,
        class_weight=class_weight,
        n_jobs=n_jobs,
        random_state=seed,
    )
    return Pipeline([("columns", ColumnsEncoder(schema)), ("model", model)])
