"""A CSV of one's own: `vigie init blank`, an edited vigie.toml, the whole path to a prediction, and no code."""

from __future__ import annotations

import csv
import random
import subprocess
import sys
from pathlib import Path

from vigie.servable.store import Store

PURPOSES = ("car", "furniture", "radio or television", "education", "business")
HOUSING = ("own", "rent", "for free")

PROJECT = """
name = "credit"
title = "Who pays back"

[data]
source = "data/credit.csv"
key = "application"

[target]
column = "risk"
classes = ["good", "bad"]
positive = "bad"

[features.amount]
type = "number"
min = 0
unit = "€"

[features.months]
type = "integer"
min = 1
max = 120

[features.age]
type = "integer"
required = false
missing = [0]

[features.purpose]
type = "category"

[features.housing]
type = "category"
values = ["own", "rent", "for free"]

[features.phone]
type = "boolean"

[derived.instalment]
ratio = ["amount", "months"]

[metric]
decide_by = "roc_auc"

[candidates.boosting]
recipe = "gradient-boosting"

[candidates.forest]
recipe = "random-forest"

[candidates.majority]
recipe = "dummy"
"""


def write_credit(path: Path, rows: int = 1_500) -> None:
    """Write invented applications, with semicolons; long and large credits go wrong more often."""
    draw = random.Random(7)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(["application", "amount", "months", "age", "purpose", "housing", "phone", "branch", "risk"])
        for number in range(rows):
            months, amount = draw.choice((6, 12, 18, 24, 36, 48, 60)), round(draw.lognormvariate(7.8, 0.8), 2)
            housing, purpose = draw.choices(HOUSING, (7, 2, 1))[0], draw.choice(PURPOSES)
            age = draw.choice((0, *range(19, 75)))
            pressure = months / 24 + amount / 6_000 + (housing != "own") * 0.8 - (age > 40) * 0.6 + draw.gauss(0, 0.7)
            label = "bad" if pressure > 2.3 else "good"
            table.writerow(
                [f"A{number:06d}", amount, months, age, purpose, housing, draw.choice(("yes", "no")), "north", label]
            )
        table.writerow(["A999999", -5, 12, 30, "car", "own", "yes", "north", "good"])


def vigie(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "vigie.cli.main", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_own_csv_with_nothing_but_a_project_file_becomes_a_champion(tmp_path: Path) -> None:
    vigie(tmp_path, "init", "blank", "credit")
    folder = tmp_path / "credit"
    write_credit(folder / "data" / "credit.csv")
    (folder / "vigie.toml").write_text(PROJECT, encoding="utf-8")

    assert "1 " in vigie(folder, "ingest")
    vigie(folder, "explore")
    vigie(folder, "train")
    table = vigie(folder, "compare")
    assert table.index("majority") > min(table.index("boosting"), table.index("forest"))
    assert "is champion, as version 1" in vigie(folder, "promote", "boosting", "--why", "the first")

    champion = Store(folder / ".vigie" / "store").load_champion()
    low, high = (
        champion.predict_proba(
            [{"amount": amount, "months": months, "purpose": "car", "housing": "own", "phone": True}]
        )
        for amount, months in ((500.0, 6), (15_000.0, 60))
    )
    assert low[0, 0] > 0.8
    assert high[0, 1] > 0.8
    assert "promoted" in vigie(folder, "history")
