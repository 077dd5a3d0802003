"""The store's second pointer: which version challenges the champion, and how."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from vigie.core.errors import ServableCorruptError
from vigie.core.types import CHALLENGE_MODES, ChallengeMode

CHALLENGER = "challenger.json"
"""Beside the champion's pointer; empty or absent while nobody challenges."""


@dataclass(frozen=True, slots=True)
class Challenging:
    """What a service needs to know of a challenge; whoever begins one writes it, whoever ends it takes it away."""

    challenge: str
    """Its id in the ledger."""
    version: str
    mode: ChallengeMode
    share: float
    """Of the requests, in (0, 1]."""
    answer_within_s: float = 1.0
    manifest: str = ""
    """SHA-256 of the version's manifest, which holds those of its files; written by the store."""

    def dump(self) -> bytes:
        return json.dumps(asdict(self)).encode()


def read_challenging(content: bytes | None, where: str) -> Challenging | None:
    """Return what the pointer says; None: nobody challenges.

    Raises
    ------
    ServableCorruptError
        If it is no pointer to a challenger.

    Examples
    --------
    >>> read_challenging(b"", "challenger.json") is None
    True
    >>> read_challenging(Challenging("c", "2", "shadow", 1.0).dump(), "challenger.json").version
    '2'
    """
    if not content:
        return None
    try:
        found = Challenging(**json.loads(content))
    except (ValueError, TypeError) as error:
        raise ServableCorruptError(where, "it is no pointer to a challenger") from error
    if found.mode not in CHALLENGE_MODES or not 0 < found.share <= 1:
        raise ServableCorruptError(where, "it is no pointer to a challenger")
    return found
