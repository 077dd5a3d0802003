"""What a listener outside offers, whoever it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from vigie.telemetry.facts import Event, Outcome

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan


class Sink(Protocol):
    """Sends, and says how that went; it blocks for as long as it takes, so call it from a thread of its own."""

    name: str
    takes_spans: bool
    takes_events: bool

    def send_spans(self, spans: Sequence[ReadableSpan]) -> bool:
        """Return whether they arrived."""
        ...

    def send_events(self, events: Sequence[Event]) -> Outcome:
        """Return what became of each."""
        ...

    def close(self) -> None: ...
