"""Look at a CSV file and write down a project for it: a first vigie.toml that a person then corrects."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from vigie.core.errors import SourceError
from vigie.core.schema import RESERVED_NAMES
from vigie.templates.csv_columns import Column, read_columns
from vigie.templates.writing import NAME_MARK

_TARGET_NAMES = ("label", "target", "class", "classe", "sentiment", "y", "category", "outcome", "etiquette", "polarity")
_MOST_CLASSES = 20
_TYPE_COMMENTS = {
    "text": "# or category",
    "category": "# or text",
    "integer": "# or number, or category if the numbers are codes",
    "number": "# or integer",
    "boolean": "# or category",
}


def suggest_project(csv_file: Path) -> str:
    """Return a vigie.toml for the CSV file, guessed from its first rows: types, key, time and target.

    The target is a column whose name says so (label, class …), else the last column with few values. Each guess is
    marked in the file's comments. The result loads as it stands; its name is the mark that `write_project` replaces.

    Parameters
    ----------
    csv_file
        UTF-8 or Windows-1252, gzip-compressed if its name ends in .gz; separated by comma, semicolon, tab or bar.

    Raises
    ------
    SourceError
        If it cannot be read, or no column can be predicted from the others.
    """
    table = read_columns(csv_file)
    target = _target(table.columns, str(csv_file))
    others = [column for column in table.columns if column is not target]
    key = next((column for column in others if column.is_key), None)
    time = next((column for column in others if column.type == "time"), None)
    rest = [column for column in others if column is not key and column.type != "time"]
    features = [column for column in rest if not column.why_useless]
    parts = [
        _head(csv_file, table.encoding, key, time),
        _target_table(target),
        *_feature_tables(features),
        *_left_out([column for column in rest if column.why_useless]),
        _choice(features, target),
        _examples(sorted(target.values)),
    ]
    return "\n\n".join(parts) + "\n"


def _target(columns: Sequence[Column], file: str) -> Column:
    able = [
        column
        for column in columns
        if 2 <= len(column.values) <= _MOST_CLASSES and column.type != "time" and column.missing < column.values.total()
    ]
    if not able or len(columns) < 2:
        raise SourceError(
            file,
            f"none of its {len(columns)} columns has 2 to {_MOST_CLASSES} values that could be classes",
            remedy="Make the project with 'vigie init blank DIR' and declare the target by hand.",
        )
    named = [column for column in able if any(name in _identifier(column.name).split("_") for name in _TARGET_NAMES)]
    return named[0] if named else able[-1]


def _identifier(name: str) -> str:
    """Return a column's name as a feature may be called.

    Examples
    --------
    >>> _identifier("Prix (€/m²)"), _identifier("2nd job"), _identifier("id")
    ('prix_m2', 'c_2nd_job', 'id_')
    """
    letters = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    plain = re.sub(r"_+", "_", re.sub(r"[^0-9a-z]", "_", letters)).strip("_") or "column"
    if plain[0].isdigit():
        plain = f"c_{plain}"
    return f"{plain}_" if plain in RESERVED_NAMES else plain


def _text(value: str) -> str:
    """Return a TOML string: a JSON one is one."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _head(csv_file: Path, encoding: str, key: Column | None, time: Column | None) -> str:
    lines = [
        f"# Guessed from the first rows of {csv_file.name}. Read it through: every guess is marked with  <--",
        f"name = {_text(NAME_MARK)}",
        f"title = {_text('What this project predicts')}   # <-- or {{ en = …, fr = … }}",
        'language = "en"',
        "seed = 0",
        "",
        "[data]",
        f"source = {_text(str(csv_file.resolve()))}",
    ]
    if encoding != "utf-8":
        lines.append(f"encoding = {_text(encoding)}")
    if key:
        lines.append(f"key = {_text(key.name)}   # <-- names a row: ingesting it again replaces it")
    if time:
        lines.append(f"time = {_text(time.name)}   # <-- when a row was made; for the exploration only")
    return "\n".join([*lines, "split = { train = 0.6, validation = 0.2, test = 0.2 }", "max_quarantine = 0.05"])


def _target_table(target: Column) -> str:
    classes = sorted(target.values)
    lines = [
        "[target]",
        f"column = {_text(target.name)}   # <-- the column to predict",
        f'classes = [{", ".join(map(_text, classes))}]   # or {{ good = ["1"], bad = ["2"] }}, to name them',
    ]
    if len(classes) == 2:
        rarer = min(classes, key=lambda value: target.values[value])
        lines.append(f"positive = {_text(rarer)}   # <-- the one that is looked for: the rarer of the two")
    return "\n".join(lines)


def _feature_tables(features: Sequence[Column]) -> list[str]:
    taken: set[str] = set()
    tables = []
    for column in features:
        name = free = _identifier(column.name)
        number = 1
        while free in taken:
            number += 1
            free = f"{name}_{number}"
        taken.add(free)
        tables.append(_feature_table(free, column))
    note = "# <-- Leave out whatever is filled in after the label is known: it would give the answer away."
    return [f"{note}\n{tables[0]}", *tables[1:]] if tables else tables


def _feature_table(name: str, column: Column) -> str:
    lines = [f"[features.{name}]", f'type = "{column.type}"   {_TYPE_COMMENTS[column.type]}']
    if column.name != name:
        lines.append(f"column = {_text(column.name)}")
    if column.missing:
        lines.append("required = false")
    return "\n".join(lines)


def _left_out(columns: Sequence[Column]) -> list[str]:
    lines = [f"# {column.name}: {column.why_useless}" for column in columns]
    return ["\n".join(["# Left out:", *lines])] if lines else []


def _choice(features: Sequence[Column], target: Column) -> str:
    two = len(target.values) == 2
    has_text = any(column.type == "text" for column in features)
    recipes = ["tfidf-logreg"] if has_text else []
    if any(column.type != "text" for column in features):
        recipes += ["gradient-boosting", "random-forest"]
    lines = [
        "[metric]",
        f'decide_by = "{"average_precision" if two else "macro_f1"}"   # <-- what matters here, and why:',
        'why = ""',
    ]
    for recipe in [*recipes, "dummy"]:
        lines += ["", f"[candidates.{'majority' if recipe == 'dummy' else recipe}]", f'recipe = "{recipe}"']
    lines += ["", "[gates]", 'behaviour = "tests/behaviour.py"', "", "[alerts.rejections]", "count = 3"]
    return "\n".join([*lines, 'within = "5 min"'])


def _examples(classes: Sequence[str]) -> str:
    """Return tables of what comes after the first model, commented out; they are valid where they are not."""
    first, second = (_text(name) for name in classes[:2])
    return f"""# Examples for later: take the "# " away from a table's lines.
# [impact]                    # what errors cost, for `vigie impact`
# unit = "EUR"
# ask = 0.8                   # what it costs to let a person decide
# [impact.costs]              # true class = {{ answered class = what that error costs }}
# {first} = {{ {second} = 12 }}

# [retrain]                   # when to learn anew, from what people reviewed and from new rows
# reviewed = 100              # once so many reviewed labels were not learned yet

# [challenge]                 # how a new model is tried beside the one in service
# min_gain = 0.01             # the smallest gain worth having: one right answer more in a hundred
# longest = "14 days"

# [rollback]
# within = "6 h"              # an alert about the model so soon after a promotion undoes it"""
