"""What vigie.toml says of tests in production, `[challenge]`, and of going back by itself, `[rollback]`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from vigie.core.declarations.durations import Seconds
from vigie.core.declarations.naming import check_name
from vigie.core.schema import Declaration


class ChallengeRules(Declaration):
    """By what a challenger is judged, and by whom."""

    decide: Literal["recommend", "automatic"] = "recommend"
    """Whether the watcher promotes a challenger or takes it out by itself, or says what it would do."""
    min_gain: float = Field(default=0.01, ge=0, lt=1)
    """The smallest gain in accuracy worth having: 0.01 is one right answer more in a hundred."""
    error: float = Field(default=0.05, gt=0, lt=1)
    """The chance of deciding wrongly, however often one looks."""
    longest: Seconds = 14 * 86_400.0
    """A challenger that was not shown to be better after so long is not."""
    verdicts: Literal["asked", "all"] | None = None
    """Which verdicts count: those that people were asked for (and labels from elsewhere), or volunteered ones too. By
    default, in a shadow the asked ones, for complaints about the champion's answers can only speak for the challenger;
    in a canary and an A/B test all, for both are complained about alike."""
    answer_within: Seconds = 1.0
    """A challenger that takes longer for an answer is passed over; the third time in a hundred it is taken out."""


class RollbackRules(Declaration):
    """Whether Vigie goes back to the champion before by itself, when an alert opens soon after a promotion."""

    within: Seconds | None = None
    """For so long after a promotion an alert undoes it, such as '6 h'; by default, no alert does."""
    rules: tuple[str, ...] = ()
    """The alert rules that do; by default every one that tells of the model: rejections, accuracy, calibration, errors
    and latency. One that tells of what people send, such as drift, never does."""

    def check(self, rules: Sequence[str]) -> None:
        """Raise ValueError if a rule is named that there is not: it would never undo anything."""
        for name in self.rules:
            check_name("rollback.rules", name, rules, "no alert rule")
