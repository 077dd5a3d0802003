"""`python -m vigie.samples TEMPLATE [FOLDER]`: make a template's invented sample again, as a project's CI does."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from vigie.samples import SAMPLES, write_sample


def main(arguments: list[str] | None = None) -> None:
    """Write the sample where the project made from the template expects it."""
    parser = argparse.ArgumentParser(prog="python -m vigie.samples", description="Make an invented sample.")
    parser.add_argument("template", choices=list(SAMPLES))
    parser.add_argument("folder", type=Path, nargs="?", default=Path(), help="the project's; by default this one")
    parser.add_argument("--rows", type=int, help="in all; by default as many as a new project gets")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    for path in write_sample(given.template, given.folder, given.rows, given.seed):
        sys.stdout.write(f"{path}: invented rows\n")


if __name__ == "__main__":
    main()
