"""How drift is looked for: `[drift]` in vigie.toml."""

from __future__ import annotations

from pydantic import Field

from vigie.core.declarations.durations import Seconds
from vigie.core.schema import Declaration


class DriftRule(Declaration):
    """Which rows of now are compared with the training rows, and what is called a change."""

    window: Seconds = 86_400.0
    """The rows of the last so long are compared."""
    longest: Seconds = 30 * 86_400.0
    """Where so few rows came that nothing could be said, the window reaches back to as many as are needed, at most so
    long."""
    every: Seconds = 3_600.0
    """How often the watcher compares."""
    min_rows: int = Field(default=100, ge=30)
    """With fewer rows nothing is said."""
    max_rows: int = Field(default=100_000, ge=1_000)
    """Of more rows so many are compared, from all over the window."""
    level: float = Field(default=0.01, gt=0, lt=0.5)
    """The chance of calling anything at all a change in a window without one: over all columns and tests."""
    min_effect: float = Field(default=0.1, gt=0, lt=1)
    """The smallest change worth telling, in [0, 1]: 0.1 is every tenth row elsewhere."""
    min_missing: float = Field(default=0.05, gt=0, lt=1)
    """The same of the share of missing values."""
