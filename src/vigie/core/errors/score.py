"""Tables of answers."""

from __future__ import annotations

from vigie.core.errors.base import VigieError


class ScoreError(VigieError):
    """A table of answers was not made."""


class OutputTakenError(ScoreError):
    def __init__(self, out: str, reason: str) -> None:
        self.out, self.reason = out, reason
        super().__init__(
            f"{out} is not touched: {reason}.",
            remedy="Name another, or begin it again with '--fresh', which replaces it.",
        )


class OutputStoppedError(ScoreError):
    def __init__(self, out: str, reason: str, rows: int) -> None:
        self.out, self.reason, self.rows = out, reason, rows
        super().__init__(
            f"{out} cannot be written: {reason}. {rows:,} rows are done, and are kept.",
            remedy="Make room or mend it, and run the same command again: it goes on from there.",
        )
