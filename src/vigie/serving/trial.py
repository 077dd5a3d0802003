"""A test in production, as a request meets it: who answers, and whether somebody is asked beside."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from vigie.servable.challenging import Challenging
from vigie.serving.challenger import Challenger
from vigie.serving.champion import Answer, Champion, Question
from vigie.serving.shadow import Shadow

DOORS = frozenset({"page", "v2", "invocations"})
"""Sources that name a way into the service, behind which there are many people."""

_WHOLE = 2**64


class Trial:
    """One challenge under way.

    Parameters
    ----------
    challenger
        Who answers in the champion's place for a share of the requests; in a shadow, who is asked beside it.
    shadow
        Asks it beside, in a shadow; else None.
    """

    def __init__(self, pointed: Challenging, challenger: Challenger | Champion, shadow: Shadow | None) -> None:
        self.pointed = pointed
        self.challenger = challenger
        self.shadow = shadow
        self._salt = pointed.challenge.encode()[:64]
        self._below = round(pointed.share * _WHOLE)

    def choose(self, champion: Champion, question: Question) -> Champion:
        """Return who answers a request that begins with this question: the same one for the same caller."""
        if self.shadow is not None or not self._is_drawn(question):
            return champion
        return self.challenger

    def note(self, questions: Sequence[Question], answers: Sequence[Answer]) -> None:
        """Take in what the champion has answered."""
        if self.shadow is not None and self._is_drawn(questions[0]):
            self.shadow.take(questions, answers)

    def close(self) -> None:
        """Ask nobody any more."""
        if self.shadow is not None:
            self.shadow.close()
        if isinstance(self.challenger, Challenger):
            self.challenger.close()

    def _is_drawn(self, question: Question) -> bool:
        if self._below >= _WHOLE:
            return True
        digest = blake2b(unit_of(question).encode(), digest_size=8, key=self._salt).digest()
        return int.from_bytes(digest) < self._below


def unit_of(question: Question) -> str:
    """Return what is drawn as one: whoever asks; where that is nobody in particular, the row.

    Examples
    --------
    >>> unit_of(Question({}, '{"text": "late"}', "shop-7")), unit_of(Question({}, '{"text": "late"}', "page"))
    ('shop-7', '{"text": "late"}')
    """
    _, stored, source, key_id = question
    if source in DOORS or (source is None and key_id is None):
        return stored
    return f"{key_id}\n{source}" if key_id else str(source)
