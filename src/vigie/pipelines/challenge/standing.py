"""How a test in production stands: which verdicts count, what they say of the two models, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from vigie.evaluation.sequential import Limits, differences_needed, in_blocks, limits, path
from vigie.ledger import Challenge, Judged

Advice = Literal["wait", "promote", "keep"]
Reason = Literal["undecided", "better", "worse", "too_small", "too_late"]

_FEW = 30
_USUAL_SPREAD = 0.1
"""How often just one of two models is right, while too few verdicts tell."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the verdicts of a challenge say so far."""

    advice: Advice
    reason: Reason
    verdicts: int
    """That count."""
    uncounted: int
    """That do not: volunteered ones where they would favour one side, or such that nobody knows who was right."""
    gain: Limits
    """Of the challenger over the champion, in accuracy."""
    champion_right: float | None
    """Share of the counted verdicts by which the champion was (would have been) right."""
    challenger_right: float | None
    needed: int
    """About so many verdicts are needed in all until a gain that is worth having is seen, if it is there."""
    course: tuple[Limits, ...]
    """The gain and its limits as they were after ever more verdicts, for a picture."""

    def facts(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Counted:
    """Verdicts turned into differences."""

    differences: NDArray[np.float64]
    verdicts: int
    uncounted: int
    champion: list[bool]
    challenger: list[bool]


def stand(challenge: Challenge, judged: Sequence[Judged], now: int) -> Standing:
    """Return how a challenge stands.

    Parameters
    ----------
    judged
        The verdicts during it, in the order of their arrival.
    now
        Microseconds since the epoch.
    """
    rules = challenge.settings
    counted = _in_shadow(judged, rules) if challenge.mode == "shadow" else _by_arm(judged, challenge)
    alpha, min_gain = float(rules["error"]), float(rules["min_gain"])
    gain = limits(counted.differences, alpha=alpha)
    is_late = now - challenge.started_at >= round(float(rules["longest_s"]) * 1e6)
    advice, reason = decide(gain, min_gain, is_late=is_late)
    return Standing(
        advice=advice,
        reason=reason,
        verdicts=counted.verdicts,
        uncounted=counted.uncounted,
        gain=gain,
        champion_right=_share(counted.champion),
        challenger_right=_share(counted.challenger),
        needed=_needed(counted, challenge, min_gain, alpha),
        course=tuple(path(counted.differences, alpha=alpha)),
    )


def decide(gain: Limits, min_gain: float, *, is_late: bool) -> tuple[Advice, Reason]:
    """Return what follows from the limits of the gain.

    That a challenger is promoted though it is no better, or given up though its gain is worth having (but for the time
    running out), each happens with a chance of at most half the error that was asked for.

    Examples
    --------
    >>> decide(Limits(900, 0.03, 0.004, 0.06, 0.01), 0.01, is_late=False)
    ('promote', 'better')
    >>> decide(Limits(900, 0.0, -0.02, 0.008, 1.0), 0.01, is_late=False)
    ('keep', 'too_small')
    >>> decide(Limits(900, 0.01, -0.01, 0.03, 1.0), 0.01, is_late=True)
    ('keep', 'too_late')
    """
    if gain.high < 0:
        return "keep", "worse"
    if gain.high < min_gain:
        return "keep", "too_small"
    if gain.low > 0:
        return "promote", "better"
    return ("keep", "too_late") if is_late else ("wait", "undecided")


def _in_shadow(judged: Sequence[Judged], rules: Mapping[str, Any]) -> _Counted:
    champion: list[bool] = []
    challenger: list[bool] = []
    for one in judged:
        if rules["verdicts"] == "asked" and not one.unbiased:
            continue
        right = rights(one, int(rules["classes"]))
        if right is not None:
            champion.append(right[0])
            challenger.append(right[1])
    differences = np.asarray(challenger, dtype=float) - np.asarray(champion, dtype=float)
    return _Counted(differences, len(champion), len(judged) - len(champion), champion, challenger)


def rights(judged: Judged, classes: int) -> tuple[bool, bool] | None:
    """Return whether the champion was right, and the challenger; None where nobody can know.

    Of a rejected answer without the right label it is known who was right if both said the same, or if there are two
    classes. Leaving the others out can only hide that the challenger was right.

    Examples
    --------
    >>> rights(Judged("rejected", None, "other", "1", "negative", True), classes=2)
    (False, True)
    >>> rights(Judged("rejected", None, "a", "1", "b", True), classes=3) is None
    True
    """
    if judged.beside == judged.predicted:
        return (judged.kind == "confirmed",) * 2
    if judged.kind == "confirmed":
        return True, False
    if judged.kind == "corrected":
        return False, judged.label == judged.beside
    return (False, True) if classes == 2 else None


def _by_arm(judged: Sequence[Judged], challenge: Challenge) -> _Counted:
    counted = [one for one in judged if challenge.settings["verdicts"] == "all" or one.unbiased]
    first = [one.version == challenge.version for one in counted]
    right = [one.kind == "confirmed" for one in counted]
    arms: tuple[list[bool], list[bool]] = ([], [])
    for who, was_right in zip(first, right, strict=True):
        arms[who].append(was_right)
    return _Counted(in_blocks(first, right), len(counted), len(judged) - len(counted), *arms)


def _needed(counted: _Counted, challenge: Challenge, min_gain: float, alpha: float) -> int:
    found = counted.differences
    worth = min_gain or 0.01
    if challenge.mode == "shadow":
        spread = float(np.mean(found**2)) if len(found) >= _FEW else _USUAL_SPREAD
        return differences_needed(worth, spread, alpha=alpha)
    share = challenge.share
    spread = float(np.mean(found**2)) if len(found) >= _FEW else 2 * _USUAL_SPREAD
    in_a_block = counted.verdicts / len(found) if len(found) >= _FEW else 1 / (share * (1 - share)) - 1
    return round(differences_needed(worth, spread, alpha=alpha) * in_a_block)


def _share(right: Sequence[bool]) -> float | None:
    return sum(right) / len(right) if right else None
