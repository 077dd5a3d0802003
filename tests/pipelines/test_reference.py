"""Quality on real data: from the file to a promoted champion, by the commands that people type."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.file_to_champion import AIRLINE, LEAKS, bills_alone, champion, energy_rating

pytestmark = pytest.mark.reference


def test_airline_tweets_champion_reaches_the_promised_quality(tmp_path: Path, reference_data: Path) -> None:
    result = champion(tmp_path, reference_data / "airline_tweets.csv.gz", AIRLINE)
    assert result.roc_auc >= 0.925
    assert result.accuracy >= 0.855


def test_energy_rating_with_all_columns_reaches_the_promised_accuracy(tmp_path: Path, reference_data: Path) -> None:
    result = champion(tmp_path, reference_data / "dpe_tertiaire_11k_text.csv.gz", energy_rating(tmp_path))
    assert result.accuracy >= 0.885


def test_energy_rating_from_bills_alone_reaches_the_promised_accuracy(tmp_path: Path, reference_data: Path) -> None:
    project = bills_alone(tmp_path)
    assert not any(f"[features.{name}]" in project for name in LEAKS)
    result = champion(tmp_path, reference_data / "dpe_tertiaire_11k_text.csv.gz", project)
    assert result.accuracy >= 0.47
