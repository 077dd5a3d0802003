"""Words as an array of bytes, since a servable keeps no other lists of texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

SEPARATOR = "\n"
"""Between two words; none may hold it."""


def pack_words(words: Sequence[str]) -> NDArray[np.uint8]:
    """Return the words as bytes.

    Raises
    ------
    ValueError
        If a word holds a line break, or is empty.

    Examples
    --------
    >>> unpack_words(pack_words(["late", "été"]))
    ['late', 'été']
    """
    if any(not word or SEPARATOR in word for word in words):
        raise ValueError("a word of the vocabulary is empty or holds a line break")
    return np.frombuffer(SEPARATOR.join(words).encode("utf-8", "surrogatepass"), dtype=np.uint8)


def unpack_words(packed: NDArray[Any]) -> list[str]:
    """Return the words in their order."""
    text = packed.tobytes().decode("utf-8", "surrogatepass")
    return text.split(SEPARATOR) if text else []
