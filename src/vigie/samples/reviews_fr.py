"""The invented sample of the reviews-fr template: French reviews of films that do not exist, in three files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final

from vigie.samples import review_phrases as phrases
from vigie.samples.csv_gz import write_csv_gz
from vigie.samples.review_text import compose_review

COLUMNS = ("review_id", "film", "date", "stars", "review", "polarity")
SHARES: Final[dict[str, float]] = {"train": 0.6, "validate": 0.2, "test": 0.2}
"""File → its share of the rows."""
POSITIVE = 0.53
WRONG_LABELS = 0.025
REPEATED_TEXTS = 0.004
_FIRST_DAY = date(2016, 1, 6)
_DAYS = 7 * 365
_STARS = {"0": ("0.5", "1", "1.5", "2", "2.5"), "1": ("3", "3.5", "4", "4.5", "5")}


def write_reviews_fr(folder: Path, rows: int = 5_000, seed: int = 0) -> list[Path]:
    """Write an invented sample of `rows` labelled reviews as train.csv.gz, validate.csv.gz and test.csv.gz.

    The same `rows` and `seed` give the same bytes. Texts, films and people are made up. As in real reviews: three to
    three hundred words, newlines, accents that are forgotten, typing slips, negations that turn a word round, mixed
    opinions and irony, some labels that are wrong, and `stars`, which give the label away.

    Parameters
    ----------
    folder
        Where to write; it is made.
    rows
        How many rows in all.
    seed
        Another seed, another sample.

    Returns
    -------
    The three files.
    """
    random = Random(seed)
    whole = list(_rows(rows, random))
    first, last = round(rows * SHARES["train"]), round(rows * (1 - SHARES["test"]))
    parts = zip(SHARES, (whole[:first], whole[first:last], whole[last:]), strict=True)
    paths = []
    for name, part in parts:
        paths.append(folder / f"{name}.csv.gz")
        write_csv_gz(paths[-1], COLUMNS, part)
    return paths


def _rows(count: int, random: Random) -> Iterator[list[str]]:
    earlier: list[tuple[str, str]] = []
    for number in range(1, count + 1):
        if earlier and random.random() < REPEATED_TEXTS:
            text, label = random.choice(earlier)
        else:
            is_positive = random.random() < POSITIVE
            text = compose_review(is_positive, random)
            label = str(int(is_positive != (random.random() < WRONG_LABELS)))
        earlier.append((text, label))
        film = f"{random.choice(phrases.FIRST)} {random.choice(phrases.SECOND)}"
        day = _FIRST_DAY + timedelta(days=random.randrange(_DAYS))
        yield [f"R{number:06d}", film, day.strftime("%d/%m/%Y"), random.choice(_STARS[label]), text, label]
