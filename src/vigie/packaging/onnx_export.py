"""From a torch module to the bytes of an ONNX model, which the service runs without torch."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from vigie.core.errors import MissingPartError

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

OPSET = 20
"""Fixed, so that the same module gives the same graph whatever the exporter's newest set is."""

_TALKATIVE = ("torch.onnx", "torch.export", "torch._export", "onnxscript", "onnx_ir")


def export(
    module: Module, example: Mapping[str, Tensor], outputs: Sequence[str], dynamic: Mapping[str, Mapping[int, str]]
) -> bytes:
    """Return the module as an ONNX model.

    Parameters
    ----------
    module
        Called as `module(**example)`, it returns one tensor for each of `outputs`. It is put into evaluation mode.
    example
        Input name → a tensor of its type and shape, in the order of the module's `forward`. Give at least two rows and
        two steps: an axis of length 1 would be taken for a fixed one.
    outputs
        Names of what comes out.
    dynamic
        Input name → axis → the name of its length, such as `{"ids": {0: "rows", 1: "tokens"}}`. Axes of the same name
        have the same length.

    Raises
    ------
    MissingPartError
        If the exporter is not installed.
    """
    try:
        # Here, and not at the top: heavy, and many a training needs neither.
        import onnxscript  # noqa: F401 - torch's exporter needs it and says so only after a long trace
        import torch
    except ImportError as error:
        raise MissingPartError("torch's ONNX exporter", 'pip install "vigie[deep]"') from error
    module = module.eval()
    lengths: dict[str, Any] = {name: torch.export.Dim(name) for axes in dynamic.values() for name in axes.values()}
    shapes = {name: {axis: lengths[of] for axis, of in dynamic.get(name, {}).items()} for name in example}
    with _quiet(), torch.no_grad():
        program: Any = torch.onnx.export(
            module,
            kwargs=dict(example),
            input_names=list(example),
            output_names=list(outputs),
            dynamic_shapes=shapes,
            opset_version=OPSET,
            dynamo=True,
            verbose=False,
        )
    return _bare(program.model_proto)


def _bare(model: Any) -> bytes:
    """Return the model without the exporter's notes: they hold paths of this machine, and shapes that are out of date.

    The notes are how a node was traced, line by line; without them the same module gives the same bytes.
    """
    for part in (model, model.graph, *model.graph.node, *model.graph.input, *model.graph.output):
        part.ClearField("doc_string")
        part.ClearField("metadata_props")
    model.graph.ClearField("value_info")
    for function in model.functions:
        function.ClearField("metadata_props")
    content: bytes = model.SerializeToString(deterministic=True)
    return content


@contextmanager
def _quiet() -> Iterator[None]:
    # The exporter remarks on its own workings (optional packages, names of axes). What it made is proved afterwards,
    # number by number, and a failure is still an exception.
    loggers = [logging.getLogger(name) for name in _TALKATIVE]
    levels = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.CRITICAL)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
