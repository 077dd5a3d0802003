"""From a fitted pipeline of weighted sums over a table to the runtime that answers without scikit-learn."""

from __future__ import annotations

from sklearn.pipeline import Pipeline

from vigie.core.schema import Schema
from vigie.models.columns import ColumnsEncoder
from vigie.models.dense_columns import DenseColumns
from vigie.packaging.heads import compile_head, is_head
from vigie.servable.dense_columns import DenseColumnsRuntime


def is_dense_columns(estimator: object) -> bool:
    """Say whether `compile_dense_columns` takes this estimator."""
    if not isinstance(estimator, Pipeline) or len(estimator.steps) != 3:
        return False
    encoder, dense, model = (step for _, step in estimator.steps)
    return isinstance(encoder, ColumnsEncoder) and isinstance(dense, DenseColumns) and is_head(model)


def compile_dense_columns(pipeline: Pipeline, schema: Schema) -> DenseColumnsRuntime:
    """Return the runtime that gives the numbers of a fitted `ColumnsEncoder`, `DenseColumns` and a head's classifier.

    Raises
    ------
    NotServableError
        If no head carries the classifier, or it knows a class that the schema does not.
    """
    encoder, dense, model = (step for _, step in pipeline.steps)
    return DenseColumnsRuntime(schema, encoder.spec_, dense.spec_, compile_head(model, schema))
