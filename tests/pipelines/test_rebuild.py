"""Past versions made again from their runs; what was in production told with them; and one served again."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from vigie.cli.commands import app
from vigie.core.errors import RebuildError, TrackingError
from vigie.core.project import load_project
from vigie.core.types import Silent
from vigie.data.ingestion import ingest
from vigie.pipelines.promote import promote
from vigie.pipelines.rebuild import rebuild
from vigie.pipelines.train import train
from vigie.servable.folder import load_servable
from vigie.servable.store import Store
from vigie.settings import Settings
from vigie.tracking.registry import Registry

PROJECT = """
name = "moods"
seed = 5
data = { source = "moods.csv", key = "id" }
target = { column = "mood", classes = ["good", "bad"] }

[features.text]
type = "text"

[metric]
decide_by = "accuracy"

[training]
folds = 0
learning_curve = []

[gates]
min_gain = -1.0
max_calibration_error = 0.9

[candidates.words]
recipe = "tfidf-logreg"
params = { chars = [], words = [1, 2], min_df = 1, contrast = 0.0, C = 3.0 }

[candidates.net]
recipe = "tfidf-mlp"
params = { min_df = 1, layers = [4], learning_rate = 0.05 }

[candidates.both]
recipe = "vote"
params = { of = ["words", "net"] }
"""

WORDS = {"good": ["warm", "lovely", "thanks", "great"], "bad": ["cold", "late", "awful", "lost"]}


def write_rows(folder: Path, rows: int) -> None:
    with (folder / "moods.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text", "mood"])
        for number in range(rows):
            mood = ("good", "bad")[number % 3 == 0]
            chosen = WORDS[mood][number % 4] if number % 7 else "nothing"
            writer.writerow([number, f"flight {number * 37 % 101} was {chosen} again", mood])


def run(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--project", str(project)])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three promoted versions; since then the rows, the parameters and the seed have changed."""
    folder = tmp_path_factory.mktemp("moods")
    write_rows(folder, 240)
    (folder / "vigie.toml").write_text(PROJECT, encoding="utf-8")
    made, settings = load_project(folder), Settings(user="ada")
    ingest(made, Silent())
    train(made, settings, [], Silent())
    for name in ("words", "net", "both"):
        promote(made, settings, name, f"{name} reads", Silent())
    write_rows(folder, 300)
    changed = (
        PROJECT.replace("C = 3.0", "C = 0.1").replace("seed = 5", "seed = 6").replace("layers = [4]", "layers = [3]")
    )
    (folder / "vigie.toml").write_text(changed, encoding="utf-8")
    ingest(load_project(folder), Silent())
    return folder


@pytest.mark.parametrize("version", ["1", "2", "3"])
def test_rebuild_gives_the_same_predictions(project: Path, version: str, tmp_path: Path) -> None:
    made = rebuild(load_project(project), Settings(), version, Silent(), tmp_path / "made")
    assert made.identical
    assert (made.other_labels, made.run.seed, made.run.dataset_version) == (0, 5, 0)
    assert made.rows > 30
    again, before = load_servable(tmp_path / "made"), Store(project / ".vigie" / "store").load(version)
    rows = [{"text": text} for text in ("", "late again", "warm, thanks", "été 🧳")]
    assert (again.predict_proba(rows) == before.predict_proba(rows)).all()


def test_rebuild_says_so_on_the_command_line(project: Path, tmp_path: Path) -> None:
    told = run(project, "rebuild", "1", "--out", str(tmp_path / "made"))
    assert told.exit_code == 0, told.output
    assert "equal to the last digit" in told.output
    assert "dataset version 0" in told.output
    with pytest.raises(RebuildError, match="is there already"):
        rebuild(load_project(project), Settings(), "1", Silent(), tmp_path / "made")


def test_rebuild_of_a_run_without_exact_parameters_reads_mlflows_texts(project: Path) -> None:
    registry = Registry(load_project(project).tracking_uri, "moods")
    found = registry.run_of("1")
    (file,) = (project / ".vigie" / "mlartifacts").rglob(f"{found.run_id}/artifacts/recipe.json")
    kept = file.read_bytes()
    exact = registry.params(found)
    file.unlink()
    try:
        assert registry.params(found) == exact
        assert rebuild(load_project(project), Settings(), "1", Silent()).identical
    finally:
        file.write_bytes(kept)


def test_rebuild_of_an_unknown_version_is_an_error(project: Path) -> None:
    with pytest.raises(TrackingError):
        rebuild(load_project(project), Settings(), "9", Silent())


def test_rebuild_that_differs_says_how_far_and_what_changed(project: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(project, other)
    registry = Registry(load_project(other).tracking_uri, "moods")
    found = registry.run_of("1")
    (file,) = (project / ".vigie" / "mlartifacts").rglob(f"{found.run_id}/artifacts/recipe.json")
    kept = file.read_text(encoding="utf-8")
    try:
        file.write_text(kept.replace('"C": 3.0', '"C": 0.01'), encoding="utf-8")
        told = run(other, "rebuild", "1")
    finally:
        file.write_text(kept, encoding="utf-8")
    assert told.exit_code == 1
    assert "Not the same" in told.output


def test_history_on_a_day_tells_everything(project: Path) -> None:
    told = run(project, "history", "--on", "2000-01-01")
    assert "Nothing was in production" in told.output
    told = run(project, "history", "--on", "2000-13-01")
    assert told.exit_code == 2
    everything = run(project, "history").output
    assert everything.count("promoted") == 3
    today = everything.split()[everything.split().index("promoted") - 2]
    told = run(project, "history", "--on", today)
    assert told.exit_code == 0, told.output
    assert [told.output.count(text) for text in ("Version 1", "Version 2", "Version 3")] == [1, 1, 1]
    assert "promoted by ada: words reads" in told.output
    assert "learned from dataset version 0" in told.output
    assert "on sealed test rows: accuracy" in told.output
    assert "gate min_gain" in told.output
    assert "vigie rebuild 1" in told.output


def test_rollback_to_a_version_that_the_store_lost_brings_it_back(project: Path) -> None:
    store = Store(project / ".vigie" / "store")
    lost = store.load("1")
    shutil.rmtree(store.folder("1"))
    told = run(project, "rollback", "--to", "1")
    assert told.exit_code == 0, told.output
    assert store.champion() == "1"
    row = [{"text": "late again"}]
    assert (store.load_champion().predict_proba(row) == lost.predict_proba(row)).all()
