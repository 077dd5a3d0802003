"""Where a run comes from: the code, the packages, the moment."""

from __future__ import annotations

import subprocess
from functools import cache
from importlib import metadata
from pathlib import Path

from vigie import __version__
from vigie.core import clock

_PACKAGES = ("numpy", "scipy", "scikit-learn", "pandas", "polars", "deltalake", "mlflow", "spacy", "vaderSentiment")


def now() -> int:
    """Return microseconds since the epoch, UTC."""
    return clock.time_ns() // 1000


@cache
def packages() -> dict[str, str]:
    """Return the versions of the packages that decide what a model becomes."""
    found = {"vigie": __version__}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def code_version(root: Path) -> str:
    """Return the Git commit of the project's folder, with '+changes' when files differ from it; '' outside Git."""
    try:
        commit = _git(root, "rev-parse", "--short=12", "HEAD")
        changed = _git(root, "status", "--porcelain", "--untracked-files=no", "--", ".")
    except (OSError, subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return ""
    return f"{commit}+changes" if changed else commit


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)  # noqa: S603 - no shell
    return done.stdout.strip()
