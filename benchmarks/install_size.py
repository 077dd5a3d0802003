"""How much disk the service takes: the base install and its extras for networks, in a fresh environment.

Files that were installed, and apart from them the byte code, which Python writes from them and may be kept elsewhere or
not at all (`pip install --no-compile`, PYTHONDONTWRITEBYTECODE).

python -m benchmarks.install_size
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
MOST_MB = {"": 150, "onnx": 250, "subwords": 300}
TOOLS = ("pip", "setuptools", "pkg_resources", "_distutils_hack")
"""What `venv` brings, and no install needs."""


class Size(NamedTuple):
    """In megabytes of 10^6 bytes."""

    installed: float
    byte_code: float


def size_of(folder: Path) -> Size:
    """Return the size of every file below `folder`."""
    found = {True: 0, False: 0}
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            found[path.suffix == ".pyc"] += path.stat().st_size
    return Size(found[False] / 1e6, found[True] / 1e6)


def sizes_of(packages: Path) -> list[tuple[Size, str]]:
    """Return each package's size and name, the largest first."""
    kept = (part for part in packages.iterdir() if part.is_dir() and not part.name.startswith(TOOLS))
    return sorted(((size_of(part), part.name) for part in kept), reverse=True)


def show(title: str, sizes: list[tuple[Size, str]], most: int) -> None:
    """Print the whole and its largest parts."""
    installed, byte_code = (sum(getattr(size, kind) for size, _ in sizes) for kind in Size._fields)
    print(f"{title:<24} {installed:6.1f} MB (at most {most}), and {byte_code:5.1f} MB of byte code; of which")
    for size, name in sizes[:8]:
        print(f"  {name:<22} {size.installed:6.1f} MB                {size.byte_code:5.1f} MB")


def main() -> None:
    """Install one after the other and print the whole and its largest parts."""
    with tempfile.TemporaryDirectory() as scratch:
        environment = Path(scratch) / "venv"
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        pip = [str(environment / "bin" / "python"), "-m", "pip", "install", "-q", "-c", str(ROOT / "requirements.txt")]
        packages = next((environment / "lib").glob("python*/site-packages"))
        for extra, most in MOST_MB.items():
            what = f"{ROOT}[{extra}]" if extra else str(ROOT)
            subprocess.run([*pip, what], check=True, capture_output=True)
            show(f"with {extra}" if extra else "base install", sizes_of(packages), most)
            tests = sum(size_of(folder).installed for folder in (packages / "numpy").rglob("tests"))
            print(f"  {'numpy, its own tests':<22} {tests:6.1f} MB, which an image may leave out")


if __name__ == "__main__":
    main()
