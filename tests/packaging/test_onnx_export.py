"""A torch module becomes an ONNX model that gives its numbers, and a smaller one that nearly does."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vigie.packaging.int8 import to_int8
from vigie.packaging.onnx_export import export
from vigie.servable.onnx_model import OnnxModel

DYNAMIC = {"ids": {0: "rows", 1: "tokens"}, "mask": {0: "rows", 1: "tokens"}}
EXAMPLE = {"ids": torch.ones(2, 7, dtype=torch.long), "mask": torch.ones(2, 7, dtype=torch.long)}


class Net(nn.Module):
    """Reads words by a convolution, and by a layer over each."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(500, 16)
        self.conv = nn.Conv1d(16, 8, 3, padding=2)
        self.far = nn.Linear(16, 32)
        self.scores = nn.Linear(40, 3)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        words = self.words(ids)
        near = torch.relu(self.conv((words * mask[..., None]).transpose(1, 2))).max(2).values
        far = self.far(words).masked_fill(mask[..., None] == 0, -1e9).max(1).values
        scores: Tensor = self.scores(torch.cat([near, far], 1))
        return scores


def batch(rows: int, tokens: int) -> dict[str, NDArray[np.int64]]:
    draw = np.random.default_rng(rows * tokens)
    lengths = draw.integers(1, tokens + 1, rows)
    ids = draw.integers(0, 500, (rows, tokens))
    return {"ids": ids, "mask": (np.arange(tokens) < lengths[:, None]).astype(np.int64)}


@pytest.fixture(scope="module")
def net() -> Net:
    torch.manual_seed(3)
    return Net().eval()


@pytest.fixture(scope="module")
def content(net: Net) -> bytes:
    return export(net, EXAMPLE, ["scores"], DYNAMIC)


@pytest.mark.parametrize(("rows", "tokens"), [(1, 1), (1, 9), (6, 30), (3, 1)])
def test_export_gives_the_modules_numbers_whatever_the_lengths(
    net: Net, content: bytes, rows: int, tokens: int
) -> None:
    given = batch(rows, tokens)
    with torch.no_grad():
        expected = net(**{name: torch.as_tensor(value) for name, value in given.items()}).numpy()
    (scores,) = OnnxModel(content).run(given)
    assert scores == pytest.approx(expected, abs=1e-5)


def test_export_holds_no_trace_of_where_it_was_made(content: bytes) -> None:
    assert b".py" not in content
    assert b"stack_trace" not in content


def test_export_of_the_same_module_is_the_same_bytes(net: Net) -> None:
    module = nn.Sequential(net.words, nn.Linear(16, 2))
    example = {"input": EXAMPLE["ids"]}
    first, again = (export(module, example, ["scores"], {"input": {0: "rows"}}) for _ in range(2))
    assert first == again


def test_int8_is_smaller_and_near(content: bytes) -> None:
    small = to_int8(content)
    assert len(small) < len(content) / 2
    plain, quantised = OnnxModel(content), OnnxModel(small)
    given = batch(1, 20)
    assert quantised.run(given)[0] == pytest.approx(plain.run(given)[0], abs=0.05)
