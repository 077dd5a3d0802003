"""The networks' layers in PyTorch. `packaging.net_graph` writes the same sums down as ONNX: change both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn.functional import pad

from vigie.servable.word_ids import PADDING, UNKNOWN

Architecture = Literal["bilstm", "cnn", "attention"]

FAR_BELOW = -1e4
"""Put where there is padding before a maximum or a softmax is taken."""


class TextNet(nn.Module):
    """Word vectors, an encoder that looks at their neighbourhood, a pooling over the text, and a linear layer.

    Parameters
    ----------
    vectors
        Shape (n_words + 2, size): where training begins; row `PADDING` is zeros and stays so.
    architecture
        "bilstm": a long short-term memory in both directions, then maximum and mean over the text.
        "cnn": filters over some words in a row, then maximum and mean. "attention": for each head, a softmax over the
        text of a small layer's scores says how much each vector counts; with the maximum beside them.
    hidden
        Numbers per direction of the BiLSTM, filters per width of the CNN, width of attention's small layer.
    widths
        Words in a row that the CNN's filters look at.
    heads
        Of attention.
    dropout
        Share of numbers set to zero before the encoder (whole dimensions of the vectors) and before the last layer.
    word_dropout
        Share of words made unknown, in training: what it teaches is to do without any one word, and what to make of
        the unknown one.
    """

    def __init__(
        self,
        vectors: Tensor,
        architecture: Architecture,
        n_classes: int,
        hidden: int,
        widths: Sequence[int],
        heads: int,
        dropout: float,
        word_dropout: float,
    ) -> None:
        super().__init__()
        self.architecture = architecture
        self.word_dropout = word_dropout
        size = vectors.shape[1]
        # A copy: training would change the caller's numbers.
        self.vectors = nn.Embedding(vectors.shape[0], size, padding_idx=PADDING, _weight=vectors.clone())
        self.dimensions = nn.Dropout1d(dropout)
        self.encoder, encoded = _encoder(architecture, size, hidden, widths)
        self.heads = _heads(size, hidden, heads if architecture == "attention" else 0)
        self.dropout = nn.Dropout(dropout)
        self.last = nn.Linear(encoded * (heads + 1 if architecture == "attention" else 2), n_classes)

    def forward(self, ids: Tensor) -> Tensor:
        """Return scores, shape (n_rows, n_classes), of ids, shape (n_rows, n_words)."""
        here = ids != PADDING
        if self.training and self.word_dropout:
            dropped = torch.rand(ids.shape, device=ids.device) < self.word_dropout
            ids = ids.masked_fill(dropped & here, UNKNOWN)
        vectors = self.vectors(ids)
        vectors = self.dimensions(vectors.transpose(1, 2)).transpose(1, 2)
        scores: Tensor = self.last(self.dropout(self._pooled(vectors, here)))
        return scores

    def _pooled(self, vectors: Tensor, here: Tensor) -> Tensor:
        mask = here.unsqueeze(-1)
        if self.architecture == "attention":
            shares = self.heads(vectors).masked_fill(~mask, FAR_BELOW).softmax(dim=1)
            weighted = (shares.transpose(1, 2) @ vectors).flatten(start_dim=1)
            return torch.cat([_highest(vectors, mask), weighted], dim=1)
        encoded = self.encoder(vectors, here)
        mean = (encoded * mask).sum(dim=1) / mask.sum(dim=1)
        return torch.cat([_highest(encoded, mask), mean], dim=1)


class Filters(nn.Module):
    """Filters over some words in a row, one after the other; beyond a text's ends there are zeros."""

    def __init__(self, size: int, filters: int, widths: Sequence[int]) -> None:
        super().__init__()
        self.widths = tuple(widths)
        self.filters = nn.ModuleList(nn.Conv1d(size, filters, width) for width in self.widths)

    def forward(self, vectors: Tensor, here: Tensor) -> Tensor:
        across = vectors.transpose(1, 2)
        found = [
            layer(pad(across, ((width - 1) // 2, width // 2))).relu()
            for layer, width in zip(self.filters, self.widths, strict=True)
        ]
        return torch.cat(found, dim=1).transpose(1, 2)


class BothWays(nn.Module):
    """A long short-term memory in both directions; the way back begins at a text's own last word."""

    def __init__(self, size: int, hidden: int) -> None:
        super().__init__()
        self.memory = nn.LSTM(size, hidden, batch_first=True, bidirectional=True)

    def forward(self, vectors: Tensor, here: Tensor) -> Tensor:
        lengths = here.sum(dim=1).cpu()
        packed = nn.utils.rnn.pack_padded_sequence(vectors, lengths, batch_first=True, enforce_sorted=False)
        encoded, _ = nn.utils.rnn.pad_packed_sequence(
            self.memory(packed)[0], batch_first=True, total_length=vectors.shape[1]
        )
        return encoded


def _encoder(architecture: Architecture, size: int, hidden: int, widths: Sequence[int]) -> tuple[nn.Module, int]:
    """Return the layer, and how many numbers it gives for each word."""
    if architecture == "bilstm":
        return BothWays(size, hidden), 2 * hidden
    if architecture == "cnn":
        return Filters(size, hidden, widths), hidden * len(widths)
    return nn.Sequential(), size


def _heads(size: int, hidden: int, heads: int) -> nn.Module:
    layers = [nn.Linear(size, hidden), nn.Tanh(), nn.Linear(hidden, heads)] if heads else []
    return nn.Sequential(*layers)


def _highest(values: Tensor, mask: Tensor) -> Tensor:
    return values.masked_fill(~mask, FAR_BELOW).amax(dim=1)
