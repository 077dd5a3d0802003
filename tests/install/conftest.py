"""Environments that hold the base install, or one of the service's extras, and nothing else.

They are made of the files that pip recorded of the distributions which are installed here, so that nothing is fetched.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


class Environment:
    """A Python with the packages that one install brings."""

    def __init__(self, folder: Path, requirements: Iterable[str]) -> None:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
        self.python = folder / "bin" / "python"
        self.packages = next(folder.glob("lib/python*/site-packages"))
        self.names = sorted(closure(requirements))
        for name in self.names:
            link(distribution(name), self.packages)
        (self.packages / "vigie.pth").write_text(str(ROOT / "src"))

    @property
    def megabytes(self) -> float:
        """The size of the packages' files, Vigie's own few and the byte code aside, which Python writes itself."""
        files = (path for path in self.packages.rglob("*") if path.suffix != ".pyc" and path.is_file())
        return sum(path.stat().st_size for path in files) / 1e6

    def run(self, code: str) -> str:
        """Return what a piece of code prints there."""
        done = subprocess.run([self.python, "-I", "-c", code], capture_output=True, text=True, check=True)
        return done.stdout.strip()


def closure(requirements: Iterable[str]) -> set[str]:
    """Return the distributions that pip would install for these requirements."""
    found: set[str] = set()
    left = [Requirement(one) for one in requirements]
    while left:
        wanted = left.pop()
        name = canonicalize_name(wanted.name)
        if name in found or (wanted.marker is not None and not wanted.marker.evaluate({"extra": ""})):
            continue
        found.add(name)
        left += [Requirement(one) for one in distribution(wanted.name).requires or []]
    return found


def link(found: Distribution, packages: Path) -> None:
    """Put a distribution's files into another folder of packages, without copying them."""
    for file in found.files or []:
        if ".." not in file.parts:  # scripts
            path = packages / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.symlink_to(Path(str(found.locate_file(file))))


def declared(*extras: str) -> list[str]:
    """Return the requirements of the base install and of extras, as pyproject.toml declares them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed: list[str] = list(project["dependencies"])
    for extra in extras:
        for one in project["optional-dependencies"][extra]:
            own = Requirement(one)
            listed += declared(*own.extras)[len(project["dependencies"]) :] if own.name == "vigie" else [one]
    return listed


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Environment]:
    """Make the environment of `pip install "vigie[extra]"`, once each."""
    made: dict[tuple[str, ...], Environment] = {}

    def make(*extras: str) -> Environment:
        if extras not in made:
            made[extras] = Environment(tmp_path_factory.mktemp("environment"), declared(*extras))
        return made[extras]

    return make
