"""An LSTM that the exporter writes as the one ONNX operator of that name, instead of a loop over steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import nn

if TYPE_CHECKING:
    from torch import Tensor

_OPSET = 14
"""Of the operator: its present form is from that set."""


class OnnxLstm(nn.Module):  # type: ignore[misc,unused-ignore]
    """Stands for an `nn.LSTM(batch_first=True)` over packed texts while a net is exported.

    It answers like the LSTM over `pack_padded_sequence`: each row is read up to its own length, in both directions,
    and what comes after is zeros. Only for `onnx_export.export`: called outside, it returns zeros.

    Parameters
    ----------
    lstm
        The fitted one; one or two directions, any number of layers, without projection.
    """

    def __init__(self, lstm: nn.LSTM) -> None:
        super().__init__()
        self.size, self.layers = lstm.hidden_size, lstm.num_layers
        self.directions = 2 if lstm.bidirectional else 1
        ends = ["", "_reverse"][: self.directions]
        for layer in range(lstm.num_layers):
            names = [f"l{layer}{end}" for end in ends]
            self.register_buffer(f"w{layer}", torch.stack([_gates(lstm, f"weight_ih_{name}") for name in names]))
            self.register_buffer(f"r{layer}", torch.stack([_gates(lstm, f"weight_hh_{name}") for name in names]))
            self.register_buffer(
                f"b{layer}",
                torch.stack(
                    [torch.cat([_gates(lstm, f"bias_ih_{name}"), _gates(lstm, f"bias_hh_{name}")]) for name in names]
                ),
            )

    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        """Return shape (n_rows, n_steps, size · directions) for `x` of shape (n_rows, n_steps, n_inputs)."""
        x = x.transpose(0, 1)
        steps, rows = x.shape[:2]
        for layer in range(self.layers):
            weights = [getattr(self, f"{part}{layer}") for part in "wrb"]
            y: Any = torch.onnx.ops.symbolic(
                "LSTM",
                [x, *weights, lengths.to(torch.int32)],
                {"hidden_size": self.size, "direction": "bidirectional" if self.directions == 2 else "forward"},
                dtype=x.dtype,
                shape=[steps, self.directions, rows, self.size],
                version=_OPSET,
            )
            x = y.transpose(1, 2).reshape(steps, rows, self.directions * self.size)
        return x.transpose(0, 1)


def _gates(lstm: nn.LSTM, name: str) -> Tensor:
    # torch keeps input, forget, cell, output; ONNX wants input, output, forget, cell.
    enter, forget, cell, out = getattr(lstm, name).detach().chunk(4)
    return torch.cat([enter, out, forget, cell])
