"""A ledger in each of the two databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from vigie.ledger import Ledger, PredictionRow, new_prediction_id, now, open_ledger

MakeRow = Callable[..., PredictionRow]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ledger.db'}"


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    opened = open_ledger(ledger_url, wait_s=20)
    yield opened
    opened.close()


@pytest.fixture
def make_row() -> MakeRow:
    """Make a prediction; any of its facts may be given."""

    def make(**facts: Any) -> PredictionRow:
        row = PredictionRow(
            id=new_prediction_id(),
            at=now(),
            model_version="1",
            features='{"text": "my bag is lost, été 🧳"}',
            label="negative",
            confidence=0.75,
            probabilities='{"negative": 0.75, "other": 0.25}',
        )
        return row._replace(**facts)

    return make


@pytest.fixture
def predict(ledger: Ledger, make_row: MakeRow) -> Callable[[], str]:
    """Record one prediction and return its id."""

    def record() -> str:
        row = make_row()
        ledger.record_predictions([row])
        return row.id

    return record
