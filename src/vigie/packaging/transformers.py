"""From a fitted pipeline over a transformer to the runtime that answers without torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.pipeline import Pipeline

from vigie.core.errors import MissingPartError, NotServableError
from vigie.core.schema import Schema
from vigie.models.text_column import TextColumn
from vigie.models.transformer.fine_tuned import FineTunedTransformer
from vigie.models.transformer.sentence_encoder import SentenceEncoder
from vigie.packaging.heads import compile_head
from vigie.packaging.labels import label_numbers
from vigie.packaging.onnx_export import export
from vigie.servable.encoder_text import EncoderTextRuntime, EncoderTextSpec
from vigie.servable.heads import Head, LinearHead
from vigie.servable.subwords import Subwords

if TYPE_CHECKING:
    from vigie.models.transformer.encoder import PooledEncoder


def is_transformer(estimator: object) -> bool:
    """Say whether `compile_transformer` is the one to take this estimator."""
    if not isinstance(estimator, Pipeline) or not isinstance(estimator.steps[0][1], TextColumn):
        return False
    return isinstance(estimator.steps[1][1], SentenceEncoder | FineTunedTransformer)


def compile_transformer(pipeline: Pipeline, schema: Schema) -> EncoderTextRuntime:
    """Return the runtime of `TextColumn`, and an encoder with a linear model or a fine-tuned transformer.

    Raises
    ------
    NotServableError
        If a step is none of those.
    """
    column, reader, *rest = (step for _, step in pipeline.steps)
    if isinstance(reader, FineTunedTransformer) and not rest:
        return _runtime(
            column, reader.net_.encoder, reader.subwords(), reader.pad_, _last_layer(reader, schema), schema
        )
    if isinstance(reader, SentenceEncoder) and len(rest) == 1:
        encoder = reader.encoder()
        return _runtime(column, encoder.net, reader.subwords(), encoder.pad, compile_head(rest[0], schema), schema)
    raise NotServableError(f"A pipeline of a {type(reader).__name__} and {len(rest)} more steps")


def _last_layer(classifier: FineTunedTransformer, schema: Schema) -> LinearHead:
    # Outside the network, so that it keeps its 64-bit sums whatever becomes of the encoder's precision.
    last = classifier.net_.last
    weights = last.weight.detach().double().numpy().T.copy()
    intercept = last.bias.detach().double().numpy().copy()
    classes = label_numbers(classifier.classes_, schema)
    return LinearHead(weights, intercept, "softmax", classes, len(schema.labels))


def _runtime(
    column: TextColumn, net: PooledEncoder, subwords: Subwords, pad: int, head: Head, schema: Schema
) -> EncoderTextRuntime:
    spec = EncoderTextSpec(
        feature=column.feature.name, style=column.style, max_length=subwords.max_length, pad=pad, head=head.spec
    )
    return EncoderTextRuntime(schema, spec, subwords, encoder_graph(net), head)


def encoder_graph(net: Any) -> bytes:
    """Return an encoder in ONNX: from `ids` and `mask`, shape (n_rows, n_pieces), to `vectors`.

    Raises
    ------
    MissingPartError
        If PyTorch is not installed.
    """
    try:
        import torch
    except ImportError as error:
        raise MissingPartError("PyTorch", 'pip install "vigie[deep]"') from error
    # Two rows of unlike length: nothing about the padding is taken for a constant.
    mask = torch.as_tensor(np.tri(2, 7, 5, dtype=np.int64))
    example = {"ids": torch.ones_like(mask), "mask": mask}
    axes = {0: "rows", 1: "pieces"}
    return export(net.cpu(), example, ["vectors"], dict.fromkeys(example, axes))
