"""The training of a whole encoder: rates by layer, a warm-up, and the best epoch kept."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vigie.models.neural.reproducible import choose_device, reproducible
from vigie.models.transformer.encoder import PooledEncoder, in_batches, layer_of, load_encoder, padded
from vigie.models.transformer.folder import ModelFolder

if TYPE_CHECKING:
    from vigie.models.neural.loop import Epoch, OnEpoch

_ALIKE = 50
"""Batches whose texts are sorted by length together: enough to save most of the filling, few enough to stay random."""

_LARGEST_STEP = 1.0
"""Length to which the gradient of one step is cut."""


class ClassifierNet(nn.Module):  # type: ignore[misc,unused-ignore]
    """An encoder and a linear layer over its pooled vector."""

    def __init__(self, encoder: PooledEncoder, n_classes: int, dropout: float) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.last = nn.Linear(encoder.width, n_classes)
        nn.init.normal_(self.last.weight, std=0.02)
        nn.init.zeros_(self.last.bias)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return scores, shape (n_rows, n_classes)."""
        scores: Tensor = self.last(self.dropout(self.encoder(ids, mask)))
        return scores


class FineTuning:
    """One training of a `FineTunedTransformer`'s net.

    Parameters
    ----------
    how
        The estimator: its parameters say how.
    """

    def __init__(self, how: Any, folder: ModelFolder, n_classes: int) -> None:
        self.how = how
        self.folder = folder
        self.n_classes = n_classes
        self.device = choose_device(how.device)
        pooling = folder.pooling if how.pooling == "auto" else how.pooling
        with reproducible(how.seed, "cpu"):
            self.encoder = load_encoder(how.model, folder, pooling, False, how.layers, how.dropout)
            self.net = ClassifierNet(self.encoder.net, n_classes, 0.1 if how.dropout is None else how.dropout)

    def run(
        self,
        numbers: Sequence[Sequence[int]],
        classes: NDArray[np.int64],
        held: NDArray[np.bool_],
        on_epoch: OnEpoch | None,
    ) -> list[Epoch]:
        """Train, put the best epoch's weights into `net`, and return what each epoch came to."""
        epochs: list[Epoch] = []
        best, weights = 0, None
        with reproducible(self.how.seed, self.device):
            self.net.to(self.device)
            for told in self._epochs(numbers, classes, held):
                epochs.append(told)
                # Without held-out texts there is no loss to compare, and the last epoch is the one.
                if not told["valid_loss"] >= epochs[best]["valid_loss"] or len(epochs) == 1:
                    best = len(epochs) - 1
                    weights = deepcopy(self.net.state_dict()) if held.any() else None
                stop = on_epoch is not None and on_epoch(list(epochs)) is True
                if stop or len(epochs) - 1 - best >= self.how.patience:
                    break
        if weights is not None:
            self.net.load_state_dict(weights)
        self.net.eval().to("cpu")
        return epochs

    def _epochs(
        self, numbers: Sequence[Sequence[int]], classes: NDArray[np.int64], held: NDArray[np.bool_]
    ) -> Iterator[Epoch]:
        rows = np.flatnonzero(~held)
        draw = np.random.default_rng(self.how.seed)
        loss = self._loss(classes[rows])
        optimizer = torch.optim.AdamW(self._groups())
        schedule = self._schedule(optimizer, self.how.epochs * math.ceil(len(rows) / self.how.batch_size))
        for epoch in range(1, self.how.epochs + 1):
            began = time.perf_counter()
            total = 0.0
            self.net.train()
            for places in alike(rows, [len(row) for row in numbers], self.how.batch_size, draw):
                ids, mask = padded([numbers[place] for place in places], self.encoder.pad)
                optimizer.zero_grad()
                lost = loss(self._scores(ids, mask), torch.from_numpy(classes[places]).to(self.device))
                lost.backward()
                nn.utils.clip_grad_norm_(self.net.parameters(), _LARGEST_STEP)
                optimizer.step()
                schedule.step()
                total += lost.item() * len(places)
            valid_loss, valid_score = self._measured(numbers, classes, np.flatnonzero(held))
            yield {
                "epoch": epoch,
                "train_loss": total / len(rows),
                "valid_loss": valid_loss,
                "valid_score": valid_score,
                "seconds": time.perf_counter() - began,
            }

    def _scores(self, ids: Tensor, mask: Tensor) -> Tensor:
        scores: Tensor = self.net(ids.to(self.device), mask.to(self.device))
        return scores

    def _measured(
        self, numbers: Sequence[Sequence[int]], classes: NDArray[np.int64], rows: NDArray[np.intp]
    ) -> tuple[float, float]:
        """Return loss and accuracy on the held-out rows."""
        if not len(rows):
            return math.nan, math.nan
        self.net.eval()
        scores = torch.zeros(len(rows), self.n_classes)
        with torch.no_grad():
            for places, ids, mask in in_batches([numbers[row] for row in rows], self.encoder.pad, 64):
                scores[torch.from_numpy(places)] = self._scores(ids, mask).cpu()
        right = torch.from_numpy(classes[rows])
        return float(nn.functional.cross_entropy(scores, right)), float((scores.argmax(1) == right).float().mean())

    def _loss(self, classes: NDArray[np.int64]) -> nn.CrossEntropyLoss:
        weight = None
        if self.how.class_weight == "balanced":
            counts = np.bincount(classes, minlength=self.n_classes)
            weight = torch.tensor(len(classes) / (self.n_classes * counts.clip(1)), dtype=torch.float32)
        return nn.CrossEntropyLoss(weight=weight, label_smoothing=self.how.label_smoothing).to(self.device)

    def _groups(self) -> list[dict[str, Any]]:
        """Return the parameters, each with its own rate and decay."""
        named = [(name, values) for name, values in self.net.named_parameters() if values.requires_grad]
        top = max((number for name, _ in named if (number := layer_of(name)) is not None), default=0)
        return [
            {
                "params": [values],
                "lr": self._rate(name, top),
                "weight_decay": self.how.weight_decay if values.ndim > 1 else 0.0,
            }
            for name, values in named
        ]

    def _rate(self, name: str, top: int) -> float:
        if name.startswith("last."):
            return float(self.how.head_lr)
        layer = layer_of(name)
        if layer is None:  # what is in no layer lies under the first, or above the last
            layer = -1 if "embed" in name else top
        return float(self.how.lr * self.how.layer_decay ** (top - layer))

    def _schedule(self, optimizer: Any, steps: int) -> Any:
        rising = max(round(self.how.warm_up * steps), 1)
        return torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: min((step + 1) / rising, (steps - step) / max(steps - rising, 1))
        )


def alike(
    rows: NDArray[np.intp], lengths: Sequence[int], size: int, draw: np.random.Generator
) -> Iterator[NDArray[np.intp]]:
    """Yield all rows once, in batches of texts of like length, drawn anew each time.

    Examples
    --------
    >>> batches = alike(np.arange(5), [9, 1, 8, 1, 2], 2, np.random.default_rng(0))
    >>> sorted(place for batch in batches for place in batch.tolist())
    [0, 1, 2, 3, 4]
    """
    order = draw.permutation(rows)
    many = size * _ALIKE
    batches: list[NDArray[np.intp]] = []
    for start in range(0, len(order), many):
        some = order[start : start + many]
        some = some[np.argsort([lengths[row] for row in some], kind="stable")]
        batches += [some[place : place + size] for place in range(0, len(some), size)]
    for place in draw.permutation(len(batches)):
        yield batches[place]
