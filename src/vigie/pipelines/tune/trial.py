"""One trial of a search: what was tried and what it gave. Plain data, kept as JSON and sent between processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from vigie.pipelines.tune.tpe import Values

Epochs = Sequence[Sequence[float]]
"""For each part that a net was fitted on, the score after each epoch so far."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is asked to do."""

    number: int
    values: Values
    hurdles: Sequence[Sequence[float]] = ()
    """For each part, the median score of earlier trials after each epoch; a net under it is given up."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial that is done."""

    number: int
    values: Values
    score: float | None
    """The deciding metric; None when the trial failed."""
    seconds: float
    began_at: int
    """Microseconds since the epoch, UTC."""
    error: str = ""
    """Why it failed; empty when it did not."""
    stopped: bool = False
    """Whether a net was given up early: its score is that of the net as it was."""
    epochs: Epochs = ()

    def to_json(self) -> dict[str, Any]:
        """Return plain data for a line of JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the trial of such a line; lists are tuples again, as vigie.toml gives them."""
        values = {name: _tuples(value) for name, value in data["values"].items()}
        return cls(**{**data, "values": values, "epochs": _tuples(data["epochs"])})


def _tuples(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_tuples(entry) for entry in value)
    if isinstance(value, dict):
        return {key: _tuples(entry) for key, entry in value.items()}
    return value
