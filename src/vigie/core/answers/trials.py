"""What the service answers about tests in production, and its client reads. Times are microseconds since the epoch."""

from __future__ import annotations

from vigie.core.answers.answer import Answer
from vigie.core.schema import Words
from vigie.core.types import ChallengeMode


class Gain(Answer):
    """How much more often the challenger is right than the champion, after so many comparisons."""

    n: int
    mean: float
    """A difference of shares: 0.02 is two points."""
    low: float
    high: float
    """Between these two it lies, at all looks together, with the confidence that the challenge began with."""
    p_value: float


class Disagreement(Answer):
    """An answer of the champion that the challenger would have given otherwise."""

    prediction_id: str
    champion: str
    challenger: str
    confidence: float
    """Of the challenger."""


class Challenge(Answer):
    """One test in production, under way or ended."""

    id: str
    mode: ChallengeMode
    version: str
    """The challenger's."""
    champion: str
    """The champion's when it began."""
    candidate: str = ""
    share: float
    started_at: int
    started_by: str
    ended_at: int | None = None
    ended_by: str | None = None
    decision: str | None = None
    """promoted, kept (the champion), stopped or failed; None while it is under way."""
    words: Words = Words()
    """How it stands, or ended."""
    looked_at: int | None = None
    """When the watcher judged it last; None: it has not yet."""
    advice: str | None = None
    """wait, promote or keep (the champion)."""
    reason: str | None = None
    """undecided, better, worse, too_small or too_late."""
    verdicts: int = 0
    """That count."""
    uncounted: int = 0
    needed: int | None = None
    """About so many in all until a gain that is worth having is seen, if it is there."""
    min_gain: float | None = None
    champion_right: float | None = None
    challenger_right: float | None = None
    gain: Gain | None = None
    course: tuple[Gain, ...] = ()
    """The gain after ever more comparisons, the oldest first."""


class InService(Answer):
    """What the process that was asked knows of the challenger; others may answer beside it."""

    answering: bool
    refusal: str | None = None
    """Why the last challenger was not taken, or was taken out."""
    waiting: int = 0
    """Rows of a shadow that are still to be asked."""
    dropped: int = 0
    """Rows of a shadow that there was no time for."""


class Challenges(Answer):
    """The test in production under way, and those before."""

    running: Challenge | None = None
    answers: int = 0
    """By the challenger under way."""
    by_champion: int = 0
    """In a canary or an A/B test: answers of the champion meanwhile."""
    agreements: int = 0
    """In a shadow: those that were the champion's too."""
    mean_ms: float | None = None
    """Of an answer in a shadow."""
    disagreements: tuple[Disagreement, ...] = ()
    """In a shadow: the newest ones."""
    in_service: InService
    past: tuple[Challenge, ...] = ()
    """The newest first."""

    @property
    def agreement(self) -> float | None:
        """Share of a shadow's answers that were the champion's too."""
        return self.agreements / self.answers if self.answers and self.mean_ms is not None else None
