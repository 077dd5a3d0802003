"""Joules from the counters that Linux shows, as files of the same form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from vigie.pipelines.energy import is_energy_readable, measure_joules


def write_counter(folder: Path, package: str, energy: int, end: int = 1_000_000) -> Path:
    found = folder / package
    found.mkdir(parents=True, exist_ok=True)
    (found / "energy_uj").write_text(f"{energy}\n", encoding="ascii")
    (found / "max_energy_range_uj").write_text(f"{end}\n", encoding="ascii")
    return found


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Two processors, one with a part of its own that must not count twice."""
    write_counter(tmp_path, "intel-rapl:0", 100)
    write_counter(tmp_path, "intel-rapl:0:0", 50)
    write_counter(tmp_path, "intel-rapl:1", 900_000)
    return tmp_path


def using(folder: Path, *counters: tuple[str, int]) -> Callable[[], None]:
    def work() -> None:
        for package, energy in counters:
            write_counter(folder, package, energy)

    return work


def test_joules_are_of_all_processors_and_of_no_part_twice(machine: Path) -> None:
    work = using(machine, ("intel-rapl:0", 600_100), ("intel-rapl:0:0", 90_000), ("intel-rapl:1", 950_000))
    assert measure_joules(work, machine) == pytest.approx(0.65)


def test_joules_counter_that_began_anew_goes_on_from_its_end(machine: Path) -> None:
    assert measure_joules(using(machine, ("intel-rapl:1", 20_000)), machine) == pytest.approx(0.12)


def test_joules_where_nothing_can_be_read_are_none_and_the_work_is_done(tmp_path: Path) -> None:
    done = []
    assert measure_joules(lambda: done.append(1), tmp_path / "absent") is None
    (tmp_path / "intel-rapl:0").mkdir()  # a counter that this user may not read looks the same
    assert measure_joules(lambda: done.append(2), tmp_path) is None
    assert done == [1, 2]
    assert not is_energy_readable(tmp_path)
