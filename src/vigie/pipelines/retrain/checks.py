"""Whether data may be learned from: the next version of the dataset against the last one, and against the champion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from vigie.core.declarations.drift import DriftRule
from vigie.core.declarations.retraining import Retrain
from vigie.core.intervals import wilson_interval
from vigie.core.project import Project
from vigie.core.schema import Schema
from vigie.data.columns import LABEL, SPLIT
from vigie.data.frames import to_features
from vigie.evaluation.gates import GateResult
from vigie.monitoring.drift.category import sketch_categories
from vigie.monitoring.drift.comparison import Window, compare_window
from vigie.monitoring.drift.number import sketch_numbers
from vigie.monitoring.drift.reference import Reference, sketch_columns
from vigie.pipelines.answers import answers
from vigie.pipelines.retrain import check_words
from vigie.pipelines.retrain.gathering import Gathered
from vigie.pipelines.rows import labelled
from vigie.servable.servable import Servable

FEWEST = 30
"""New or altered rows of the source without which neither drift nor surprise is judged."""
_LEVEL = 0.01
_NAMED = 5


def check_data(project: Project, gathered: Gathered, champion: Servable) -> list[GateResult]:
    """Return one result for each thing that is asked of new data; any that did not pass refuses them all.

    The first ones look at all rows by their counts. Drift and surprise look at those rows of the source that are new or
    have other values: reviewed ones are, by their choice, those that the champion gets wrong.
    """
    rules = project.file.retrain
    return [
        _size(rules, gathered),
        _classes(rules, gathered),
        _relabelled(rules, gathered),
        _altered(rules, gathered),
        *_missing_classes(project, gathered),
        _drift(project, rules, gathered),
        _surprise(project, rules, gathered, champion),
    ]


def _size(rules: Retrain, gathered: Gathered) -> GateResult:
    before, after = gathered.prospect.before.height, gathered.prospect.after.height
    passed = after >= (1 - rules.max_shrink) * before
    text = f"{before:,} rows before, {after:,} after (at most {rules.max_shrink:.0%} may go)"
    return GateResult("size", passed, text, check_words.too_few_left(before, after, rules.max_shrink))


def _classes(rules: Retrain, gathered: Gathered) -> GateResult:
    counts = gathered.counts()
    shift = class_shift(counts["labels_before"], counts["labels_after"])
    text = f"{shift:.1%} of the rows would have to change class to have the former shares"
    text = f"{text} (at most {rules.max_class_shift:.0%} may)"
    plain = check_words.other_classes(shift, rules.max_class_shift)
    return GateResult("classes", shift <= rules.max_class_shift, text, plain)


def class_shift(before: Mapping[str, int], after: Mapping[str, int]) -> float:
    """Return how far the shares of the classes have moved: the total variation distance, in [0, 1].

    Examples
    --------
    >>> class_shift({"a": 50, "b": 50}, {"a": 60, "b": 40})
    0.1
    """
    first, second = sum(before.values()), sum(after.values())
    if not first or not second:
        return 0.0 if first == second else 1.0
    gaps = (abs(before.get(name, 0) / first - after.get(name, 0) / second) for name in {*before, *after})
    return round(sum(gaps) / 2, 12)


def _relabelled(rules: Retrain, gathered: Gathered) -> GateResult:
    changed, known = gathered.relabelled(by_review=False).height, gathered.prospect.before.height
    share = changed / known if known else 0.0
    text = f"the source gives {changed:,} of {known:,} known rows another label"
    text = f"{text} (at most {rules.max_relabelled:.0%} may change)"
    plain = check_words.changed("labels", changed, known, rules.max_relabelled)
    return GateResult("labels", share <= rules.max_relabelled, text, plain)


def _altered(rules: Retrain, gathered: Gathered) -> GateResult:
    changed, known = gathered.altered.height, gathered.prospect.before.height
    share = changed / known if known else 0.0
    text = f"the source gives {changed:,} of {known:,} known rows other values"
    text = f"{text} (at most {rules.max_altered:.0%} may change)"
    plain = check_words.changed("values", changed, known, rules.max_altered)
    return GateResult("values", share <= rules.max_altered, text, plain)


def _missing_classes(project: Project, gathered: Gathered) -> list[GateResult]:
    rows = gathered.prospect.after.filter(pl.col(SPLIT) == "train")
    lacking = [name for name in project.schema.labels if name not in set(rows[LABEL])]
    if not lacking:
        return []
    text = f"no training row is labelled {', '.join(lacking)}"
    return [GateResult("every class", False, text, check_words.lacking(lacking))]


def _drift(project: Project, rules: Retrain, gathered: Gathered) -> GateResult:
    new = gathered.unfamiliar
    if new.height < FEWEST:
        return GateResult("drift", True, _too_few(new))
    former = gathered.prospect.before.filter(pl.col(SPLIT) == "train")
    schema = project.schema
    lost = [name for name in schema.names if name not in former.columns]
    if lost:
        return GateResult("drift", True, f"not judged: the former rows have no {', '.join(lost)}")
    reference = Reference(
        columns=sketch_columns(schema, _columns(former, schema), project.file.seed),
        labels=sketch_categories([]),
        confidences=sketch_numbers(np.empty(0)),
    )
    window = Window(since=0, at=0, total=new.height, columns=_columns(new, schema))
    least = min(max(rules.max_drift, 0.01), 0.99)  # what the comparison takes
    found = compare_window(
        reference, schema, window, DriftRule(min_rows=FEWEST, level=_LEVEL, min_effect=least, min_missing=least)
    )
    worst = sorted(
        (one for one in found.columns if one.value and one.value > rules.max_drift), key=lambda one: -(one.value or 0)
    )
    if not worst:
        return GateResult(
            "drift", True, f"no column of the {new.height:,} new rows moved by {rules.max_drift:g} or more"
        )
    named = [(one.column, one.value or 0.0) for one in worst[:_NAMED]]
    told = ", ".join(f"{column} {value:.2f}" for column, value in named)
    text = f"the {new.height:,} new rows are unlike the former ones: {told} (at most {rules.max_drift:g})"
    return GateResult("drift", False, text, check_words.unlike(new.height, named, rules.max_drift))


def _columns(rows: pl.DataFrame, schema: Schema) -> dict[str, Sequence[object]]:
    X, _ = to_features(rows, schema)
    return {name: X[name].to_numpy() for name in schema.names}


def _surprise(project: Project, rules: Retrain, gathered: Gathered, champion: Servable) -> GateResult:
    new = gathered.unfamiliar.filter(pl.col(SPLIT) != "test")
    known = gathered.prospect.before.filter(pl.col(SPLIT) == "validation")
    if new.height < FEWEST or not known.height:
        return GateResult("surprise", True, _too_few(new))
    right, expected = _right(project, champion, new), _right(project, champion, known)
    _, high = wilson_interval(right, new.height)
    usual = expected / known.height
    text = (
        f"the champion is right on {right / new.height:.1%} of the {new.height:,} new rows, {usual:.1%} of the"
        f" validation rows"
    )
    text = f"{text} (at most {rules.max_surprise:.0%} less)"
    plain = check_words.contradicted(right / new.height, new.height, usual, rules.max_surprise)
    return GateResult("surprise", high >= usual - rules.max_surprise, text, plain)


def _right(project: Project, champion: Servable, rows: pl.DataFrame) -> int:
    known = labelled(rows, project.schema)
    found = np.array(champion.labels)[answers(champion, known).argmax(axis=1)]
    return int((found == known.y).sum())


def _too_few(new: pl.DataFrame) -> str:
    return f"{new.height:,} new or altered rows of the source are too few to judge"
