"""The watcher's part in the queue of reviews."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from vigie.core.project import load_project
from vigie.ledger import Ledger, PredictionRow, new_prediction_id, now, open_ledger
from vigie.pipelines.review import MONITOR, fill
from vigie.settings import Settings

PROJECT = """
name = "tiny"
data = { source = "rows.csv" }
target = { column = "mood", classes = ["good", "bad"] }
features.text = { type = "text" }
review = { uncertain_below = 0.6, most_a_day = 2 }
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    (tmp_path / "vigie.toml").write_text(PROJECT, encoding="utf-8")
    opened = open_ledger(load_project(tmp_path).ledger_url)
    yield opened
    opened.close()


def answer(ledger: Ledger, confidence: float) -> str:
    row = PredictionRow(new_prediction_id(), now(), "1", json.dumps({"text": "a"}), "good", confidence, "{}")
    ledger.record_predictions([row])
    return row.id


def test_fill_takes_what_was_rejected_and_what_is_unsure_and_measures_the_queue(tmp_path: Path, ledger: Ledger) -> None:
    project = load_project(tmp_path)
    rejected = answer(ledger, 0.9)
    ledger.record_verdict(rejected, "rejected")
    unsure = [answer(ledger, confidence) for confidence in (0.55, 0.51, 0.53, 0.7)]
    for _ in range(2):
        fill(project, Settings(), ledger)
    waiting = {one.prediction_id: one.reason for one in ledger.reviews.queue()}
    assert waiting == {rejected: "rejected", unsure[1]: "uncertain", unsure[2]: "uncertain"}
    (measured,) = ledger.measurements.newest(MONITOR)
    assert (measured.value, measured.n) == (3.0, 3)


def test_fill_leaves_digests_of_texts_alone(tmp_path: Path, ledger: Ledger) -> None:
    (tmp_path / "vigie.toml").write_text(f'{PROJECT}ledger = {{ texts = "hash" }}\n', encoding="utf-8")
    ledger.record_verdict(answer(ledger, 0.5), "rejected")
    fill(load_project(tmp_path), Settings(), ledger)
    assert ledger.reviews.queue() == []
