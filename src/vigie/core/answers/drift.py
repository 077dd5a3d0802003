"""What the service says of drift: it writes these records, and its client reads them."""

from __future__ import annotations

from vigie.core.answers.answer import Answer
from vigie.core.schema import Words


class DriftPicture(Answer):
    """The shares of then and now in the same bars."""

    of: str
    """distribution; of a text length, unknown (share of unknown words) or language."""
    names: tuple[Words, ...] = ()
    """Of the bars; empty where they lie between borders."""
    borders: tuple[float, ...] = ()
    """Of bars on a scale, one more than bars."""
    is_log: bool = False
    """Whether the borders are at equal ratios."""
    then: tuple[float, ...]
    now: tuple[float, ...]


class DriftWord(Answer):
    """A word that tells texts of now from texts of then; shares of texts."""

    word: Words
    """As it was written; a mention and a number are told as such."""
    then: float
    now: float


class DriftColumn(Answer):
    """What has become of one column since training."""

    column: str
    """Of the schema, or (prediction) or (confidence)."""
    title: Words
    kind: str
    status: str
    """drifted, steady, gone (no longer declared), new (not in training), few (too few values), hidden (digests)."""
    change: float | None = None
    """The share of rows that are elsewhere, in [0, 1]; 0 where chance explains it or it is too small to matter."""
    importance: float | None = None
    """How much the answers move when the column's values are shuffled, in [0, 1]."""
    text: Words
    """What has happened, in sentences."""
    unit: str = ""
    rows: int = 0
    missing_then: float = 0.0
    missing_now: float = 0.0
    invalid: int = 0
    unseen: int = 0
    pictures: tuple[DriftPicture, ...] = ()
    words: tuple[DriftWord, ...] = ()
    new_values: dict[str, int] = {}
    new_words: dict[str, float] = {}


class Drift(Answer):
    """The newest comparison with the champion's training rows."""

    text: Words
    """The whole in one sentence."""
    problem: str = ""
    """Why nothing was compared: not measured, no champion, no reference, no rows, few rows; empty where it was."""
    since: int | None = None
    at: int | None = None
    """End of the window; None before the first comparison."""
    rows: int = 0
    """Predictions in the window."""
    read: int = 0
    """How many of them were compared."""
    model_version: str | None = None
    reference_rows: int = 0
    """Training rows."""
    columns: tuple[DriftColumn, ...] = ()
    """The change that does most to the answers first."""
