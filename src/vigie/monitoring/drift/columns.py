"""One column of now beside its sketch of then: its tests, and the facts that people are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vigie.core.declarations.drift import DriftRule
from vigie.core.schema import Feature
from vigie.monitoring.drift import category, number
from vigie.monitoring.drift.category import CategorySketch, sketch_categories
from vigie.monitoring.drift.domain import tell_apart
from vigie.monitoring.drift.findings import ColumnDrift, DriftTest, Kind, TestName
from vigie.monitoring.drift.number import NumberSketch
from vigie.monitoring.drift.p_values import shares_differ
from vigie.monitoring.drift.pictures import category_picture, number_picture
from vigie.monitoring.drift.reference import as_names, as_numbers
from vigie.monitoring.drift.text import TextSketch, TextsNow, read_texts

FEWEST = 30
"""Known values on either side without which a distribution is not tested."""
_MOST_NEW = 10

Values = Sequence[Any] | NDArray[Any]


def compare_numbers(name: str, then: NumberSketch, values: NDArray[np.float64], rule: DriftRule,
                    kind: Kind = "number") -> ColumnDrift:  # fmt: skip
    """Return what has become of a column of numbers, its p-values not corrected yet."""
    now = then.like(values)
    tests = [_missing(then, now, rule)]
    if min(then.known, now.known) >= FEWEST:
        tests.append(_number_test("distribution", then, now, rule))
    return ColumnDrift(
        column=name,
        kind=kind,
        status="steady",
        rows=now.known,
        **_shares_missing(then, now),
        unseen=now.under + now.known - (now.below[-1] if now.below else 0),
        tests=tuple(tests),
        stability_index=number.stability_index(then, now),
        moved_by=number.moved_by(then, now),
        median_then=then.median,
        median_now=now.median,
        unit_factor=number.unit_factor(then, now) if len(tests) > 1 else None,
        pictures=number_picture(then, now),
    )


def compare_categories(name: str, then: CategorySketch, values: Sequence[str | None], rule: DriftRule,
                       kind: Kind = "category") -> ColumnDrift:  # fmt: skip
    """Return what has become of a column of categories, its p-values not corrected yet."""
    now = sketch_categories(values)
    tests = [_missing(then, now, rule)]
    if min(then.known, now.known) >= FEWEST:
        tests.append(_category_test("distribution", then, now, rule))
    new = category.new_values(then, now)
    return ColumnDrift(
        column=name,
        kind=kind,
        status="steady",
        rows=now.known,
        **_shares_missing(then, now),
        unseen=sum(new.values()),
        tests=tuple(tests),
        stability_index=category.stability_index(then, now),
        new_values=dict(list(new.items())[:_MOST_NEW]),
        pictures=category_picture(then, now),
    )


def compare_texts(name: str, then: TextSketch, texts: Sequence[str | None], rule: DriftRule) -> ColumnDrift:
    """Return what has become of a column of texts, its p-values not corrected yet."""
    now = read_texts(then, texts)
    tests = [_missing(then, now, rule)]
    if min(then.known, now.known) >= FEWEST:
        tests += [
            _number_test("length", then.lengths, now.lengths, rule),
            _category_test("language", then.languages, now.languages, rule),
        ]
    if min(then.unknown.known, now.unknown.known) >= FEWEST:
        tests.append(_number_test("unknown", then.unknown, now.unknown, rule))
    met = np.array(list(then.words.values()), dtype=np.float64)
    told = tell_apart(list(then.words), met, then.read, then.held_documents, now.documents)
    if told is not None:
        needed = rule.min_effect
        tests.append(DriftTest(name="words", effect=told.effect, p_value=told.p_value, needed=needed))
    return ColumnDrift(
        column=name,
        kind="text",
        status="steady",
        rows=now.known,
        **_shares_missing(then, now),
        tests=tuple(tests),
        area=None if told is None else told.area,
        words=() if told is None else told.words,
        new_words=now.new_words,
        median_then=then.lengths.median,
        median_now=now.lengths.median,
        pictures=(
            *number_picture(then.lengths, now.lengths, "length"),
            *number_picture(then.unknown, now.unknown, "unknown"),
            *category_picture(then.languages, now.languages, "language"),
        ),
    )


def names_or_numbers(
    feature: Feature, then: NumberSketch | CategorySketch, values: Values, rule: DriftRule
) -> ColumnDrift:
    """Return what has become of a column that is not text."""
    if isinstance(then, NumberSketch):
        return compare_numbers(feature.name, then, as_numbers(values), rule)
    kind: Kind = "boolean" if feature.type == "boolean" else "category"
    return compare_categories(feature.name, then, as_names(feature, values), rule, kind)


def _number_test(name: TestName, then: NumberSketch, now: NumberSketch, rule: DriftRule) -> DriftTest:
    effect, chance = number.distance(then, now), number.p_value(then, now)
    return DriftTest(name=name, effect=effect, p_value=chance, needed=rule.min_effect)


def _category_test(name: TestName, then: CategorySketch, now: CategorySketch, rule: DriftRule) -> DriftTest:
    effect, chance = category.distance(then, now), category.p_value(then, now)
    return DriftTest(name=name, effect=effect, p_value=chance, needed=rule.min_effect)


Sketched = NumberSketch | CategorySketch | TextSketch | TextsNow


def _missing(then: Sketched, now: Sketched, rule: DriftRule) -> DriftTest:
    gap = abs(_share_missing(then) - _share_missing(now))
    chance = shares_differ(then.missing, then.rows, now.missing, now.rows)
    return DriftTest(name="missing", effect=gap, p_value=chance, needed=rule.min_missing)


def _shares_missing(then: Sketched, now: Sketched) -> dict[str, Any]:
    return {"missing_then": _share_missing(then), "missing_now": _share_missing(now)}


def _share_missing(sketch: Sketched) -> float:
    return sketch.missing / sketch.rows if sketch.rows else 0.0
