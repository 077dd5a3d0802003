"""The real encoder accident: 5,606 certificates whose codes of one column slipped by one. It is never learned."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest

from vigie.core.project import Project, load_project
from vigie.core.types import Silent
from vigie.data.dataset import Dataset
from vigie.data.ingestion import ingest
from vigie.pipelines.promote import promote
from vigie.pipelines.retrain.retrain import retrain
from vigie.pipelines.train import train
from vigie.settings import read_settings

pytestmark = pytest.mark.reference

Rows = Sequence[dict[str, str]]
CATEGORIES = ("methode_du_dpe", "secteur_activite", "type_energie_principale_chauffage", "type_usage_energie_n_1")
NUMBERS = ("conso_kwhep_m2_an", "emission_ges_kgco2_m2_an", "surface_utile")
TOML = """
name = "dpe"
data = { source = "dpe.csv.gz", key = "n_dpe" }
training = { folds = 0, learning_curve = [] }
gates = { max_calibration_error = 1.0 }
[target]
column = "etiquette_dpe"
classes = { A = ["1"], B = ["2"], C = ["3"], D = ["4"], E = ["5"], F = ["6"], G = ["7"] }
[candidates.trees]
recipe = "random-forest"
params = { n_estimators = 20, max_depth = 8, n_jobs = 1 }
"""


def read(path: Path) -> Rows:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: Rows) -> None:
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)


def learned(folder: Path, rows: Rows) -> Project:
    """Return a project whose champion was trained on these rows."""
    features = [f'features.{name} = {{ type = "category" }}' for name in CATEGORIES]
    features += [f'features.{name} = {{ type = "number" }}' for name in NUMBERS]
    (folder / "vigie.toml").write_text("\n".join([*features, TOML]), encoding="utf-8")
    write(folder / "dpe.csv.gz", rows)
    project = load_project(folder)
    ingest(project, Silent())
    train(project, read_settings(), [], Silent())
    promote(project, read_settings(), "trees", "the first", Silent())
    return project


@pytest.mark.parametrize("comes_as", ["the rows that are there", "new rows"])
def test_the_encoder_accident_is_refused(reference_data: Path, tmp_path: Path, comes_as: str) -> None:
    right = read(reference_data / "dpe_tertiaire_11k.csv.gz")
    slipped = read(reference_data / "dpe_tertiaire_5606_shifted_codes.csv.gz")
    keys = {row["n_dpe"] for row in slipped}
    before = right if comes_as == "the rows that are there" else [row for row in right if row["n_dpe"] not in keys]
    project = learned(tmp_path, before)
    known = Dataset(project.dataset_folder).version()
    write(tmp_path / "dpe.csv.gz", [*(row for row in before if row["n_dpe"] not in keys), *slipped])
    done = retrain(project, read_settings(), Silent())
    assert done.state == "refused"
    assert "secteur_activite" in done.words
    assert Dataset(project.dataset_folder).version() == known


def test_the_same_certificates_with_right_codes_are_learned(reference_data: Path, tmp_path: Path) -> None:
    right = read(reference_data / "dpe_tertiaire_11k.csv.gz")
    keys = {row["n_dpe"] for row in read(reference_data / "dpe_tertiaire_5606_shifted_codes.csv.gz")}
    project = learned(tmp_path, [row for row in right if row["n_dpe"] not in keys])
    write(tmp_path / "dpe.csv.gz", right)
    done = retrain(project, read_settings(), Silent())
    assert done.state == "candidate", done.words
