"""The real files, where they are: what is special about each comes out right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from vigie.core.project import Project
from vigie.core.types import Silent
from vigie.data.dataset import Dataset
from vigie.data.ingestion import ingest
from vigie.data.profile import profile_dataset
from vigie.data.report import write_report
from vigie.data.sources.files import Reading
from vigie.data.sources.read import read_content

pytestmark = pytest.mark.reference

MakeProject = Callable[..., Project]

AIRLINE = """
name = "airline"
[data]
source = "SOURCE"
key = "tweet_id"
time = "tweet_created"
[target]
column = "airline_sentiment"
classes = { negative = ["negative"], other = ["neutral", "positive"] }
[features.text]
type = "text"
"""
ENERGY = """
name = "energy"
[data]
source = "SOURCE"
key = "n_dpe"
tidy_names = true
[target]
column = "etiquette_dpe"
classes = ["A", "B", "C", "D", "E", "F", "G"]
ordered = true
[features.secteur_activite]
type = "category"
required = false
[features.surface_utile]
type = "number"
min = 0
[features.conso_kwhep_m2_an]
type = "number"
min = 0
[features.emission_ges_kgco2_m2_an]
type = "number"
[features.conso_finale_energie]
type = "number"
required = false
sum_of = ["conso_e_finale_energie_n_1", "Conso_é_finale_énergie_n°2", "conso_e_finale_energie_n_3"]
[features.annee_construction]
type = "integer"
required = false
"""
INSURANCE = """
name = "insurance"
[data]
source = { train = "TRAIN", validation = "VALIDATE", test = "TEST" }
time = "date_publication"
[target]
column = "sentiment"
classes = ["negatif", "neutre", "positif"]
ordered = true
[features.avis]
type = "text"
language = "fr"
"""


def test_airline_file_is_read_exactly(reference_data: Path) -> None:
    path = reference_data / "airline_tweets.csv.gz"

    frame = read_content(path.read_bytes(), path.name, None, path.name, Reading()).frame

    assert frame.shape == (14_640, 15)
    assert frame["tweet_id"][0] == "570306133677760513"
    assert frame["text"].str.contains(r"[\r\n]").sum() == 138
    assert frame["text"].str.contains(r"&(amp|lt|gt);").sum() == 720
    assert frame["negativereason"].null_count() == 5_462
    assert frame["tweet_coord"].null_count() == 13_621
    assert dict(frame["airline_sentiment"].value_counts().iter_rows()) == {
        "negative": 9_178, "neutral": 3_099, "positive": 2_363,
    }  # fmt: skip


def test_airline_ingest_counts_and_leaks(make_project: MakeProject, reference_data: Path, tmp_path: Path) -> None:
    project = make_project(AIRLINE.replace("SOURCE", str(reference_data / "airline_tweets.csv.gz")))

    report = ingest(project, Silent())

    assert report.rows_read == 14_640
    assert report.duplicates + report.superseded + report.quarantined + report.new == 14_640
    assert dict(report.reasons) == {"the key stands for rows with different labels": 16}
    frame = Dataset(project.dataset_folder).read(columns=("_hash", "_split"))
    assert frame.unique()["_hash"].is_unique().all()
    profile = profile_dataset(project)
    assert {power.column for power in profile.suspects} == {
        "negativereason", "negativereason_confidence", "negativereason_gold",
        "airline_sentiment_confidence", "airline_sentiment_gold",
    }  # fmt: skip
    assert {word.word for word in profile.texts[0].words["negative"]} >= {"hours", "delayed", "cancelled"}
    assert profile.timeline is not None
    assert not profile.timeline.is_confounded
    page = write_report(profile, tmp_path / "report.html")
    assert page.stat().st_size < 2_000_000


def test_energy_raw_columns_become_usable(make_project: MakeProject, reference_data: Path) -> None:
    project = make_project(ENERGY.replace("SOURCE", str(reference_data / "dpe_tertiaire_raw_api.csv.gz")))

    report = ingest(project, Silent())

    assert (report.rows_read, report.unlabelled, report.quarantined, report.new) == (2_700, 702, 0, 1_998)
    frame = Dataset(project.dataset_folder).read()
    assert frame["annee_construction"].drop_nulls().is_between(1000, 2024).all()
    parts = [f"conso_e_finale_energie_n_{number}" for number in (1, 2, 3)]
    row = frame.filter(frame[parts[1]].is_not_null()).row(0, named=True)
    assert row["conso_finale_energie"] == pytest.approx(sum(float(row[part] or 0) for part in parts))


def test_energy_text_file_quarantines_what_cannot_be_and_names_the_leaks(
    make_project: MakeProject, reference_data: Path
) -> None:
    project = make_project(ENERGY.replace("SOURCE", str(reference_data / "dpe_tertiaire_11k_text.csv.gz")))

    report = ingest(project, Silent())

    assert dict(report.reasons) == {"conso_kwhep_m2_an is under 0": 6}
    suspects = {power.column for power in profile_dataset(project).suspects}
    assert suspects == {"conso_kwhep_m2_an", "emission_ges_kgco2_m2_an"}


def test_insurance_given_splits_are_kept(make_project: MakeProject, reference_data: Path) -> None:
    toml = INSURANCE
    for name in ("train", "validate", "test"):
        toml = toml.replace(name.upper(), str(reference_data / f"avis_assurance_fr_{name}.csv.gz"))
    project = make_project(toml)

    report = ingest(project, Silent())

    assert [sum(report.counts[split].values()) for split in ("train", "validation", "test")] == [12_000, 2_500, 2_500]
    assert report.straddling == 7
    profile = profile_dataset(project)
    assert {power.column for power in profile.suspects} == {"note"}
    assert profile.timeline is not None
    assert profile.timeline.is_confounded


def test_sentiment_file_without_header_is_read_by_its_declared_columns(
    make_project: MakeProject, reference_data: Path
) -> None:
    toml = f"""
name = "tweets"
[data]
source = "{reference_data / "sentiment140_random_10k_raw.csv.gz"}"
columns = ["target", "id", "date", "flag", "user", "text"]
key = "id"
time = "date"
[target]
column = "target"
classes = {{ negative = ["0"], positive = ["4"] }}
[features.text]
type = "text"
"""
    project = make_project(toml)

    report = ingest(project, Silent())

    assert report.rows_read == 10_001
    timeline = profile_dataset(project).timeline
    assert timeline is not None
    assert (timeline.start.year, timeline.start.month, timeline.end.month) == (2009, 4, 6)
