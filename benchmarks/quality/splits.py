"""The splits: fixed, documented, and never chosen by what a model did on them.

Each function writes train.csv, validation.csv and test.csv into a folder; the test rows are those of the figures that
were at hand before, so that a comparison is fair. Validation rows are taken from what is left, and choose
between candidates or weigh the members of an ensemble; nothing else sees them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
from sklearn.model_selection import train_test_split


def airline(data: Path, folder: Path) -> None:
    """Repeated texts removed, then 20 % test, seed 0, stratified by the three classes; 6 % validation."""
    rows = pd.read_csv(data / "airline_tweets.csv.gz", dtype={"tweet_id": str}).drop_duplicates("text")
    _write(folder, rows[["tweet_id", "text", "airline", "airline_sentiment"]], "airline_sentiment", 0.2, 0.06)


def insurance(data: Path, folder: Path) -> None:
    """The given files: 12,000 rows to train on, 2,500 to validate, 2,500 to test."""
    for split, name in {"train": "train", "validation": "validate", "test": "test"}.items():
        rows = pd.read_csv(data / f"avis_assurance_fr_{name}.csv.gz")
        rows.drop(columns=["note"]).to_csv(folder / f"{split}.csv", index=False)


def allocine(data: Path, folder: Path) -> None:
    """The given files: 400 rows to test; of the 2,000 others, 100 to validate, seed 0, stratified."""
    pd.read_csv(data / "allocine_test_400.csv.gz").to_csv(folder / "test.csv", index=False)
    rows = pd.read_csv(data / "allocine_train_2k.csv.gz")
    train, validation = train_test_split(rows, test_size=100, random_state=0, stratify=rows["label"])
    train.to_csv(folder / "train.csv", index=False)
    validation.to_csv(folder / "validation.csv", index=False)


def sentiment140(data: Path, folder: Path) -> None:
    """Trained on the file of 100,000, of which 4 % validate; tested on the random file, without texts they share.

    The two files differ in time and topic, and so do validation and test: a choice made on the validation rows is not
    sure to be the best one for the test rows.
    """
    rows = pd.read_csv(data / "sentiment140_100k.csv.gz").drop_duplicates("text")
    names = ["target", "id", "date", "flag", "user", "text"]
    random = pd.read_csv(data / "sentiment140_random_10k_raw.csv.gz", header=None, names=names)
    test = random[~random["text"].isin(set(rows["text"]))].drop_duplicates("text")
    train, validation = train_test_split(rows, test_size=0.04, random_state=0, stratify=rows["target"])
    for split, part in {"train": train, "validation": validation, "test": test}.items():
        part[["text", "target"]].to_csv(folder / f"{split}.csv", index=False)


def dpe(data: Path, folder: Path) -> None:
    """The workshop's split: 20 % test, seed 808, rows in the order of the file; 8 % of the others validate, seed 0."""
    rows = pd.read_csv(data / "dpe_tertiaire_11k_text.csv.gz")
    train, test = train_test_split(rows, test_size=0.2, random_state=808)
    train, validation = train_test_split(train, test_size=0.08, random_state=0, stratify=train["etiquette_dpe"])
    for split, part in {"train": train, "validation": validation, "test": test}.items():
        part.to_csv(folder / f"{split}.csv", index=False)


SPLITS: dict[str, Callable[[Path, Path], None]] = {
    "airline": airline,
    "insurance": insurance,
    "allocine": allocine,
    "sentiment140": sentiment140,
    "dpe": dpe,
}


def _write(folder: Path, rows: pd.DataFrame, label: str, test: float, validation: float) -> None:
    rest, sealed = train_test_split(rows, test_size=test, random_state=0, stratify=rows[label])
    share = validation / (1 - test)
    train, chosen = train_test_split(rest, test_size=share, random_state=0, stratify=rest[label])
    for split, part in {"train": train, "validation": chosen, "test": sealed}.items():
        part.to_csv(folder / f"{split}.csv", index=False)
