"""A first vigie.toml guessed from a CSV file."""

from __future__ import annotations

from pathlib import Path

import pytest

from vigie.core.errors import SourceError
from vigie.core.project import Project, load_project
from vigie.core.types import Silent
from vigie.data.ingestion import ingest
from vigie.samples import write_sample
from vigie.templates import suggest_project, write_project


def suggested(csv_file: Path, folder: Path) -> Project:
    write_project("blank", folder, project_file=suggest_project(csv_file))
    return load_project(folder)


def test_suggest_project_own_table_guesses_what_a_person_would(credit_csv: Path, tmp_path: Path) -> None:
    file = suggested(credit_csv, tmp_path / "mine").file
    assert (file.data.key, file.data.time, file.data.encoding) == ("loan_id", "asked on", "cp1252")
    assert file.target.column == "risk_label"
    assert file.target.labels == ("bad", "good")
    assert {name: feature.type for name, feature in file.features.items()} == {
        "montant": "integer",
        "months": "integer",
        "purpose": "category",
        "age": "integer",
        "phone": "boolean",
        "postcode": "category",
    }
    assert [name for name, feature in file.features.items() if not feature.required] == ["age"]
    assert file.features["montant"].column == "Montant (€)"
    assert {candidate.recipe for candidate in file.candidates.values()} == {
        "gradient-boosting",
        "random-forest",
        "dummy",
    }


def test_suggest_project_says_what_it_left_out(credit_csv: Path) -> None:
    assert "# currency: the same in every row" in suggest_project(credit_csv)


def test_suggest_project_can_be_ingested_as_it_stands(credit_csv: Path, tmp_path: Path) -> None:
    report = ingest(suggested(credit_csv, tmp_path / "mine"), Silent())
    assert (report.rows_read, report.quarantined) == (200, 0)


@pytest.mark.parametrize(
    ("template", "target", "key"),
    [
        ("airline-tweets", "airline_sentiment", "tweet_id"),
        ("energy-rating", "Etiquette_DPE", "N°DPE"),
        ("credit-risk", "outcome", "application_id"),
        ("reviews-fr", "polarity", "review_id"),
    ],
)
def test_suggest_project_of_a_sample_finds_its_target(template: str, target: str, key: str, tmp_path: Path) -> None:
    sample, *_ = write_sample(template, tmp_path, rows=400)
    file = suggested(sample, tmp_path / "mine").file
    assert (file.target.column, file.data.key) == (target, key)


def test_suggest_project_text_column_is_a_text(tmp_path: Path) -> None:
    (sample,) = write_sample("airline-tweets", tmp_path, rows=200)
    file = suggested(sample, tmp_path / "mine").file
    assert file.features["text"].type == "text"
    assert "tfidf-logreg" in file.candidates


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("a,b\n", "no row below its header"),
        ("", "no row below its header"),
        ("a,b\n1.5,2.5\n", "could be classes"),
        ("only\nyes\nno\n", "could be classes"),
    ],
    ids=["header alone", "empty", "no classes", "one column"],
)
def test_suggest_project_hopeless_file_says_why(content: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SourceError, match=reason):
        suggest_project(path)


def test_suggest_project_absent_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No such file"):
        suggest_project(tmp_path / "absent.csv")


def test_suggest_project_cut_archive_says_so(tmp_path: Path) -> None:
    (sample,) = write_sample("airline-tweets", tmp_path, rows=200)
    sample.write_bytes(sample.read_bytes()[:2_000])
    with pytest.raises(SourceError):
        suggest_project(sample)
