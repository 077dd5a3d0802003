"""The root of the tree, and how names are told in messages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence


def nearest(name: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed name that looks most like `name`, or None when none comes close.

    Examples
    --------
    >>> nearest("featurs", ["features", "target"])
    'features'
    >>> nearest("zzz", ["features"]) is None
    True
    """
    close = difflib.get_close_matches(name, list(allowed), n=1, cutoff=0.6)
    return close[0] if close else None


def listed(names: Iterable[str], limit: int = 12) -> str:
    """Return the first of the names in one line, and how many there are where that is not all."""
    shown = list(names)
    text = ", ".join(shown[:limit])
    return f"{text}, … ({len(shown)} in all)" if len(shown) > limit else text


def hint(name: str, allowed: Sequence[str]) -> str:
    """Return a question that names what was probably meant, with a space before it; empty where nothing comes close."""
    close = nearest(name, allowed)
    return f" Did you mean '{close}'?" if close else ""


class VigieError(Exception):
    """The root: catch it to catch everything Vigie means to say.

    `message` is one or two sentences; `remedy`, when there is one, is the thing to do next.
    """

    def __init__(self, message: str, *, remedy: str | None = None) -> None:
        super().__init__(message if remedy is None else f"{message} {remedy}")
        self.message = message
        self.remedy = remedy
