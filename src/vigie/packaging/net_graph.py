"""The networks over words, written down as ONNX: the same sums as `models.neural.layers`.

Written node by node, not traced: it takes milliseconds where torch's exporter takes seconds, and ONNX's own LSTM is
told each text's length, which a trace cannot carry, so texts of different lengths share a batch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from vigie.core.errors import MissingPartError
from vigie.models.neural.classifier import TextNetClassifier
from vigie.servable.word_ids import PADDING

OPSET = 17
_IR_VERSION = 8
"""Of the file's form: old enough for every ONNX Runtime that knows the operators."""

_FAR_BELOW = -1e4
"""As `layers.FAR_BELOW`, which cannot be imported without torch."""

Weights: TypeAlias = Mapping[str, NDArray[np.float32]]


def network_to_onnx(classifier: TextNetClassifier) -> bytes:
    """Return the fitted network: input `ids`, shape (rows, tokens), output `scores`, shape (rows, n_classes).

    Raises
    ------
    MissingPartError
        If the package onnx is not installed.
    """
    weights = {name: tensor.numpy() for name, tensor in classifier.module_.state_dict().items()}
    graph = _Graph()
    graph.constant("padding", np.array(PADDING, dtype=np.int64))
    graph.constant("last_axis", np.array([-1], dtype=np.int64))
    graph.constant("far_below", np.array(_FAR_BELOW, dtype=np.float32))
    graph.constant("table", weights["vectors.weight"])
    graph.add("Gather", ["table", "ids"], "vectors")
    graph.add("Equal", ["ids", "padding"], "absent_flat")
    graph.add("Unsqueeze", ["absent_flat", "last_axis"], "absent")
    graph.add("Not", ["absent"], "here_flag")
    graph.add("Cast", ["here_flag"], "here", to=_FLOAT)
    pooled = {"bilstm": _bilstm, "cnn": _cnn, "attention": _attention}[classifier.architecture](graph, weights)
    graph.constant("last_weight", weights["last.weight"])
    graph.constant("last_bias", weights["last.bias"])
    graph.add("Gemm", [pooled, "last_weight", "last_bias"], "scores", transB=1)
    return graph.content(len(weights["last.bias"]))


_FLOAT, _INT32, _INT64 = 1, 6, 7
"""ONNX's numbers for its types."""


