"""What holds for every invented sample."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from vigie.samples import SAMPLES, write_sample
from vigie.samples.__main__ import main

FILES = {name: ["sample.csv.gz"] for name in SAMPLES} | {
    "reviews-fr": ["train.csv.gz", "validate.csv.gz", "test.csv.gz"]
}


def read(paths: list[Path]) -> list[list[str]]:
    """Return the lines of all files, headers among them."""
    lines = []
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            lines += list(csv.reader(file))
    return lines


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_same_seed_gives_same_bytes(name: str, tmp_path: Path) -> None:
    first = SAMPLES[name].write(tmp_path / "first", 300, 7)
    second = SAMPLES[name].write(tmp_path / "second", 300, 7)
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_other_seed_gives_other_rows(name: str, tmp_path: Path) -> None:
    first = SAMPLES[name].write(tmp_path / "first", 50, 0)
    second = SAMPLES[name].write(tmp_path / "second", 50, 1)
    assert read(first) != read(second)


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_asked_for_rows_has_as_many(name: str, tmp_path: Path) -> None:
    paths = write_sample(name, tmp_path, rows=123)
    assert [path.relative_to(tmp_path / "data").as_posix() for path in paths] == FILES[name]
    headers = 0 if name == "tweets" else len(paths)
    assert len(read(paths)) == 123 + headers


def test_write_sample_template_without_data_writes_nothing(tmp_path: Path) -> None:
    assert write_sample("blank", tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_samples_module_makes_a_projects_sample_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["energy-rating", str(tmp_path), "--rows", "40"])
    assert len(read([tmp_path / "data" / "sample.csv.gz"])) == 41
    assert "invented rows" in capsys.readouterr().out
