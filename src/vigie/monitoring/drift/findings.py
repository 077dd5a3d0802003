"""What a comparison with the training rows finds: plain records that go through JSON."""

from __future__ import annotations

from typing import Literal

from vigie.core.schema import Declaration
from vigie.monitoring.drift.domain import TellingWord

Kind = Literal["number", "category", "boolean", "text", "label", "confidence"]
TestName = Literal["distribution", "missing", "length", "unknown", "language", "words"]
Status = Literal["drifted", "steady", "gone", "new", "few", "hidden"]
Problem = Literal["", "no champion", "no reference", "no rows", "few rows"]

PREDICTION = "(prediction)"
CONFIDENCE = "(confidence)"


class DriftTest(Declaration):
    """One test of one column."""

    __test__ = False

    name: TestName
    """What of the column: the whole distribution, the share of missing values; of a text its length, the share of
    unknown words, its language, or the words by which a classifier tells now from then."""
    effect: float
    """In [0, 1]: the share of rows that are elsewhere."""
    p_value: float
    corrected: float = 1.0
    """By Holm, over all tests of all columns."""
    needed: float = 0.0
    """The effect from which it is worth telling."""

    def is_real(self, level: float) -> bool:
        """Whether chance does not explain it, and it is worth telling."""
        return self.corrected < level and self.effect >= self.needed


class Picture(Declaration):
    """Then and now side by side."""

    of: TestName = "distribution"
    names: tuple[str, ...] = ()
    """Of the bars; empty where they lie between borders."""
    borders: tuple[float, ...] = ()
    """Of bars that stand on a scale, one more than bars."""
    is_log: bool = False
    """Whether the borders are at equal ratios instead of equal distances."""
    then: tuple[float, ...]
    """Shares, of the training rows."""
    now: tuple[float, ...]


class ColumnDrift(Declaration):
    """What has become of one column."""

    column: str
    """Of the schema, or `(prediction)` or `(confidence)`: the answers' classes and how sure they are."""
    kind: Kind
    status: Status
    value: float | None = None
    """The largest effect that chance does not explain and that is worth telling, in [0, 1]; 0 for a steady column,
    None where nothing could be compared."""
    importance: float | None = None
    """How much the answers move when the column's values are shuffled, in [0, 1]; None: not known."""
    rows: int = 0
    """Values compared, missing ones left out."""
    missing_then: float = 0.0
    missing_now: float = 0.0
    """Shares."""
    invalid: int = 0
    """Values now that the declaration does not allow."""
    unseen: int = 0
    """Values now outside what the training rows had: over or under their range, or of no known category."""
    tests: tuple[DriftTest, ...] = ()
    stability_index: float | None = None
    """PSI."""
    moved_by: float | None = None
    """Of numbers: Wasserstein's distance in widths of the training rows' middle nine tenths."""
    median_then: float | None = None
    median_now: float | None = None
    unit_factor: float | None = None
    """By what the values would have to be multiplied to be as before, where that looks like another unit."""
    new_values: dict[str, int] = {}
    """Categories that the training rows have not, with their rows; the most frequent."""
    area: float | None = None
    """Of texts: how well now is told from then, as the area under a ROC curve."""
    words: tuple[TellingWord, ...] = ()
    new_words: dict[str, float] = {}
    """Frequent words that the training rows hardly have → share of texts."""
    pictures: tuple[Picture, ...] = ()

    @property
    def weight(self) -> float:
        """What the columns are ranked by: the drift times what it does to the answers."""
        return (self.value or 0.0) * (1.0 if self.importance is None else self.importance)

    def test(self, name: TestName) -> DriftTest | None:
        return next((test for test in self.tests if test.name == name), None)

    def real(self, level: float) -> list[DriftTest]:
        """Return the tests that found something, the largest effect first."""
        return sorted((test for test in self.tests if test.is_real(level)), key=lambda test: -test.effect)


class DriftReport(Declaration):
    """The rows of one window beside the champion's training rows."""

    since: int
    at: int
    """End of the window; microseconds since the epoch, UTC."""
    rows: int
    """Predictions in the window."""
    read: int = 0
    """How many of them were compared."""
    version: str | None = None
    """Of the champion, whose training rows are the reference."""
    reference_rows: int = 0
    min_rows: int = 0
    level: float = 0.01
    problem: Problem = ""
    """Why nothing could be compared; empty where it could."""
    columns: tuple[ColumnDrift, ...] = ()
    """By what their drift does to the answers, the most first."""

    @property
    def value(self) -> float | None:
        """The largest change of any column, None where nothing was compared."""
        values = [column.value for column in self.columns if column.value is not None]
        return max(values) if values else None

    @property
    def drifted(self) -> list[ColumnDrift]:
        return [column for column in self.columns if column.status in ("drifted", "gone")]
