"""Where a search stands: what is done, what is best, when it will end. And how that is said."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Sequence
from datetime import datetime

from vigie.pipelines.tune.tpe import Values
from vigie.pipelines.tune.trial import Trial

_RECENT = 20
"""Trials whose mean time foretells the next ones'."""


def best_of(trials: Sequence[Trial], *, lower_is_better: bool) -> Trial | None:
    """Return the best trial, the earliest of equals, or None when none has a score; those given up early count too."""
    sign = 1 if lower_is_better else -1
    scored = [trial for trial in trials if trial.score is not None]
    return min(scored, key=lambda trial: (sign * (trial.score or 0.0), trial.number), default=None)


def in_words(values: Values) -> str:
    """Return values as they are written in vigie.toml.

    Examples
    --------
    >>> in_words({"C": 0.25, "words": (1, 2), "penalty": "l1", "stop_words": True})
    'C = 0.25, words = [1, 2], penalty = "l1", stop_words = true'
    """
    return ", ".join(f"{_key(name)} = {toml_value(value)}" for name, value in values.items())


def params_line(values: Values) -> str:
    """Return the line of vigie.toml that gives a candidate these parameters.

    Examples
    --------
    >>> params_line({"C": 0.25})
    'params = { C = 0.25 }'
    """
    return f"params = {params_value(values)}"


def params_value(values: Values) -> str:
    """Return what stands after `params =` in that line."""
    return f"{{ {in_words(values)} }}" if values else "{}"


def toml_value(value: object) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, dict):
        return f"{{ {in_words(value)} }}"
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def _key(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() and name.isascii() else json.dumps(name)


def seconds_left(trials: Sequence[Trial], wanted: int | None, running: int, workers: int, left: float) -> float:
    """Return the seconds until the search ends, by the last trials' time; `left` is what its limit leaves it.

    Examples
    --------
    >>> done = [Trial(n, {}, 0.5, 2.0, 0) for n in range(1, 11)]
    >>> seconds_left(done, wanted=20, running=2, workers=2, left=math.inf)
    10.0
    """
    if wanted is None or not trials:
        return left
    each = statistics.fmean(trial.seconds for trial in trials[-_RECENT:])
    ahead = max(wanted - len(trials), running)
    return min(left, each * ahead / workers)


def clock(at: float) -> str:
    """Return a moment, in seconds since the epoch, as the wall clock shows it here."""
    return datetime.fromtimestamp(at).astimezone().strftime("%H:%M:%S")
