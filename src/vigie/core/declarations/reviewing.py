"""What vigie.toml declares of reviews: which rows people are asked about, and how sure an answer must be."""

from __future__ import annotations

from pydantic import Field

from vigie.core.schema import Declaration


class Reviewing(Declaration):
    """The queue of labels that wait for a person."""

    double_check: bool = False
    """A label counts once two different people gave the same one."""
    uncertain_below: float | None = Field(default=None, gt=0, le=1)
    """Predictions less confident than this are asked about too, the least confident first."""
    drawn_share: float = Field(default=0.0, ge=0, le=1)
    """So many of all predictions are asked about, drawn by their ids: what they say is true of all traffic."""
    most_a_day: int = Field(default=50, ge=1)
    """Uncertain and drawn predictions that enter in a day."""
    max_per_giver: int = Field(default=100, ge=1)
    """Rows in the queue that one key or one address brought; what is over waits outside until there is room."""
    dominant_share: float = Field(default=0.5, gt=0, le=1)
    """Whoever brought more than this of the waiting rows is named to the reviewers."""
