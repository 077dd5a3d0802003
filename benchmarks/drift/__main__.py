"""A drift report on a million rows of ten columns: Vigie, Evidently and NannyML, each in a process of its own.

    python -m benchmarks.drift [--rows 1000000] [--rounds 3]

Each peer is installed into an environment of its own the first time (`build/peers`), with the versions of pandas that
it needs. The rows are in memory before the clock starts. In each round each contender runs once; medians are shown,
and the most memory that the process ever had, rows and libraries included. They do not compute the same statistics:
what is compared is what a person waits for. Vigie's part includes the sketches of the training rows, which a project
makes once, when it trains.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from benchmarks.drift.apps.columns import write

APPS = Path(__file__).with_name("apps")
ENVIRONMENTS = Path("build", "peers").absolute()


class Contender(NamedTuple):
    """Who makes a report."""

    name: str
    packages: tuple[str, ...] = ()
    """What is installed into its environment; none: it runs in this one."""

    def python(self) -> str:
        """Return the Python that runs it; its environment is made the first time."""
        if not self.packages:
            return sys.executable
        python = ENVIRONMENTS / self.name / "bin" / "python"
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(python.parents[1])], check=True)
            subprocess.run([str(python), "-m", "pip", "install", "--quiet", *self.packages], check=True)
        return str(python)


CONTENDERS = (
    Contender("vigie"),
    Contender("evidently", ("evidently", "pandas<3")),
    Contender("nannyml", ("nannyml", "statsmodels", "pandas<3")),
)


def measure(contender: Contender, folder: Path) -> dict[str, float]:
    """Let a contender make its report in a fresh process on one thread, and return what it printed."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS"), "1")
    command = [contender.python(), str(APPS / f"{contender.name}_app.py"), str(folder)]
    done = subprocess.run(command, env=os.environ | threads, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{contender.name} failed:\n{done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    rounds: dict[str, list[dict[str, float]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write(folder, arguments.rows)
        for _ in range(arguments.rounds):
            for contender in CONTENDERS:
                rounds[contender.name].append(measure(contender, folder))
    medians = {
        name: {key: statistics.median(one[key] for one in found) for key in found[0]} for name, found in rounds.items()
    }
    print(f"{arguments.rows:,} rows × 10 columns then and now, medians of {arguments.rounds}")
    print(f"{'':<12}{'compared':>10}{'page':>10}{'page size':>12}{'peak':>10}{'vigie is':>12}")
    for name, found in medians.items():
        times = found["compare_s"] / medians["vigie"]["compare_s"]
        page = f"{found['page_s']:>8.2f} s{found['page_kb']:>9,.0f} kB" if found["page_kb"] else f"{'–':>10}{'–':>12}"
        print(f"{name:<12}{found['compare_s']:>8.2f} s{page}{found['peak_mb']:>7,.0f} MB{times:>10.1f} ×")


if __name__ == "__main__":
    main()
