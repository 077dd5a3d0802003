"""One step of a learning curve."""

from __future__ import annotations

from typing import NamedTuple


class LearningPoint(NamedTuple):
    """One fit on part of the training rows."""

    rows: int
    train: float
    """The deciding metric on the rows it was fitted on."""
    validation: float
    """The deciding metric on the validation rows."""
