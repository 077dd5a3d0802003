"""The walk over flat trees, on a forest small enough to follow by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from vigie.core.schema import Feature, Schema, Target
from vigie.core.types import Row
from vigie.servable.columns import ColumnsSpec
from vigie.servable.folder import load_servable, save_servable
from vigie.servable.forest import CategoryTests, Forest
from vigie.servable.manifest import Facts
from vigie.servable.trees import Link, TreesRuntime, TreesSpec

SCHEMA = Schema(
    features=(
        Feature(name="area", type="number", required=False),
        Feature(name="energy", type="category", required=False),
    ),
    target=Target(column="letter", classes={"good": ("A",), "bad": ("G",)}),
)
SPEC = ColumnsSpec(categories={"energy": ("gas", "wood")}, typical={"area": 50.0, "energy": "gas"})


def small_forest() -> Forest:
    """Two trees. First: area <= 100 (missing goes right) gives 1, else 2. Second: wood gives 20, all else 10."""
    return Forest(
        roots=np.array([0, 3]),
        inputs=np.array([2, 0, 0, 4, 0, 0]),
        thresholds=np.array([100, np.inf, np.inf, 0.5, np.inf, np.inf]),
        left=np.array([1, 1, 2, 4, 4, 5]),
        leaves=np.array([0, 0, 1, 0, 2, 3]),
        values=np.array([[1.0], [2.0], [10.0], [20.0]]),
        depth=1,
        tests=(CategoryTests(1, np.array([[0], [1], [0]], dtype=np.uint8)),),
    )


def small_runtime(link: Link = "logistic", *, classes: tuple[int, ...] = (0, 1)) -> TreesRuntime:
    spec = TreesSpec(columns=SPEC, link=link, classes=classes, depth=1, single=False, tested=(1,))
    return TreesRuntime(SCHEMA, spec, small_forest(), np.array([-15.0]))


@pytest.mark.parametrize(
    ("area", "code", "expected"),
    [(100.0, 0, 11), (100.1, 0, 12), (np.nan, 0, 12), (0.0, 1, 21), (np.nan, 1, 22), (0.0, np.nan, 11)],
)
def test_forest_adds_up_the_leaves_that_a_row_reaches(area: float, code: float, expected: float) -> None:
    assert small_forest().add_up(np.array([[area, code]]), 1).tolist() == [[expected]]


def test_forest_in_turns_adds_up_one_output_each() -> None:
    assert small_forest().add_up(np.array([[1.0, 1.0]]), 2).tolist() == [[1, 20]]


def test_forest_on_more_rows_than_a_chunk_equals_row_by_row() -> None:
    draw = np.random.default_rng(0)
    encoded = np.stack([draw.uniform(0, 200, 300), draw.choice([0, 1, np.nan], 300)], axis=1)
    single = np.concatenate([small_forest().add_up(encoded[[row]], 1) for row in range(300)])
    assert small_forest().add_up(encoded, 1).tolist() == single.tolist()


def test_trees_runtime_answers_one_row_as_many() -> None:
    rows: list[Row] = [
        {"area": 20.0, "energy": "gas"},
        {"area": None, "energy": "wood"},
        {"area": 120, "energy": "straw"},
    ]
    runtime = small_runtime()
    many = runtime.predict_proba(rows)
    assert many.tolist() == [runtime.predict_proba([row])[0].tolist() for row in rows]
    assert many[:, 1] == pytest.approx(1 / (1 + np.exp([4.0, -7.0, 3.0])))
    assert runtime.predict_proba([]).shape == (0, 2)


def test_trees_runtime_orders_probabilities_as_the_schema() -> None:
    row = {"area": 20.0, "energy": "gas"}
    assert small_runtime(classes=(1, 0)).predict_proba([row]).tolist() == [
        small_runtime().predict_proba([row])[0, ::-1].tolist()
    ]


def test_trees_runtime_with_extreme_scores_stays_in_bounds() -> None:
    runtime = small_runtime()
    sure = TreesRuntime(SCHEMA, runtime.spec, runtime.forest, np.array([-1e4]))
    assert sure.predict_proba([{"area": 1.0, "energy": "gas"}]).tolist() == [[1.0, 0.0]]


def test_trees_runtime_survives_the_folder(tmp_path: Path) -> None:
    runtime = small_runtime()
    rows: list[Row] = [{"area": 20.0, "energy": "gas"}, {"area": None, "energy": None}]
    save_servable(tmp_path / "s", runtime, SCHEMA, rows, Facts(name="trees", recipe="gradient-boosting", project="p"))
    servable = load_servable(tmp_path / "s")
    assert servable.predict_proba(rows).tolist() == runtime.predict_proba(rows).tolist()
    assert json.loads(json.dumps(runtime.dump()[0])) == runtime.dump()[0]


def test_explain_weighs_each_field_against_its_usual_value() -> None:
    contributions = small_runtime().explain({"area": 120.0, "energy": "wood"}, label=1)
    assert [(found.name, found.value) for found in contributions] == [("energy", "wood"), ("area", "120.0")]
    assert [found.weight for found in contributions] == pytest.approx([10, 1])
    assert [found.weight for found in small_runtime().explain({"area": 120.0, "energy": "wood"}, label=0)] == (
        pytest.approx([-10, -1])
    )


def test_explain_usual_row_gives_nothing_and_top_limits() -> None:
    assert small_runtime().explain({"area": 60.0, "energy": "gas"}, label=0) == []
    assert len(small_runtime().explain({"area": 120.0, "energy": "wood"}, label=0, top=1)) == 1


def test_explain_missing_value_is_shown_empty() -> None:
    assert [found.value for found in small_runtime().explain({"area": None, "energy": "gas"}, label=0)] == [""]
