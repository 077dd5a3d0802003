"""Columns as sketches, and distances between them beside the exact ones."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from scipy import stats

from vigie.core.schema import Feature, Schema, Target
from vigie.monitoring.drift import category, number
from vigie.monitoring.drift.category import sketch_categories
from vigie.monitoring.drift.number import sketch_numbers
from vigie.monitoring.drift.pictures import category_picture, number_picture
from vigie.monitoring.drift.reference import Reference, as_numbers, sketch_columns
from vigie.monitoring.drift.text import read_texts, sketch_texts

Rows = dict[str, list[Any]]


def test_number_distance_is_kolmogorovs_within_a_hundredth() -> None:
    generator = np.random.default_rng(0)
    then, now = generator.lognormal(0, 1, 3_000), generator.lognormal(0.3, 1, 500)
    sketch = sketch_numbers(then)
    exact = stats.ks_2samp(then, now).statistic
    assert exact - 0.011 <= number.distance(sketch, sketch.like(now)) <= exact + 1e-9


def test_moved_by_is_wassersteins_distance_but_for_the_tails() -> None:
    generator = np.random.default_rng(1)
    then, now = generator.normal(size=5_000), generator.normal(0.5, 1, 5_000)
    sketch = sketch_numbers(then)
    width = np.quantile(then, 0.95) - np.quantile(then, 0.05)
    expected = stats.wasserstein_distance(then, now) / width
    assert number.moved_by(sketch, sketch.like(now)) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("now", [[6.0] * 50, [8.0] * 50])
def test_number_distance_of_a_constant_column_sees_both_sides(now: list[float]) -> None:
    sketch = sketch_numbers(np.full(100, 7.0))
    assert number.distance(sketch, sketch.like(np.array(now))) == 1.0
    assert number.distance(sketch, sketch.like(np.full(50, 7.0))) == 0.0
    assert number.moved_by(sketch, sketch.like(np.array(now))) is None


def test_number_sketch_of_nothing_finds_nothing() -> None:
    empty = sketch_numbers(np.full(10, np.nan))
    now = empty.like(np.arange(10.0))
    assert (number.distance(empty, now), number.p_value(empty, now), number.stability_index(empty, now)) == (0, 1, 0)
    assert empty.median is None
    assert number_picture(empty, now) == ()


def test_stability_index_rises_with_the_shift() -> None:
    generator = np.random.default_rng(2)
    then = generator.normal(size=5_000)
    sketch = sketch_numbers(then)
    found = [number.stability_index(sketch, sketch.like(then + shift)) for shift in (0.0, 0.2, 1.0)]
    assert found[0] < 1e-3 < 0.02 < found[1] < 0.1 < 0.5 < found[2]


@pytest.mark.parametrize("factor", [0.001, 1_000.0, 0.01, 60.0])
def test_unit_factor_names_another_unit(factor: float) -> None:
    then = np.random.default_rng(3).lognormal(4, 1, 4_000)
    sketch = sketch_numbers(then)
    now = np.random.default_rng(4).lognormal(4, 1, 500) * factor
    assert number.unit_factor(sketch, sketch.like(now)) == pytest.approx(1 / factor)


def test_unit_factor_of_a_mere_shift_is_none() -> None:
    then = np.random.default_rng(5).normal(10, 2, 4_000)
    sketch = sketch_numbers(then)
    assert number.unit_factor(sketch, sketch.like(then)) is None
    assert number.unit_factor(sketch, sketch.like(then + 8)) is None


def test_shares_between_make_one_and_follow_jumps() -> None:
    sketch = sketch_numbers(np.array([0.0] * 60 + [1.0] * 40))
    shares = number.shares_between(sketch, np.array([-0.5, 0.5, 1.5]))
    assert shares.sum() == pytest.approx(1)
    assert shares[0] == pytest.approx(0.6, abs=0.01)


def test_category_sketch_pools_the_tail_and_keeps_every_row() -> None:
    sketch = sketch_categories([str(number % 300) for number in range(900)], most=50)
    assert len(sketch.counts) == 50
    assert sum(sketch.counts.values()) + sketch.rest == 900


def test_category_distance_of_pooled_values_is_no_finding() -> None:
    values = [str(number % 300) for number in range(9_000)]
    then, now = sketch_categories(values, most=50), sketch_categories(values[:600])
    assert category.p_value(then, now) > 0.5
    assert category.new_values(then, now) == {}


def test_category_picture_of_unknown_values_adds_up() -> None:
    then = sketch_categories(["a"] * 50 + ["b"] * 50)
    (picture,) = category_picture(then, sketch_categories(["c"] * 50 + ["a"] * 50))
    assert dict(zip(picture.names, picture.now, strict=True)) == {"a": 0.5, "b": 0.0, "c": 0.5}


def test_text_sketch_holds_no_text_and_no_rare_word(then_rows: Rows) -> None:
    texts = [*then_rows["text"], "my telephone is 0612345678, ask @jean_dupont in Plougastel", None]
    held = sketch_texts(texts, "en").model_dump_json()
    for secret in ("0612345678", "jean", "dupont", "plougastel", "telephone is"):
        assert secret not in held.lower()


def test_text_sketch_reads_words_of_now_by_its_vocabulary(then_rows: Rows) -> None:
    sketch = sketch_texts(then_rows["text"], "en")
    now = read_texts(sketch, [f"{text} zeppelin" for text in then_rows["text"][:100]])
    assert now.new_words == {"zeppelin": 1.0}
    assert now.unknown.median is not None
    assert now.unknown.median > 0
    assert sketch.unknown.median == 0


def test_reference_goes_through_bytes_and_stays_small(reference: Reference) -> None:
    content = reference.to_bytes()
    assert Reference.from_bytes(content) == reference
    assert len(content) < 200_000


def test_reference_of_a_hundred_columns_stays_small() -> None:
    features = tuple(Feature(name=f"c{number}", type="category" if number % 2 else "number") for number in range(100))
    schema = Schema(features=features, target=Target(column="y", classes={"a": ("a",), "b": ("b",)}))
    generator = np.random.default_rng(0)
    columns = {
        feature.name: generator.normal(size=1_000).tolist()
        if feature.type == "number"
        else [f"a rather long value {value}" for value in generator.integers(0, 500, 1_000)]
        for feature in features
    }
    assert len(sketch_columns(schema, columns).model_dump_json()) < 200_000


def test_reference_of_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="format"):
        Reference.from_bytes(json.dumps({"format": 2}).encode())


def test_as_numbers_of_mixed_values_keeps_the_numbers() -> None:
    assert np.isnan(as_numbers(["x", None, True])).all()
    assert as_numbers([1, 2.5]).tolist() == [1.0, 2.5]
