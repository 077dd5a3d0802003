"""How much disk a base install takes: the service and nothing else, in a fresh environment.

python -m benchmarks.install_size
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
MOST_MB = 250


def megabytes(folder: Path) -> float:
    """Return the size of every file below `folder`."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


def main() -> None:
    """Install and print the whole and its largest parts."""
    with tempfile.TemporaryDirectory() as scratch:
        environment = Path(scratch) / "venv"
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        python = environment / "bin" / "python"
        pins = ["-c", str(ROOT / "requirements.txt")]
        subprocess.run([str(python), "-m", "pip", "install", "-q", *pins, str(ROOT)], check=True, capture_output=True)
        packages = next((environment / "lib").glob("python*/site-packages"))
        sizes = sorted(((megabytes(part), part.name) for part in packages.iterdir() if part.is_dir()), reverse=True)
        print(f"base install {megabytes(environment):6.0f} MB (at most {MOST_MB})")
        for size, name in sizes[:8]:
            print(f"  {name:<24} {size:6.1f} MB")


if __name__ == "__main__":
    main()
