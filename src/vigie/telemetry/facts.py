"""What is told: of a request, and of a verdict. Plain facts, so that noting them costs next to nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Fact = str | bool | int | float


@dataclass(slots=True)
class RequestFacts:
    """One request under way: noted by whoever knows, told when it has ended. Neither its row nor its label is here."""

    method: str
    began_ns: int
    """Since the epoch, as `ended_ns`."""
    parent: str = ""
    """The W3C header `traceparent` that it came with."""
    parent_state: str = ""
    """And its `tracestate`."""
    route: str = ""
    """The address as it is declared: `/v2/models/{model}/infer`."""
    status: int = 0
    """Of HTTP; 0 for one that was cut off."""
    ended_ns: int = 0
    model_version: str | None = None
    prediction_id: str | None = None
    rows: int | None = None
    error: str | None = None
    """The code it was refused with."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened once and is told whole: it is never sampled."""

    name: str
    at: int
    """Microseconds since the epoch, UTC."""
    facts: Mapping[str, Fact]


@dataclass(slots=True)
class Outcome:
    """What became of events that were sent, by their places in the batch. What is in neither set is sent again."""

    taken: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    """Sending these again would not help."""
    wait_s: float | None = None
    """So long the other side asks to be left alone."""
    why: str = ""
    """Why not all is settled, in a few words."""

    @property
    def settled(self) -> set[int]:
        return self.taken | self.refused
