"""Invented samples, one for each template that has data: made on the spot, never fetched, never real."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from vigie.samples.airline_tweets import write_airline_tweets
from vigie.samples.credit_risk import write_credit_risk
from vigie.samples.energy_rating import write_energy_rating
from vigie.samples.reviews_fr import write_reviews_fr
from vigie.samples.tweets import write_tweets

DATA_FOLDER: Final = "data"
SAMPLE_FILE: Final = "sample.csv.gz"
"""In a project's data folder, where the sample is one file."""


class Sample(NamedTuple):
    """How the invented sample of a template is made."""

    write: Callable[[Path, int, int], list[Path]]
    """Called with a folder, a number of rows and a seed; returns the files."""
    rows: int = 5_000
    """As many as a new project gets."""


def _one_file(write: Callable[[Path, int, int], None]) -> Callable[[Path, int, int], list[Path]]:
    def write_into(folder: Path, rows: int, seed: int) -> list[Path]:
        path = folder / SAMPLE_FILE
        write(path, rows, seed)
        return [path]

    return write_into


SAMPLES: Final[dict[str, Sample]] = {
    "airline-tweets": Sample(_one_file(write_airline_tweets)),
    "credit-risk": Sample(_one_file(write_credit_risk), rows=8_000),
    "energy-rating": Sample(_one_file(write_energy_rating)),
    "reviews-fr": Sample(write_reviews_fr),
    "tweets": Sample(_one_file(write_tweets), rows=20_000),
}
"""Template → its sample."""

__all__ = [
    "DATA_FOLDER",
    "SAMPLES",
    "SAMPLE_FILE",
    "Sample",
    "write_airline_tweets",
    "write_credit_risk",
    "write_energy_rating",
    "write_reviews_fr",
    "write_sample",
    "write_tweets",
]


def write_sample(template: str, folder: Path, rows: int | None = None, seed: int = 0) -> list[Path]:
    """Write the invented sample of `template` into the project `folder`; return its files, none if it has none.

    One or two seconds at most; the same `rows` and `seed` give the same bytes.
    """
    sample = SAMPLES.get(template)
    if sample is None:
        return []
    return sample.write(folder / DATA_FOLDER, sample.rows if rows is None else rows, seed)
