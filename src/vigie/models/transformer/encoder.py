"""A pretrained encoder in PyTorch: from numbered pieces of texts to one vector for each text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vigie.core.errors import MissingPartError, ModelFolderError
from vigie.models.transformer.folder import ModelFolder, Pooling

_LAYER = re.compile(r"(?:^|\.)(?:layer|layers|h|blocks?)\.(\d+)\.")


@dataclass(frozen=True)
class Encoder:
    """A loaded encoder and what its texts must be cut with."""

    net: PooledEncoder
    tokenizer: bytes
    """A `tokenizer.json`."""
    pad: int


class PooledEncoder(nn.Module):  # type: ignore[misc,unused-ignore]
    """An encoder, and the mean of its last vectors or the first of them.

    Parameters
    ----------
    net
        Of `transformers`: called with `input_ids` and `attention_mask`, it returns `last_hidden_state`.
    normalises
        Whether the pooled vector is brought to length 1.
    """

    def __init__(self, net: Any, pooling: Pooling, normalises: bool) -> None:
        super().__init__()
        self.net = net
        self.pooling = pooling
        self.normalises = normalises

    @property
    def width(self) -> int:
        return int(self.net.config.hidden_size)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return shape (n_rows, width) for ids and mask of shape (n_rows, n_pieces)."""
        hidden: Tensor = self.net(input_ids=ids, attention_mask=mask).last_hidden_state
        if self.pooling == "cls":
            pooled = hidden[:, 0]
        else:
            counted = mask.to(hidden.dtype).unsqueeze(-1)
            pooled = (hidden * counted).sum(1) / counted.sum(1)
        return nn.functional.normalize(pooled, dim=1) if self.normalises else pooled


def load_encoder(
    model: str,
    folder: ModelFolder,
    pooling: Pooling,
    normalises: bool,
    layers: int | None,
    dropout: float | None = None,
) -> Encoder:
    """Return the encoder of a folder: nothing is fetched, unpickled or run from it.

    Parameters
    ----------
    model
        As the project names it, for messages.
    layers
        How many of its layers to keep, from the first; None for all.
    dropout
        Share of numbers that it sets to zero in training; None for what its makers chose.

    Raises
    ------
    ModelFolderError
        If transformers cannot read the folder, its tokenizer is not a fast one, or it has fewer layers.
    """
    try:
        from transformers import AutoConfig, AutoModel, AutoTokenizer
    except ImportError as error:
        raise MissingPartError("transformers", 'pip install "vigie[deep]"') from error
    where: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    with _quiet():
        try:
            tokenizer = AutoTokenizer.from_pretrained(folder.path, **where)
            config = AutoConfig.from_pretrained(folder.path, **where)
            _keep_layers(model, config, layers)
            _set_dropout(config, dropout)
            net = AutoModel.from_pretrained(
                folder.path, config=config, use_safetensors=True, dtype=torch.float32, **where
            )
        except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
            if isinstance(error, ModelFolderError):
                raise
            raise ModelFolderError(model, f"transformers cannot read it ({type(error).__name__}: {error})") from error
    if not tokenizer.is_fast or tokenizer.pad_token_id is None:
        raise ModelFolderError(model, "it has no fast tokenizer that knows how to pad (tokenizer.json)")
    content = tokenizer.backend_tokenizer.to_str().encode()
    return Encoder(PooledEncoder(net, pooling, normalises).eval(), content, int(tokenizer.pad_token_id))


def layer_of(parameter: str) -> int | None:
    """Return the number of the layer that a parameter belongs to, or None for one that is in no layer.

    Examples
    --------
    >>> layer_of("net.encoder.layer.3.output.dense.weight"), layer_of("net.embeddings.word_embeddings.weight")
    (3, None)
    """
    found = _LAYER.search(parameter)
    return int(found.group(1)) if found else None


def in_batches(
    numbers: Sequence[Sequence[int]], pad: int, size: int
) -> Iterator[tuple[NDArray[np.intp], Tensor, Tensor]]:
    """Yield places, ids and mask of texts of like length, the longest first, so that memory fails at once or never."""
    order = np.argsort([-len(row) for row in numbers], kind="stable")
    for start in range(0, len(order), size):
        places = order[start : start + size]
        yield places, *padded([numbers[place] for place in places], pad)


def padded(numbers: Sequence[Sequence[int]], pad: int) -> tuple[Tensor, Tensor]:
    """Return ids and mask of shape (n_rows, n_pieces of the longest); a text of no piece is one filler.

    Examples
    --------
    >>> ids, mask = padded([[5, 6], [7]], pad=1)
    >>> ids.tolist(), mask.tolist()
    ([[5, 6], [7, 1]], [[1, 1], [1, 0]])
    """
    lengths = torch.tensor([len(row) or 1 for row in numbers])
    mask = (torch.arange(int(lengths.max())) < lengths[:, None]).long()
    ids = torch.full(mask.shape, pad)
    for row, given in enumerate(numbers):
        ids[row, : len(given)] = torch.tensor(given, dtype=torch.long)
    return ids, mask


def _keep_layers(model: str, config: Any, layers: int | None) -> None:
    if layers is None:
        return
    has = int(config.num_hidden_layers)
    if not 1 <= layers <= has:
        raise ModelFolderError(model, f"`layers` is {layers}, and it has {has}")
    config.num_hidden_layers = layers


def _set_dropout(config: Any, dropout: float | None) -> None:
    # Each family of models has names of its own for the same two numbers.
    for name in ("hidden_dropout_prob", "attention_probs_dropout_prob", "dropout", "attention_dropout"):
        if dropout is not None and hasattr(config, name):
            setattr(config, name, dropout)


@contextmanager
def _quiet() -> Iterator[None]:
    # transformers reports weights that are not needed (a pooler, a head, the layers that are left out) and draws bars.
    from transformers.utils import logging

    told: Any = logging  # half of its functions have no types
    level, bars = told.get_verbosity(), told.is_progress_bar_enabled()
    told.set_verbosity_error()
    told.disable_progress_bar()
    try:
        yield
    finally:
        told.set_verbosity(level)
        if bars:
            told.enable_progress_bar()
