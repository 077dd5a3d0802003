"""Making a candidate the champion."""

from __future__ import annotations

from collections.abc import Sequence

from vigie.core.errors.base import VigieError, hint, listed


class PromotionError(VigieError):
    """A candidate was not promoted."""


class CandidateNotFoundError(PromotionError, KeyError):
    """The one that is meant is not there; where none is named, there is none at all."""

    def __init__(self, name: str | None, available: Sequence[str]) -> None:
        self.name, self.available = name, tuple(available)
        known = f" There are: {listed(available)}." if available else ""
        which = f" '{name}'.{hint(name, available)}" if name is not None else " yet."
        super().__init__(
            f"There is no trained candidate{which}{known}",
            remedy=None if available else "Run 'vigie train' first.",
        )

    __str__ = Exception.__str__


class GateError(PromotionError):
    def __init__(self, candidate: str, refusals: Sequence[str]) -> None:
        self.candidate, self.refusals = candidate, tuple(refusals)
        super().__init__("\n".join([f"'{candidate}' was not promoted:", *(f"  {refusal}" for refusal in refusals)]))


class NoChampionError(PromotionError):
    def __init__(self, what: str = "There is no champion yet.") -> None:
        super().__init__(what, remedy="Promote a candidate with 'vigie promote NAME'.")


class RebuildError(PromotionError):
    def __init__(self, version: str, reason: str) -> None:
        self.version, self.reason = version, reason
        super().__init__(f"Version {version} cannot be made again: {reason.rstrip('.')}.")


class ChallengeRunningError(PromotionError):
    def __init__(self, version: str, mode: str) -> None:
        self.version, self.mode = version, mode
        super().__init__(
            f"Version {version} is a challenger already ({mode}); there is one at a time.",
            remedy="Wait for its end, or end it: 'vigie challenge stop'.",
        )


class ImpactError(VigieError):
    """What the model brings cannot be said."""


class NoChallengeError(PromotionError):
    def __init__(self, what: str = "No challenger answers beside the champion.") -> None:
        super().__init__(what, remedy="Begin with 'vigie challenge CANDIDATE'.")
