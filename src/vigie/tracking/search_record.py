"""Everything that is kept of a search and of each of its trials. Plain data, so that it travels to another process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

SearchStatus = Literal["FINISHED", "FAILED", "KILLED"]
"""How a search ended, in MLflow's words; KILLED is one that a person stopped, and may go on with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRecord:
    """The search for one candidate's parameters: the parent of its trials' runs."""

    project: str
    """Name of the project: the MLflow experiment."""
    candidate: str
    recipe: str
    description: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    """Those of the candidate that are not searched."""
    space: Mapping[str, Any] = field(default_factory=dict)
    """Parameter → what may be tried, as vigie.toml has it."""
    decide_by: str = "accuracy"
    scored_on: str = ""
    """The rows that a score is of, in words."""
    why: str = ""
    dataset_version: int = 0
    dataset_hash: str = ""
    sample: bool = False
    code_version: str = ""
    packages: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRecord:
    """One trial: a run nested under the search's."""

    number: int
    values: Mapping[str, Any]
    score: float | None
    """The deciding metric; None when the trial failed."""
    best: float | None
    """The best score of the search so far, this one included."""
    seconds: float
    began_at: int
    """Microseconds since the epoch, UTC."""
    error: str = ""
    stopped: bool = False
    """Whether it was given up early."""
    epochs: Sequence[Sequence[float]] = ()
    """For each part that a net was fitted on, its score after each epoch."""
