"""What vigie.toml declares of retraining: when it is due, what data it refuses, what its model must show."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from vigie.core.declarations.durations import Seconds
from vigie.core.schema import Declaration

Share = Annotated[float, Field(ge=0, le=1)]


class Retrain(Declaration):
    """`vigie retrain`, by hand and by rule. No rule is set by default."""

    reviewed: int | None = Field(default=None, ge=1)
    """Due when so many reviewed labels were not trained on yet."""
    drift: Share | None = None
    """Due when a measured drift is over this."""
    accuracy: Share | None = None
    """Due when the measured accuracy in production is under this beyond chance: by the upper end of its interval."""
    every: Seconds | None = None
    """Due when the champion is so old."""
    rest: Seconds = 86_400.0
    """Between two retrainings by rule, however they end."""
    promote: bool = False
    """Whether a retraining by rule promotes what passed; otherwise it is left for a test in production."""
    source: Literal["read", "leave"] = "read"
    """Whether the project's source is read again first."""
    all_candidates: bool = False
    """Whether the project's other candidates are trained too, and the best is taken."""
    max_shrink: Share = 0.1
    """Data that lost more of their rows are refused."""
    max_class_shift: Share = 0.1
    """Data of which a larger share would have to change class to have the former shares are refused."""
    max_relabelled: Share = 0.05
    """A source that gives more of the known rows another label is refused."""
    max_altered: Share = 0.3
    """A source that gives more of the known rows other values is refused: so a broken encoder looks."""
    max_drift: Share = 0.3
    """How far a column of new and altered rows may be from the former training rows, in [0, 1]."""
    max_surprise: Share = 0.2
    """How much less often than on the validation rows the champion may be right on new and altered rows."""
    tolerance: Share = 0.01
    """A loss against the champion on the validation rows that is none, as those are a sample only."""
    max_slice_loss: Share = 0.05
    """In accuracy, of any kind of rows, beyond chance."""
    min_reviewed: int = Field(default=10, ge=1)
    """Reviewed rows that must be there, and not trained on, for the comparison on them to count."""
