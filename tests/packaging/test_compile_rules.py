"""A compiled choice among rules gives the estimator's numbers, whatever the rules say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from vigie.core.errors import NotServableError, ServableCorruptError
from vigie.core.schema import Derived, Feature, Schema, Target, clean_row
from vigie.models.rule_choice import RuleChoice
from vigie.models.rule_columns import RuleColumns
from vigie.models.trees import rules_boosting
from vigie.packaging.compile import compile_light
from vigie.packaging.rules import compile_rules
from vigie.servable.folder import load_servable, save_servable
from vigie.servable.manifest import Facts
from vigie.servable.rule_choice import RuleChoiceRuntime, RuleChoiceSpec
from vigie.servable.rules import Rule

SCHEMA = Schema(
    features=(
        Feature(name="use", type="number", required=False),
        Feature(name="kind", type="category", required=False),
        Feature(name="expert", type="category", required=False),
    ),
    derived=(
        Derived(name="by_use", bands="use", at=(30, 60)),
        Derived(name="by_kind", group="kind", of={"A": ("shop",), "C": ("pool",)}),
    ),
    target=Target(column="letter", classes={"C": ("c",), "A": ("a",), "B": ("b",)}),
)
RULES = ["by_use", "by_kind", "expert"]


def make_table(rows: int = 400) -> tuple[pd.DataFrame, NDArray[np.str_]]:
    draw = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "use": draw.integers(0, 100, rows).astype(float),
            "kind": pd.Series(draw.choice(np.array(["shop", "pool", "barn", None], dtype=object), rows)),
            "expert": pd.Series(draw.choice(np.array(["a", "B", "C", "who?", None], dtype=object), rows)),
        }
    )
    frame.loc[::7, "use"] = np.nan
    by_use = np.array(["C", "A", "B"])[np.searchsorted([30, 60], frame["use"].fillna(0))]
    told = frame["expert"].isin(["B", "C"]) & (frame["kind"] == "pool")
    return frame, np.where(told, frame["expert"], by_use).astype(str)


def check_equal(pipeline: Any, frame: pd.DataFrame) -> RuleChoiceRuntime:
    runtime = compile_light(pipeline, SCHEMA)
    assert isinstance(runtime, RuleChoiceRuntime)
    rows = [clean_row(SCHEMA, row) for row in frame.to_dict("records")]
    expected = np.zeros((len(frame), 3))
    expected[:, [SCHEMA.labels.index(name) for name in pipeline.classes_]] = pipeline.predict_proba(frame)
    many = runtime.predict_proba(rows)
    np.testing.assert_allclose(many, expected, rtol=0, atol=1e-12)
    np.testing.assert_allclose(np.concatenate([runtime.predict_proba([row]) for row in rows]), many, rtol=0, atol=1e-15)
    return runtime


@pytest.mark.parametrize("rules", [RULES, RULES[:1], RULES[2:]], ids=["three", "bands alone", "category alone"])
def test_compile_rules_equals_the_estimator(rules: list[str]) -> None:
    X, y = make_table()
    pipeline = rules_boosting(SCHEMA, rules=rules, max_iter=20).fit(X[:300], y[:300])
    odd = {"use": [1e300, -1.0], "kind": ["castle", None], "expert": ["nobody", "A"]}
    check_equal(pipeline, pd.concat([X, pd.DataFrame(odd, dtype=object)], ignore_index=True).astype({"use": float}))


def test_compile_rules_that_are_always_right_equals_the_estimator() -> None:
    X, _ = make_table()
    y = np.array(["C", "A", "B"])[np.searchsorted([30, 60], X["use"].fillna(0))]
    some = X["use"].notna()
    runtime = check_equal(rules_boosting(SCHEMA, rules=["by_use"]).fit(X[some], y[some]), X)
    assert runtime.chooser.kind == "prior"


def test_compile_rules_gives_nothing_to_a_class_without_rows() -> None:
    X, y = make_table()
    pipeline = rules_boosting(SCHEMA, rules=RULES, max_iter=20).fit(X[y != "A"], y[y != "A"])
    runtime = check_equal(pipeline, X)
    assert runtime.predict_proba([clean_row(SCHEMA, {"use": 40.0})])[0, 1] == 0


@pytest.mark.parametrize("rules", [RULES, ["by_use"]])
def test_rule_choice_runtime_survives_the_folder(rules: list[str], tmp_path: Path) -> None:
    X, y = make_table()
    runtime = compile_rules(rules_boosting(SCHEMA, rules=rules, max_iter=10).fit(X, y), SCHEMA)
    rows = [clean_row(SCHEMA, row) for row in X.head(20).to_dict("records")]
    save_servable(tmp_path / "s", runtime, SCHEMA, rows, Facts(name="rules", recipe="rules-boosting", project="p"))
    servable = load_servable(tmp_path / "s")
    assert servable.predict_proba(rows).tolist() == runtime.predict_proba(rows).tolist()
    assert servable.runtime.known_values == runtime.known_values  # type: ignore[attr-defined]  # of tables alone


def test_rule_choice_runtime_explains_by_what_a_field_does_to_rules_and_trust() -> None:
    X, y = make_table()
    runtime = compile_rules(rules_boosting(SCHEMA, rules=RULES, max_iter=20).fit(X, y), SCHEMA)
    found = runtime.explain({"use": 90.0, "kind": "barn", "expert": None}, SCHEMA.labels.index("B"))
    assert (found[0].name, found[0].value) == ("use", "90.0")
    assert found[0].weight > 1


@pytest.mark.parametrize("rule", [Rule(place=9, classes=(0,)), Rule(place=0, classes=(3,))])
def test_rule_choice_runtime_refuses_rules_that_point_outside(rule: Rule) -> None:
    X, y = make_table()
    runtime = compile_rules(rules_boosting(SCHEMA, rules=RULES, max_iter=2).fit(X, y), SCHEMA)
    spec = RuleChoiceSpec(columns=runtime.spec.columns, rules=(rule,), shares=runtime.spec.shares)
    with pytest.raises(ValueError, match="outside"):
        RuleChoiceRuntime(SCHEMA, spec, runtime.chooser)


def test_compile_rules_chosen_by_no_trees_is_refused() -> None:
    X, y = make_table()
    columns = RuleColumns(SCHEMA, ("by_use",))
    X = X.fillna({"use": 0.0, "kind": "barn", "expert": "who?"})
    model = RuleChoice(LogisticRegression(max_iter=2_000), SCHEMA.labels)
    with pytest.raises(NotServableError, match="ColumnsEncoder and LogisticRegression"):
        compile_light(Pipeline([("columns", columns), ("model", model)]).fit(X, y), SCHEMA)


def test_rule_choice_runtime_with_a_strange_chooser_does_not_load(tmp_path: Path) -> None:
    X, y = make_table()
    runtime = compile_rules(rules_boosting(SCHEMA, rules=RULES, max_iter=2).fit(X, y), SCHEMA)
    save_servable(tmp_path / "s", runtime, SCHEMA, [], Facts(name="rules", recipe="rules-boosting", project="p"))
    manifest = tmp_path / "s" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"chooser_kind": "trees"', '"chooser_kind": "os:system"'))
    with pytest.raises(ServableCorruptError, match="rules runtime cannot be built"):
        load_servable(tmp_path / "s")