class _Graph:
    """Nodes and constants, in the order they were added."""

    def __init__(self) -> None:
        try:
            from onnx import helper, numpy_helper
        except ImportError as error:
            raise MissingPartError("onnx", 'pip install "vigie[deep]"') from error
        self._helper: Any = helper
        self._numpy: Any = numpy_helper
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def constant(self, name: str, value: NDArray[Any]) -> str:
        self._constants.append(self._numpy.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self._nodes.append(self._helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def content(self, n_classes: int) -> bytes:
        helper = self._helper
        graph = helper.make_graph(
            self._nodes,
            "text_net",
            [helper.make_tensor_value_info("ids", _INT64, ["rows", "tokens"])],
            [helper.make_tensor_value_info("scores", _FLOAT, ["rows", n_classes])],
            self._constants,
        )
        opset = [helper.make_opsetid("", OPSET)]
        model = helper.make_model(graph, opset_imports=opset, ir_version=_IR_VERSION, producer_name="vigie")
        content: bytes = model.SerializeToString(deterministic=True)
        return content


def _bilstm(graph: _Graph, weights: Weights) -> str:
    prefix = "encoder.memory."
    directions = ("", "_reverse")
    graph.constant("lstm_w", np.stack([_gates(weights[f"{prefix}weight_ih_l0{way}"]) for way in directions]))
    graph.constant("lstm_r", np.stack([_gates(weights[f"{prefix}weight_hh_l0{way}"]) for way in directions]))
    biases = [
        np.concatenate([_gates(weights[f"{prefix}bias_{part}_l0{way}"]) for part in ("ih", "hh")]) for way in directions
    ]
    hidden = len(biases[0]) // 8
    graph.constant("lstm_b", np.stack(biases))
    graph.constant("both_ways", np.array([0, 0, 2 * hidden], dtype=np.int64))
    graph.add("Cast", ["here_flag"], "here_count", to=_INT32)
    graph.constant("text_axes", np.array([1, 2], dtype=np.int64))
    graph.add("ReduceSum", ["here_count", "text_axes"], "lengths", keepdims=0)
    graph.add("Transpose", ["vectors"], "by_token", perm=[1, 0, 2])
    graph.add(
        "LSTM",
        ["by_token", "lstm_w", "lstm_r", "lstm_b", "lengths"],
        "memory",
        hidden_size=hidden,
        direction="bidirectional",
    )
    graph.add("Transpose", ["memory"], "by_row", perm=[2, 0, 1, 3])
    return _highest_and_mean(graph, graph.add("Reshape", ["by_row", "both_ways"], "encoded"))


def _gates(weight: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return torch's input, forget, cell and output gates in ONNX's order."""
    entering, forgetting, cell, leaving = np.split(weight, 4)
    return np.concatenate([entering, leaving, forgetting, cell])


def _cnn(graph: _Graph, weights: Weights) -> str:
    across = graph.add("Transpose", ["vectors"], "across", perm=[0, 2, 1])
    found = []
    for place in range(sum(name.endswith(".weight") and name.startswith("encoder.filters.") for name in weights)):
        weight = weights[f"encoder.filters.{place}.weight"]
        graph.constant(f"filters_{place}", weight)
        graph.constant(f"filters_bias_{place}", weights[f"encoder.filters.{place}.bias"])
        width = weight.shape[2]
        graph.add(
            "Conv",
            [across, f"filters_{place}", f"filters_bias_{place}"],
            f"filtered_{place}",
            kernel_shape=[width],
            pads=[(width - 1) // 2, width // 2],
        )
        found.append(graph.add("Relu", [f"filtered_{place}"], f"found_{place}"))
    graph.add("Concat", found, "found", axis=1)
    return _highest_and_mean(graph, graph.add("Transpose", ["found"], "encoded", perm=[0, 2, 1]))


def _attention(graph: _Graph, weights: Weights) -> str:
    small = "vectors"
    for layer in ("0", "2"):
        graph.constant(f"heads_{layer}", np.ascontiguousarray(weights[f"heads.{layer}.weight"].T))
        graph.constant(f"heads_bias_{layer}", weights[f"heads.{layer}.bias"])
        graph.add("MatMul", [small, f"heads_{layer}"], f"heads_product_{layer}")
        small = graph.add("Add", [f"heads_product_{layer}", f"heads_bias_{layer}"], f"heads_sum_{layer}")
        if layer == "0":
            small = graph.add("Tanh", [small], "heads_small")
    graph.add("Where", ["absent", "far_below", small], "heads_masked")
    graph.add("Softmax", ["heads_masked"], "heads_shares", axis=1)
    graph.add("Transpose", ["heads_shares"], "heads_by_head", perm=[0, 2, 1])
    graph.add("MatMul", ["heads_by_head", "vectors"], "weighted")
    graph.add("Flatten", ["weighted"], "weighted_flat", axis=1)
    return graph.add("Concat", [_highest(graph, "vectors"), "weighted_flat"], "pooled", axis=1)


def _highest_and_mean(graph: _Graph, encoded: str) -> str:
    graph.constant("tokens_axis", np.array([1], dtype=np.int64))
    graph.add("Mul", [encoded, "here"], "encoded_here")
    graph.add("ReduceSum", ["encoded_here", "tokens_axis"], "encoded_sum", keepdims=0)
    graph.add("ReduceSum", ["here", "tokens_axis"], "here_sum", keepdims=0)
    graph.add("Div", ["encoded_sum", "here_sum"], "mean")
    return graph.add("Concat", [_highest(graph, encoded), "mean"], "pooled", axis=1)


def _highest(graph: _Graph, values: str) -> str:
    graph.add("Where", ["absent", "far_below", values], "values_masked")
    return graph.add("ReduceMax", ["values_masked"], "highest", axes=[1], keepdims=0)
