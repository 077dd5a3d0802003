"""From a fitted pipeline of trees to the runtime that answers without scikit-learn.

scikit-learn has no public way to read the nodes of its histogram gradient boosting, so private attributes are read
here, and only here; the proof on the validation rows is what would show that a release changed their meaning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.pipeline import Pipeline

from vigie.core.errors import NotServableError
from vigie.core.schema import Schema
from vigie.models.columns import ColumnsEncoder
from vigie.models.cumulative import CumulativeClassifier
from vigie.packaging.labels import label_numbers
from vigie.packaging.tree_layout import NO_TEST, CategorySets, Tree, lay_out
from vigie.servable.columns import Columns, column_names
from vigie.servable.trees import Link, TreesRuntime, TreesSpec

_CARRIED = (HistGradientBoostingClassifier, RandomForestClassifier, ExtraTreesClassifier)


def is_trees(estimator: object) -> bool:
    """Say whether `compile_trees` takes this estimator."""
    if not isinstance(estimator, Pipeline) or len(estimator.steps) != 2:
        return False
    encoder, model = (step for _, step in estimator.steps)
    if isinstance(model, CumulativeClassifier):
        model = model.estimator
        return isinstance(encoder, ColumnsEncoder) and isinstance(model, HistGradientBoostingClassifier)
    return isinstance(encoder, ColumnsEncoder) and isinstance(model, _CARRIED)


def compile_trees(pipeline: Pipeline, schema: Schema) -> TreesRuntime:
    """Return the runtime that gives the numbers of a fitted pipeline of `ColumnsEncoder` and trees.

    Raises
    ------
    NotServableError
        If the pipeline is of other steps, or knows a class that the schema does not.
    """
    if not is_trees(pipeline):
        steps = " and ".join(type(step).__name__ for _, step in pipeline.steps)
        raise NotServableError(f"A pipeline of {steps}")
    encoder, model = (step for _, step in pipeline.steps)
    sets = CategorySets()
    boostings = _boostings(model)
    if boostings:
        trees = list(_boosted_trees(boostings, Columns(schema, encoder.spec_), sets))
        baseline = np.concatenate([_baseline(boosting) for boosting in boostings])
    else:
        trees = list(_grown_trees(model))
        baseline = np.zeros(len(model.classes_))
    in_steps = isinstance(model, CumulativeClassifier)
    spec = TreesSpec(
        columns=encoder.spec_,
        link=_link(model, len(baseline)),
        classes=label_numbers(model.order_ if in_steps else model.classes_, schema),
        depth=max(tree.depth for tree in trees),
        single=not boostings,
        neighbours=model.neighbours if in_steps else 0.0,
        tested=tuple(table.column for table in sets.tables()),
    )
    return TreesRuntime(schema, spec, lay_out(trees, len(column_names(schema)), sets), baseline)


def _boostings(model: Any) -> list[Any]:
    if isinstance(model, CumulativeClassifier):
        return list(model.estimators_)
    return [model] if isinstance(model, HistGradientBoostingClassifier) else []


def _link(model: Any, n_scores: int) -> Link:
    if isinstance(model, CumulativeClassifier):
        return "cumulative"
    if not isinstance(model, HistGradientBoostingClassifier):
        return "mean"
    return "logistic" if n_scores == 1 else "softmax"


def _grown_trees(model: Any) -> Iterator[Tree]:
    for estimator in model.estimators_:
        tree = estimator.tree_
        yield Tree(
            column=np.maximum(tree.feature, 0),
            threshold=tree.threshold,
            test=np.full(tree.node_count, NO_TEST),
            left=tree.children_left,
            right=tree.children_right,
            missing_left=tree.missing_go_to_left.astype(bool),
            is_leaf=tree.children_left == tree.children_right,
            values=tree.value[:, 0, :],
            depth=int(tree.max_depth),
        )


def _baseline(model: Any) -> NDArray[np.float64]:
    return np.asarray(model._baseline_prediction, dtype=np.float64).reshape(-1)  # noqa: SLF001 - see the module


def _boosted_trees(models: Sequence[Any], columns: Columns, sets: CategorySets) -> Iterator[Tree]:
    """Yield the trees of the first round of each model, then those of the second, and so on."""
    spaces = [_BoostingSpace(model, columns) for model in models]
    rounds = [model._predictors for model in models]  # noqa: SLF001 - see the module
    if len(set(map(len, rounds))) > 1:
        raise NotServableError("A scale of boostings", "they are of different numbers of rounds")
    for one_round in zip(*rounds, strict=True):
        for space, predictors in zip(spaces, one_round, strict=True):
            for predictor in predictors:
                yield _boosted_tree(predictor, space, sets)


def _boosted_tree(predictor: Any, space: _BoostingSpace, sets: CategorySets) -> Tree:
    nodes = predictor.nodes
    is_leaf = nodes["is_leaf"].astype(bool)
    test = np.full(len(nodes), NO_TEST)
    for place in np.flatnonzero(nodes["is_categorical"].astype(bool) & ~is_leaf):
        test[place] = space.test(predictor, nodes[place], sets)
    return Tree(
        column=space.columns[np.where(is_leaf, 0, nodes["feature_idx"])],
        threshold=nodes["num_threshold"],
        test=test,
        left=nodes["left"],
        right=nodes["right"],
        missing_left=nodes["missing_go_to_left"].astype(bool),
        is_leaf=is_leaf,
        values=nodes["value"][:, np.newaxis],
        depth=int(nodes["depth"].max()),
    )


class _BoostingSpace:
    """How histogram gradient boosting numbers columns and categories, in terms of the encoded columns.

    Where a model has categories, it puts their columns first and numbers anew the codes it met in fitting.
    """

    def __init__(self, model: Any, columns: Columns) -> None:
        self._sizes = columns.category_sizes()
        self.columns = np.arange(len(columns.names))
        self._met: dict[int, NDArray[np.intp]] = {}
        if model.is_categorical_ is None:
            return
        self.columns = np.argsort(~model.is_categorical_, kind="stable")
        encoder = model._preprocessor.named_transformers_["encoder"]  # noqa: SLF001 - see the module
        for column, codes in zip(self.columns, encoder.categories_, strict=False):
            self._met[int(column)] = codes[~np.isnan(codes)].astype(np.intp)

    def test(self, predictor: Any, node: Any, sets: CategorySets) -> int:
        """Return the number of the test that a node makes of its column's code."""
        column = int(self.columns[node["feature_idx"]])
        met = self._met[column]
        in_left = np.unpackbits(predictor.raw_left_cat_bitsets[node["bitset_idx"]].view(np.uint8), bitorder="little")
        # A code that was not met in fitting goes where missing values go.
        right = np.full(self._sizes[column] + 1, not node["missing_go_to_left"])
        right[met] = in_left[: len(met)] == 0
        return sets.number(column, right)
