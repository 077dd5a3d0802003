"""Drift from the ledger to the report: a trained champion, rows that were answered, and every cold case."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vigie.cli.commands import app
from vigie.core.errors import ServableCorruptError
from vigie.core.project import Project
from vigie.data.dataset import Dataset
from vigie.ledger import Ledger, PredictionRow, new_prediction_id, open_ledger
from vigie.monitoring.drift.findings import CONFIDENCE, PREDICTION, ColumnDrift, DriftReport
from vigie.monitoring.drift.reference import Reference
from vigie.pipelines.drift import measure_drift, measure_if_due
from vigie.pipelines.pages.drift import render
from vigie.servable.folder import DRIFT, load_servable, save_servable
from vigie.servable.manifest import Facts
from vigie.servable.servable import Servable
from vigie.servable.store import Store
from vigie.settings import Settings
from vigie.tracking.registry import Registry

HOUR = 3_600_000_000
NOW = 1_000 * HOUR

Answer = Callable[..., None]


@pytest.fixture
def where(tmp_path: Path) -> Settings:
    return Settings(store=str(tmp_path / "store"), ledger=f"sqlite:///{tmp_path / 'ledger.db'}")


@pytest.fixture
def champion(tweets: Project, where: Settings) -> Servable:
    """The trained candidate, published as version 1."""
    registry = Registry(tweets.tracking_uri, tweets.name)
    store = Store(Path(where.store))
    with registry.servable_folder(registry.candidate("words").run_id) as folder:
        store.publish(folder, "1")
    store.set_champion("1")
    return store.load_champion()


@pytest.fixture
def ledger(where: Settings) -> Iterator[Ledger]:
    with closing(open_ledger(where.ledger)) as opened:
        yield opened


@pytest.fixture
def answer(champion: Servable, ledger: Ledger) -> Answer:
    """Answer texts as the service would, all within the last hour."""

    def record(texts: Sequence[str], version: str = "1", at: int = NOW - HOUR) -> None:
        answered = champion.predict_proba([{"text": text} for text in texts])
        rows = []
        for number, (text, shares) in enumerate(zip(texts, answered.tolist(), strict=True)):
            best = max(shares)
            label = champion.labels[shares.index(best)]
            features = json.dumps({"text": text}, ensure_ascii=False)
            rows.append(PredictionRow(new_prediction_id(), at + number, version, features, label, best, "{}"))
        ledger.record_predictions(rows)

    return record


@pytest.fixture
def unseen(tweets: Project) -> list[str]:
    """Texts of the validation split, which are as those of training."""
    frame = Dataset(tweets.dataset_folder).read()
    texts: list[str] = frame.filter(frame["_split"] == "validation")["text"].to_list()
    return texts


def column(report: DriftReport, name: str) -> ColumnDrift:
    return next(one for one in report.columns if one.column == name)


def test_trained_servable_holds_its_reference(tweets: Project, champion: Servable, where: Settings) -> None:
    content = Store(Path(where.store)).read_beside("1", DRIFT)
    assert content is not None
    assert len(content) < 200_000
    reference = Reference.from_bytes(content)
    assert reference.columns.texts["text"].rows > 800
    assert reference.importance["text"] > 0.1
    assert DRIFT in champion.manifest.files


def test_measure_drift_of_rows_as_in_training_finds_none(
    tweets: Project, where: Settings, ledger: Ledger, answer: Answer, unseen: list[str]
) -> None:
    answer(unseen)
    report = measure_drift(tweets, where, ledger, at=NOW)
    assert (report.problem, report.rows, report.read, report.version) == ("", len(unseen), len(unseen), "1")
    assert not report.drifted
    assert {one.column for one in report.columns} == {"text", PREDICTION, CONFIDENCE}
    assert ledger.drifts.newest() == report


def test_measure_drift_of_another_language_finds_it_and_says_so(
    tweets: Project, where: Settings, ledger: Ledger, answer: Answer
) -> None:
    answer(
        [f"Le vol numéro {number} était encore en retard, et personne ne répond, c'est nul" for number in range(150)]
    )
    report = measure_drift(tweets, where, ledger, at=NOW)
    assert column(report, "text").status == "drifted"
    english, french = (render(report, Project(tweets.root, tweets.file.model_copy(update={"language": language})))
                       for language in ("en", "fr"))  # fmt: skip
    assert "The language has changed" in english
    assert "La langue a changé" in french
    assert max(len(english), len(french)) < 1_000_000
    assert "<script" not in english


def test_measure_drift_looks_at_the_window_alone(
    tweets: Project, where: Settings, ledger: Ledger, answer: Answer, unseen: list[str]
) -> None:
    answer(["Le vol était encore en retard, et personne ne répond"] * 150, at=NOW - 25 * HOUR)
    answer(unseen)
    assert measure_drift(tweets, where, ledger, at=NOW).rows == len(unseen)


def test_measure_drift_reaches_back_where_few_rows_came(
    tweets: Project, where: Settings, ledger: Ledger, answer: Answer, unseen: list[str]
) -> None:
    answer(unseen[:90], at=NOW - 40 * 24 * HOUR)
    answer(unseen[90:150], at=NOW - 72 * HOUR)
    answer(unseen[150:180])
    assert measure_drift(tweets, where, ledger, at=NOW).problem == "few rows"
    answer(unseen[180:190])
    report = measure_drift(tweets, where, ledger, at=NOW)
    assert (report.problem, report.rows, report.since) == ("", 100, NOW - 72 * HOUR)


def test_measure_drift_counts_answers_of_the_champion_alone(
    tweets: Project, where: Settings, ledger: Ledger, answer: Answer, unseen: list[str]
) -> None:
    answer(unseen[:150], version="0")
    answer(unseen[150:200])
    report = measure_drift(tweets, where, ledger, at=NOW)
    assert column(report, "text").rows == 200
    assert column(report, PREDICTION).rows == 50


@pytest.mark.parametrize(("rows", "problem"), [(0, "no rows"), (5, "few rows")])
def test_measure_drift_of_few_rows_is_a_report_that_says_so(
    tweets: Project, where: Settings, ledger: Ledger, answer: Answer, unseen: list[str], rows: int, problem: str
) -> None:
    if rows:
        answer(unseen[:rows])
    report = measure_drift(tweets, where, ledger, at=NOW)
    assert (report.problem, report.rows) == (problem, rows)
    whole = [one for one in ledger.measurements.newest("drift") if not one.subject]
    assert [one.value for one in whole] == [None]
    assert "could be compared" in render(report, tweets)


def test_measure_drift_without_a_champion_says_so(tweets: Project, where: Settings, ledger: Ledger) -> None:
    assert measure_drift(tweets, where, ledger).problem == "no champion"


def test_measure_drift_of_an_older_servable_says_how_to_get_a_reference(
    tweets: Project,
    champion: Servable,
    where: Settings,
    ledger: Ledger,
    answer: Answer,
    unseen: list[str],
    tmp_path: Path,
) -> None:
    facts = Facts(name="words", recipe="tfidf-logreg", project=tweets.name)
    save_servable(tmp_path / "older", champion.runtime, champion.schema, [], facts)
    store = Store(Path(where.store))
    store.publish(tmp_path / "older", "2")
    store.set_champion("2")
    assert load_servable(tmp_path / "older").predict_proba([{"text": "late"}]).shape == (1, 2)
    answer(unseen)
    report = measure_drift(tweets, where, ledger, at=NOW)
    assert (report.problem, report.version, report.rows) == ("no reference", "2", len(unseen))
    assert "vigie train" in render(report, tweets)


def test_measure_drift_by_a_reference_of_a_newer_form_is_refused(
    tweets: Project, champion: Servable, where: Settings, ledger: Ledger, tmp_path: Path
) -> None:
    facts = Facts(name="words", recipe="tfidf-logreg", project=tweets.name)
    beside = {DRIFT: b'{"format": 2}'}
    save_servable(tmp_path / "newer", champion.runtime, champion.schema, [], facts, beside=beside)
    store = Store(Path(where.store))
    store.publish(tmp_path / "newer", "2")
    store.set_champion("2")
    with pytest.raises(ServableCorruptError, match="does not know"):
        measure_drift(tweets, where, ledger, at=NOW)


def test_measure_drift_of_digests_says_that_texts_are_hidden(
    tweets: Project, where: Settings, ledger: Ledger, answer: Answer
) -> None:
    answer([f"hmac-sha256:{number:064x}" for number in range(150)])
    found = column(measure_drift(tweets, where, ledger, at=NOW), "text")
    assert (found.status, found.value) == ("hidden", None)


def test_measure_if_due_waits_for_its_turn(
    tweets: Project, champion: Servable, where: Settings, ledger: Ledger
) -> None:
    measure_if_due(tweets, where, ledger)
    first = ledger.drifts.last_at()
    measure_if_due(tweets, where, ledger)
    assert first is not None
    assert ledger.drifts.last_at() == first


def test_watch_once_says_what_has_changed(
    tweets: Project, where: Settings, champion: Servable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_STORE", where.store)
    monkeypatch.setenv("VIGIE_LEDGER", where.ledger)
    page = tmp_path / "drift.html"
    done = CliRunner().invoke(app, ["watch", str(page), "--once", "--html", "--project", str(tweets.root)])
    assert done.exit_code == 0, done.output
    assert "nothing to compare" in done.output
    assert "nothing to compare" in page.read_text(encoding="utf-8")
    refused = CliRunner().invoke(app, ["watch", "--html", "--project", str(tweets.root)])
    assert refused.exit_code == 2
