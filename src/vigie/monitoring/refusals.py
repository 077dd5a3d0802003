"""A model that a service does not take: what an alert says of it."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an alert is there: the store's champion did not pass verification."""

    reason: str
    """The last one given, in words; names no row's values."""
    goes_on: str | None
    """The version that answers instead; None: nothing is answered."""
    count: int
    """How often one was refused, by whichever service."""
    first_at: int
    last_at: int

    @property
    def text(self) -> str:
        """One sentence or two for people.

        Examples
        --------
        >>> Refusal("It is not signed.", "3", count=1, first_at=0, last_at=0).text
        'A model was refused, and version 3 goes on. It is not signed.'
        """
        return refusal_words(self.reason, self.goes_on)

    def joined_by(self, refusal: Refusal) -> Refusal:
        """Return this evidence with one more refusal."""
        return replace(
            self,
            reason=refusal.reason,
            goes_on=refusal.goes_on,
            count=self.count + 1,
            last_at=max(self.last_at, refusal.last_at),
        )


def refusal_words(reason: str, goes_on: str | None) -> str:
    """Return a refusal as alerts and the service's log lines tell it.

    Examples
    --------
    >>> refusal_words("It is not signed.", None)
    'A model was refused, and there is none to answer. It is not signed.'
    """
    words = f"version {goes_on} goes on" if goes_on else "there is none to answer"
    return f"A model was refused, and {words}. {reason}"
