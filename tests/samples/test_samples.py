"""What holds for every invented sample."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from vigie.samples import SAMPLE_FILE, SAMPLES, write_sample
from vigie.samples.__main__ import main


def read(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_same_seed_gives_same_bytes(name: str, tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv.gz", tmp_path / "second.csv.gz"
    SAMPLES[name](first, 300, 7)
    SAMPLES[name](second, 300, 7)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_other_seed_gives_other_rows(name: str, tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv.gz", tmp_path / "second.csv.gz"
    SAMPLES[name](first, 50, 0)
    SAMPLES[name](second, 50, 1)
    assert read(first) != read(second)


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_asked_for_rows_has_as_many(name: str, tmp_path: Path) -> None:
    path = write_sample(name, tmp_path, rows=123)
    assert path == tmp_path / SAMPLE_FILE
    assert len(read(path)) == 123


def test_write_sample_template_without_data_writes_nothing(tmp_path: Path) -> None:
    assert write_sample("blank", tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_samples_module_makes_a_projects_sample_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["energy-rating", str(tmp_path), "--rows", "40"])
    assert len(read(tmp_path / SAMPLE_FILE)) == 40
    assert "40 invented rows" in capsys.readouterr().out
