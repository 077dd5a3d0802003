"""Subwords of a text as numbers: the one preparation of transformers, in training as in the service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vigie.core.errors import MissingPartError

_SIGNS_PER_TOKEN = 40
"""A text is cut to so many signs for each token that is kept, before it is cut to tokens: a tokenizer reads the whole
of what it is given, and a text of a megabyte would take it a second. No language has words so long on average."""


class Subwords:
    """Cuts texts into the pieces a transformer was trained on. Safe to share between threads.

    Parameters
    ----------
    content
        A `tokenizer.json`: data alone, which names no code.
    max_length
        Pieces of a text that are kept, the signs of its beginning and end included.

    Raises
    ------
    MissingPartError
        If the tokenizers library is not installed.
    ValueError
        If the content is no tokenizer.
    """

    def __init__(self, content: bytes, max_length: int) -> None:
        self.content = content
        self.max_length = max_length
        try:
            self._tokenizer = _tokenizers().Tokenizer.from_buffer(content)
        except MissingPartError:
            raise
        except Exception as error:  # the library raises this very class
            raise ValueError("the tokenizer cannot be read") from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_length)

    def numbers(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the numbers of each text's pieces."""
        most = self.max_length * _SIGNS_PER_TOKEN
        # One by one: a text takes some tens of microseconds, and the library's own threads would stand in the way of
        # processes that are forked later.
        return [self._tokenizer.encode(text[:most]).ids for text in texts]


def _tokenizers() -> Any:
    # Here, and not at the top: a service whose champion is no transformer does not carry it.
    try:
        import tokenizers
    except ImportError as error:
        raise MissingPartError("tokenizers", "pip install 'vigie[subwords]'") from error
    return tokenizers
