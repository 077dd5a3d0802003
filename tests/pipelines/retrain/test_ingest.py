"""`vigie ingest` after a retraining: what people decided stays decided."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import polars as pl

from vigie.core.types import Silent
from vigie.data.columns import KEY, LABEL
from vigie.ledger import Suspect, now
from vigie.pipelines.ingest import ingest
from vigie.pipelines.retrain.gathering import gather
from vigie.settings import read_settings


def test_an_ingest_keeps_the_labels_that_a_retraining_took(world: Any) -> None:
    row = world.dataset.read().filter(pl.col(LABEL) == "negative").row(0, named=True)
    project, settings = world.project, read_settings()
    with closing(world.ledger()) as ledger:
        ledger.reviews.add_suspects([Suspect(row[KEY], {"text": row["text"]}, "negative", "other", 0.9)], now())
        (review,) = ledger.reviews.queue()
        rules, labels = project.file.review, project.schema.labels
        ledger.reviews.decide(review.id, "Ada", "other", labels=labels, rules=rules, at=now())
        assert not ingest(project, settings, Silent()).changed  # decided, and taken by no retraining yet
        gathered = gather(project, settings, ledger.reviews.accepted(), Silent(), read_source=True)
        gathered.store(project)
        ledger.reviews.mark_taken([review.id], gathered.prospect.version.number)
    assert not ingest(project, settings, Silent()).changed
    kept = world.dataset.read().filter(pl.col(KEY) == row[KEY])
    assert kept[LABEL].to_list() == ["other"]
