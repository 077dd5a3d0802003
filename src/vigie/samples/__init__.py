"""Invented samples, one for each template that has data: made on the spot, never fetched, never real."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from vigie.samples.airline_tweets import write_airline_tweets
from vigie.samples.energy_rating import write_energy_rating

SAMPLES: Final[dict[str, Callable[[Path, int, int], None]]] = {
    "airline-tweets": write_airline_tweets,
    "energy-rating": write_energy_rating,
}
"""Template → what writes its sample: called with a path, a number of rows and a seed."""

SAMPLE_FILE: Final = "data/sample.csv.gz"
"""Where a project made from a template expects its sample."""

__all__ = ["SAMPLES", "SAMPLE_FILE", "write_airline_tweets", "write_energy_rating", "write_sample"]


def write_sample(template: str, folder: Path, rows: int = 5_000, seed: int = 0) -> Path | None:
    """Write the invented sample of `template` into the project `folder`; return its path, or None if it has none.

    About a second for 5,000 rows; the same `rows` and `seed` give the same bytes.
    """
    write = SAMPLES.get(template)
    if write is None:
        return None
    path = folder / SAMPLE_FILE
    write(path, rows, seed)
    return path
