"""One thread, and twenty texts whose class a few words tell."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

Texts = tuple[list[str], NDArray[np.str_]]


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def texts() -> Texts:
    bad = ["late again", "lost my bag , so late", "rude crew !", "cancelled and late"]
    good = ["great crew", "thanks , great flight", "so quick , thanks", "love it !"]
    return (bad + good) * 6, np.array((["bad"] * 4 + ["good"] * 4) * 6)
