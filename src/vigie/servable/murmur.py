"""Buckets of hashed terms, as scikit-learn's HashingVectorizer numbers them."""

from __future__ import annotations

_KEPT_TERMS = 100_000
_KEPT_LENGTH = 80
"""Longer terms are rare, and would let one text fill the memory."""

_ALL = 0xFFFFFFFF


class Buckets:
    """Term → number, for every term there could be: it is asked as a vocabulary is.

    Numbers found are kept up to a bound. Threads may share it: losing or doubling an entry changes no number.

    Parameters
    ----------
    count
        Buckets the terms fall into, at least 1.
    first
        Number of the first bucket.

    Examples
    --------
    >>> Buckets(16).get("late"), Buckets(16, first=100).get("late")
    (8, 108)
    """

    def __init__(self, count: int, first: int = 0) -> None:
        self._count = count
        self._first = first
        self._kept: dict[str, int] = {}

    def get(self, term: str, default: int | None = None) -> int:
        """Return the number of the term's bucket; there always is one."""
        number = self._kept.get(term)
        return self._find(term) if number is None else number

    def _find(self, term: str) -> int:
        # A lone surrogate has no UTF-8; training rows never hold one, and a request must not fail of it.
        hashed = murmurhash3(term.encode("utf-8", "surrogatepass"))
        number = self._first + abs(hashed) % self._count
        if len(term) <= _KEPT_LENGTH:
            if len(self._kept) >= _KEPT_TERMS:
                self._kept.clear()
            self._kept[term] = number
        return number


def murmurhash3(content: bytes) -> int:
    """Return MurmurHash3 of some bytes as a signed number of 32 bits, seed 0.

    Examples
    --------
    >>> murmurhash3(b""), murmurhash3(b"foo")
    (0, -156908512)

    References
    ----------
    Appleby, "MurmurHash3", 2011 (public domain).
    """
    hashed, whole = 0, len(content) & ~3
    for start in range(0, whole, 4):
        hashed ^= _mixed(int.from_bytes(content[start : start + 4], "little"))
        hashed = ((hashed << 13 | hashed >> 19) * 5 + 0xE6546B64) & _ALL
    if whole < len(content):
        hashed ^= _mixed(int.from_bytes(content[whole:], "little"))
    hashed ^= len(content)
    hashed = (hashed ^ hashed >> 16) * 0x85EBCA6B & _ALL
    hashed = (hashed ^ hashed >> 13) * 0xC2B2AE35 & _ALL
    hashed ^= hashed >> 16
    return hashed - (1 << 32) if hashed >> 31 else hashed


def _mixed(part: int) -> int:
    part = part * 0xCC9E2D51 & _ALL
    part = (part << 15 | part >> 17) & _ALL
    return part * 0x1B873593 & _ALL
