"""From a fitted network over words to the runtime that answers without torch."""

from __future__ import annotations

from sklearn.pipeline import Pipeline

from vigie.core.errors import NotServableError
from vigie.core.schema import Schema
from vigie.models.neural.classifier import TextNetClassifier
from vigie.models.text_column import TextColumn
from vigie.packaging.labels import label_numbers
from vigie.packaging.net_graph import network_to_onnx
from vigie.servable.net_text import NetTextRuntime, NetTextSpec


def is_net(estimator: object) -> bool:
    """Say whether `compile_net` is the one to take this estimator."""
    return isinstance(estimator, Pipeline) and isinstance(estimator.steps[-1][1], TextNetClassifier)


def compile_net(pipeline: Pipeline, schema: Schema) -> NetTextRuntime:
    """Return the runtime of a fitted pipeline of `TextColumn` and `TextNetClassifier`.

    Raises
    ------
    NotServableError
        If there are other steps.
    """
    column, *others, model = (step for _, step in pipeline.steps)
    if others or not isinstance(column, TextColumn):
        raise NotServableError("A pipeline of a network", "only a TextColumn may stand before it")
    spec = NetTextSpec(
        feature=column.feature.name,
        style=column.style,
        pattern=model.pattern,
        max_length=model.max_length,
        classes=label_numbers(model.classes_, schema),
    )
    return NetTextRuntime(schema, spec, model.words_, network_to_onnx(model))
