"""The energy that the processor uses, where the platform lets it be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

POWERCAP = Path("/sys/class/powercap")
"""Where Linux shows the counters of Intel's and AMD's Running Average Power Limit (RAPL)."""


def measure_joules(work: Callable[[], object], folder: Path = POWERCAP) -> float | None:
    """Do the work and return the joules that all processors used meanwhile, or None where they cannot be read.

    It is the whole machine's, whatever else it does: an upper bound, and near the truth on a quiet machine. Many
    systems let only their administrator read it, and virtual machines seldom have it. The counters move about a
    thousand times a second, so the work should take some tenths of one.
    """
    packages = sorted(folder.glob("intel-rapl:[0-9]*")) if folder.is_dir() else []
    packages = [package for package in packages if package.name.count(":") == 1]  # 'intel-rapl:0:1' is a part of one
    try:
        before = [_counter(package, "energy_uj") for package in packages]
    except (OSError, ValueError):
        before = []
    work()
    if not before:
        return None
    return sum(_used(package, start) for package, start in zip(packages, before, strict=True)) / 1e6


def is_energy_readable(folder: Path = POWERCAP) -> bool:
    """Say whether `measure_joules` would return a number here."""
    return measure_joules(lambda: None, folder) is not None


def _used(package: Path, start: int) -> int:
    used = _counter(package, "energy_uj") - start
    # The counter begins anew at its end.
    return used if used >= 0 else used + _counter(package, "max_energy_range_uj")


def _counter(package: Path, name: str) -> int:
    return int((package / name).read_text(encoding="ascii"))
