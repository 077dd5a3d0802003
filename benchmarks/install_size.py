"""How much disk the service takes: the base install and its extras for networks, in a fresh environment.

python -m benchmarks.install_size
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
MOST_MB = {"": 150, "onnx": 250, "subwords": 300}
TOOLS = ("pip", "setuptools", "pkg_resources", "_distutils_hack")
"""What `venv` brings, and no install needs."""


def megabytes(folder: Path) -> float:
    """Return the size of every file below `folder`."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


def sizes_of(packages: Path) -> list[tuple[float, str]]:
    """Return each package's size and name, the largest first."""
    kept = (part for part in packages.iterdir() if part.is_dir() and not part.name.startswith(TOOLS))
    return sorted(((megabytes(part), part.name) for part in kept), reverse=True)


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
            sizes = sizes_of(packages)
            tests = sum(megabytes(folder) for folder in (packages / "numpy").rglob("tests") if folder.is_dir())
            whole = sum(size for size, _ in sizes)
            print(f"{f'with {extra}' if extra else 'base install':<16} {whole:6.1f} MB (at most {most}), of which")
            print(f"  {'numpy, its own tests':<24} {tests:6.1f} MB, which an image may leave out")
            for size, name in sizes[:8]:
                print(f"  {name:<24} {size:6.1f} MB")


if __name__ == "__main__":
    main()
