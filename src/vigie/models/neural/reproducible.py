"""Training that gives the same twice, and leaves torch's generators as they were."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch


def choose_device(asked: str) -> str:
    """Return the device for "auto": CUDA where there is one."""
    if asked != "auto":
        return asked
    return "cuda" if torch.cuda.is_available() else "cpu"


@contextmanager
def reproducible(seed: int, device: str) -> Iterator[None]:
    """Draw from a seed within the block, and on the CPU use only algorithms that add up in a fixed order.

    On CUDA such algorithms are slower or missing, so there two trainings may differ in the last digits, and then more.
    """
    strict = torch.are_deterministic_algorithms_enabled()
    warn_only = torch.is_deterministic_algorithms_warn_only_enabled()
    cuda = list(range(torch.cuda.device_count())) if device.startswith("cuda") else []
    with torch.random.fork_rng(devices=cuda):
        torch.manual_seed(seed)
        torch.use_deterministic_algorithms(strict or not cuda)
        try:
            yield
        finally:
            torch.use_deterministic_algorithms(strict, warn_only=warn_only)
