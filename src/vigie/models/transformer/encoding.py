"""Runs a net over many texts without learning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vigie.models.neural.reproducible import choose_device
from vigie.models.transformer.encoder import in_batches


def encode(net: Any, numbers: Sequence[Sequence[int]], pad: int, size: int, device: str) -> NDArray[np.float64]:
    """Return what `net(ids, mask)` gives for each text, in their order, shape (n_texts, width).

    Parameters
    ----------
    numbers
        Of each text's pieces.
    size
        Texts in memory at once.
    """
    where = choose_device(device)
    net.eval().to(where)
    found: list[tuple[Any, Any]] = []
    with torch.inference_mode():
        for places, ids, mask in in_batches(numbers, pad, size):
            found.append((places, net(ids.to(where), mask.to(where)).double().cpu().numpy()))
    result = np.zeros((len(numbers), found[0][1].shape[1] if found else 0))
    for places, vectors in found:
        result[places] = vectors
    return result
