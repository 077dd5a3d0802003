"""A retraining from its data to its verdict: what it takes, what it refuses, what it changes."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

import polars as pl
import pytest

from vigie.core.errors import NoChampionError, RetrainingBusyError
from vigie.core.types import Silent
from vigie.data.columns import HASH, KEY, LABEL, SPLIT
from vigie.ledger import Suspect, now
from vigie.pipelines.published import published
from vigie.pipelines.retrain.gathering import gather
from vigie.pipelines.retrain.journal import alone
from vigie.pipelines.retrain.reviewed import reviewed_rows
from vigie.settings import read_settings

NEW_TOPIC = [f"the wifi of seat {place} was switched off all the way" for place in range(40)]


def passed(done: Any) -> dict[str, bool]:
    return {one["name"]: one["passed"] for one in (*done.detail.get("checks", ()), *done.detail.get("gates", ()))}


def test_new_rows_and_reviewed_labels_make_a_candidate_that_answers_nobody(lenient: Any) -> None:
    lenient.declare("min_gain = -1.0 => min_gain = 0.45")  # which the retraining's tolerance allows, and no promotion
    lenient.review(NEW_TOPIC, "negative")
    lenient.grow()
    done = lenient.retrain(promote=True)
    assert done.state == "candidate", done.words
    assert (done.champion, lenient.champion) == ("1", "1")
    assert (done.dataset_before, done.dataset_after) == (0, 1)
    store = published(lenient.project, read_settings())
    assert store.versions() == ["1", "2"]
    provenance = store.load("2").manifest.provenance
    newest = lenient.dataset.version()
    assert (provenance.run_id, provenance.dataset_version) == (done.run_id, newest.number)
    assert provenance.dataset_hash == newest.content_hash
    rows = lenient.dataset.read_all()
    reviewed = rows.filter(pl.col(KEY).str.starts_with("reviewed-"))
    assert sorted(reviewed["text"]) == sorted(NEW_TOPIC)
    assert set(reviewed[LABEL]) == {"negative"}
    assert set(reviewed[SPLIT]) == {"train", "validation", "test"}
    with closing(lenient.ledger()) as ledger:
        assert ledger.reviews.counts().untrained == 0
        assert {one.dataset_version for one in ledger.reviews.accepted()} == {1}
        assert ledger.retrainings.latest() == [done]
    assert "answers nobody yet" in done.words
    assert "It was not promoted by itself, as a promotion asks for more (min_gain" in done.words
    assert "ne répond encore à personne" in done.detail["words"]["fr"]
    again = lenient.retrain()
    assert (again.state, "version 2 of the model" in again.words) == ("unneeded", True)
    assert len(lenient.dataset.versions()) == 2


def test_nothing_new_trains_nothing(world: Any) -> None:
    before = world.state()
    done = world.retrain()
    assert done.state == "unneeded"
    assert world.state() == before


def test_without_a_champion_there_is_nothing_to_retrain(world: Any) -> None:
    (world.project.store_folder / "champion.json").unlink()
    with pytest.raises(NoChampionError):
        world.retrain()


def test_a_source_with_turned_labels_is_refused(world: Any) -> None:
    turned = {"negative": "positive", "neutral": "negative", "positive": "negative"}
    world.grow(lambda row: {**row, "airline_sentiment": turned[row["airline_sentiment"]]})
    before = world.state()
    done = world.retrain()
    assert done.state == "refused"
    assert not passed(done)["surprise"]
    assert "the model in service contradicts the new labels" in done.words
    assert "étiquettes" in done.detail["words"]["fr"]
    assert world.state() == before


def test_a_source_that_changes_known_labels_is_refused(world: Any) -> None:
    rows = world.source()
    for row in rows[:80]:
        row["airline_sentiment"] = "positive" if row["airline_sentiment"] == "negative" else "negative"
    world.write_source(rows)
    before = world.state()
    done = world.retrain()
    assert (done.state, passed(done)["labels"]) == ("refused", False)
    assert world.state() == before


def test_a_source_of_other_texts_is_refused_as_drifted(world: Any) -> None:
    world.grow(lambda row: {**row, "text": "Le train est arrivé à l'heure, merci beaucoup pour ce voyage agréable !"})
    before = world.state()
    done = world.retrain()
    assert (done.state, passed(done)["drift"]) == ("refused", False)
    assert world.state() == before


def test_a_source_of_one_class_is_refused(world: Any) -> None:
    world.grow(lambda row: {**row, "airline_sentiment": "negative"}, number=600)
    done = world.retrain()
    assert (done.state, passed(done)["classes"]) == ("refused", False)


def test_data_that_were_lost_are_refused(world: Any) -> None:
    world.declare('type = "text" => type = "text"\nmax_length = 500')
    world.write_source(world.source()[:300])
    before = world.state()
    done = world.retrain()
    assert (done.state, passed(done)["size"]) == ("refused", False)
    assert world.state() == before


def test_a_model_that_got_worse_is_rejected_and_the_data_stay(world: Any) -> None:
    world.declare("[retrain]\nmax_class_shift = 1.0\nmax_surprise = 1.0\nmax_drift = 1.0")
    world.declare("min_gain = -1.0 => min_gain = 0.0")
    world.declare(
        'recipe = "tfidf-logreg"\nparams = { chars = [], words = [1, 1], contrast = 0.0 } => recipe = "dummy"'
    )
    world.grow()
    before = world.state()
    done = world.retrain()
    assert (done.state, passed(done)["min_gain"]) == ("rejected", False)
    assert world.state() == before
    with closing(world.ledger()) as ledger:
        assert ledger.retrainings.latest()[0].state == "rejected"


def test_a_training_that_fails_changes_nothing_and_says_why(world: Any) -> None:
    (world.root / "recipes.py").write_text(
        'def broken(schema, *, seed=0):\n    """Broken."""\n    raise ValueError("no such luck")\n', encoding="utf-8"
    )
    world.declare('recipe = "tfidf-logreg" => recipe = "recipes.py:broken"')
    world.declare("params = { chars = [], words = [1, 1], contrast = 0.0 } => ")
    world.grow()
    before = world.state()
    done = world.retrain()
    assert done.state == "failed"
    assert "no such luck" in done.words
    assert world.state() == before


def test_two_at_once_are_one(world: Any) -> None:
    with alone(world.project, wait=False), pytest.raises(RetrainingBusyError, match="under way"):
        world.retrain()
    assert world.retrain().state == "unneeded"


def test_one_that_runs_on_another_machine_is_not_disturbed(world: Any) -> None:
    with closing(world.ledger()) as ledger:
        ledger.retrainings.begin("by hand", "Bob", now(), detail={"host": "elsewhere"})
        with pytest.raises(RetrainingBusyError, match="elsewhere"):
            world.retrain()
        ledger.retrainings.keep(ledger.retrainings.running()[0].ended("failed", "", now()))
    assert world.retrain().state == "unneeded"


def test_a_reviewed_row_of_the_data_gets_its_label_and_keeps_its_split(lenient: Any) -> None:
    before = lenient.dataset.read_all()
    rows = before.filter(pl.col(LABEL) == "negative").head(9)
    suspects = [
        Suspect(row[KEY], {"text": row["text"]}, "negative", "other", 0.9) for row in rows.iter_rows(named=True)
    ]
    texts = [row["text"].upper() for row in before.filter(pl.col(LABEL) == "other").head(6).iter_rows(named=True)]
    with closing(lenient.ledger()) as ledger:
        ledger.reviews.add_suspects(suspects, now())
    lenient.review(texts, "negative")  # the suspects are accepted with them
    with closing(lenient.ledger()) as ledger:
        gathered = gather(lenient.project, read_settings(), ledger.reviews.accepted(), Silent(), read_source=True)
    after = gathered.prospect.after
    assert after.height == before.height  # nothing was added: the contents are there
    both = before.join(after, on=KEY, suffix="_after")
    assert both.filter(pl.col(SPLIT) != pl.col(f"{SPLIT}_after")).is_empty()
    changed = both.filter(pl.col(LABEL) != pl.col(f"{LABEL}_after"))
    assert set(changed[HASH]) == set(gathered.reviewed.labels)
    assert gathered.counts()["relabelled_by_review"] == changed.height >= 15
    assert gathered.counts()["relabelled_by_source"] == 0


def test_a_review_that_fits_the_schema_no_more_is_left_out_and_counted(world: Any) -> None:
    with closing(world.ledger()) as ledger:
        ledger.reviews.add_suspects([Suspect("gone", {"text": "x"}, "negative", "other", 0.9)], now())
    world.review(["", "fine"], "negative")
    with closing(world.ledger()) as ledger:
        found = reviewed_rows(world.project, ledger.reviews.accepted(), world.dataset.read_all())
    assert (len(found.used), found.misfits) == (1, 2)


def test_the_last_decision_on_a_content_counts(world: Any) -> None:
    world.review(["so so"], "negative")
    world.review(["So  so"], "other")
    with closing(world.ledger()) as ledger:
        found = reviewed_rows(world.project, ledger.reviews.accepted(), world.dataset.read_all())
    assert list(found.labels.values()) == ["other"]
    assert found.rows[LABEL].to_list() == ["other"]
    assert json.dumps(found.rows[KEY].to_list()).count("reviewed-") == 1
