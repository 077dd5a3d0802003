"""Accuracy from verdicts."""

from __future__ import annotations

from vigie.monitoring.quality import quality


def test_quality_without_verdicts_has_no_numbers() -> None:
    found = quality(0, 0, 0)
    assert (found.verdicts, found.accuracy, found.low, found.high) == (0, None, None, None)


def test_quality_counts_corrections_as_wrong() -> None:
    found = quality(confirmed=6, rejected=1, corrected=3)
    assert (found.verdicts, found.accuracy) == (10, 0.6)
