"""Which of several rules to trust, learnt from rows on which they disagree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from vigie.core.errors import FitError
from vigie.core.schema import Derived, Feature, Schema, Target
from vigie.models.boosting import Boosting
from vigie.models.catalogue import build, find_recipe
from vigie.models.rule_choice import RuleChoice
from vigie.models.rule_columns import RuleColumns, check_rules
from vigie.models.trees import rules_boosting

CLASSES: dict[str, tuple[str, ...]] = {"low": ("1",), "middle": ("2",), "high": ("3",)}
FEATURES = (
    Feature(name="remark", type="text", required=False),
    Feature(name="use", type="number", required=False),
    Feature(name="open", type="boolean", required=False),
    Feature(name="kind", type="category", required=False),
    Feature(name="expert", type="category", required=False),
)
DERIVED = (
    Derived(name="by_day", bands="use", at=(30, 60)),
    Derived(name="by_night", bands="use", at=(50, 90)),
    Derived(name="halves", bands="use", at=(50,)),
    Derived(name="log_use", log="use"),
    Derived(name="by_kind", group="kind", of={"low": ("shop",), "elsewhere": ("school",), "3": ("pool",)}),
)
SCHEMA = Schema(features=FEATURES, derived=DERIVED, target=Target(column="step", classes=CLASSES, ordered=True))
QUICK: dict[str, Any] = {"max_iter": 40, "min_samples_leaf": 5}

Table = tuple[pd.DataFrame, NDArray[np.str_]]


def make_table(rows: int = 500, seed: int = 0) -> Table:
    """Invented rows whose step follows one table of borders for shops and another for schools; pools are all high."""
    draw = np.random.default_rng(seed)
    use = np.round(draw.uniform(0, 120, rows))
    kind = draw.choice(np.array(["shop", "school", "pool"], dtype=object), rows, p=[0.45, 0.45, 0.1])
    day, night = np.searchsorted([30, 60], use), np.searchsorted([50, 90], use)
    step = np.where(kind == "shop", day, np.where(kind == "school", night, 2))
    y = np.array(list(CLASSES))[step]
    told = np.where(draw.random(rows) < 0.5, np.array(["1", "2", "3"])[step], "2").astype(object)
    told[::5] = None
    frame = pd.DataFrame({"remark": "x", "use": use, "open": draw.choice([0.0, 1.0], rows), "kind": kind})
    return frame.assign(expert=pd.Series(told, dtype=object)).astype({"remark": object, "kind": object}), y


def accuracy(model: Any, X: pd.DataFrame, y: NDArray[np.str_]) -> float:
    return float((model.predict(X) == y).mean())


def test_rules_boosting_learns_which_rule_applies() -> None:
    X, y = make_table()
    model = rules_boosting(SCHEMA, rules=["by_day", "by_night"], **QUICK).fit(X, y)
    fresh, truth = make_table(seed=1)
    assert accuracy(model, fresh, truth) > 0.97
    assert model.predict_proba(fresh).sum(axis=1) == pytest.approx(1)
    assert model.classes_.tolist() == ["high", "low", "middle"]


def test_rules_boosting_by_default_takes_what_the_schema_says_names_classes() -> None:
    judged = Feature(name="judge", type="category", values=("1", "3", "unsure"))
    schema = SCHEMA.model_copy(update={"features": (*FEATURES, judged)})
    assert check_rules(schema, []) == ("judge", "by_day", "by_night", "by_kind")
    unordered = schema.model_copy(update={"target": SCHEMA.target.model_copy(update={"ordered": False})})
    assert check_rules(unordered, []) == ("judge", "by_kind")


def test_rule_columns_read_names_bands_groups_and_the_sources_own_values() -> None:
    X, y = make_table()
    given = X.head(5).assign(
        use=[30.0, 31.0, 90.5, np.nan, 0.0],
        kind=pd.Series(["shop", "school", "pool", None, "barn"], dtype=object),
        expert=pd.Series(["1", "3", "no such", None, "2"], dtype=object),
    )
    columns = RuleColumns(SCHEMA, ("by_day", "by_kind", "expert")).fit(X, y)
    named = columns.transform(given)[:, -3:]
    assert named.tolist() == [[0, 0, 0], [1, -1, 2], [2, 2, -1], [-1, -1, -1], [0, -1, 1]]
    assert columns.get_feature_names_out()[-1] == "class by expert"
    assert columns.transform(given).shape[1] == len(columns.get_feature_names_out())


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        (["by_dya"], "'by_dya' is no column of the schema, texts aside; there are use, open"),
        (["remark"], "'remark' is no column"),
        (["use"], "it is a number; only a category"),
        (["log_use"], "it is a number; put it in `bands`"),
        (["halves"], "it has 2 bands, and there are 3 classes, low, middle, high"),
        (["by_day", "by_day"], "each column once"),
        ("by_day", r'rules = \["by_day"\]'),
    ],
)
def test_rules_boosting_with_what_is_no_rule_says_why(rules: Any, reason: str) -> None:
    with pytest.raises(FitError, match=reason):
        build(find_recipe("rules-boosting", Path()), SCHEMA, 0, {"rules": rules})


def test_rules_boosting_with_values_that_are_no_classes_says_so() -> None:
    declared = Feature(name="judge", type="category", values=("good", "bad"))
    schema = SCHEMA.model_copy(update={"features": (*FEATURES, declared)})
    with pytest.raises(FitError, match=r"'judge' .* its values \('good', 'bad'\) are none of the classes low, middle"):
        build(find_recipe("rules-boosting", Path()), schema, 0, {"rules": ["judge"]})
    with pytest.raises(ValueError, match=r"'kind' .* \('s\w+', 's\w+', 'pool'\) are none of the classes"):
        rules_boosting(SCHEMA, rules=["kind"], **QUICK).fit(*make_table())


def test_rules_boosting_without_any_rule_says_what_would_be_one() -> None:
    schema = SCHEMA.model_copy(update={"derived": ()})
    with pytest.raises(FitError, match="it needs `rules`"):
        build(find_recipe("rules-boosting", Path()), schema, 0, {})


def test_rules_boosting_where_a_rule_says_nothing_trusts_the_others() -> None:
    X, y = make_table()
    model = rules_boosting(SCHEMA, rules=["by_day", "expert"], **QUICK).fit(X, y)
    silent = X.assign(use=np.nan, expert=pd.Series("3", index=X.index, dtype=object))
    assert (model.predict(silent) == "high").all()
    assert np.isfinite(model.predict_proba(silent.assign(expert=None))).all()


def test_rules_boosting_with_a_rule_that_is_never_right_chooses_among_the_classes() -> None:
    X, y = make_table()
    wrong = {"low": "2", "middle": "3", "high": "1"}
    X = X.assign(expert=pd.Series([wrong[label] for label in y], dtype=object))
    model = rules_boosting(SCHEMA, rules=["expert"], **QUICK).fit(X, y)
    assert accuracy(model, X, y) > 0.97


def test_rules_boosting_with_a_rule_that_is_always_right_follows_it() -> None:
    X, y = make_table()
    X = X.assign(expert=pd.Series([CLASSES[label][0] for label in y], dtype=object))
    model = rules_boosting(SCHEMA, rules=["expert"], **QUICK).fit(X, y)
    assert accuracy(model, X, y) == 1
    nobody = model.predict_proba(X.head(1).assign(expert=None))[0]
    assert nobody == pytest.approx([(y == name).mean() for name in model.classes_])


def test_rules_boosting_gives_nothing_to_a_class_without_rows() -> None:
    X, y = make_table()
    model = rules_boosting(SCHEMA, rules=["by_day"], **QUICK).fit(X[y != "high"], y[y != "high"])
    assert model.classes_.tolist() == ["low", "middle"]
    assert model.predict_proba(X[y == "high"]).sum(axis=1) == pytest.approx(1)


def test_rule_choice_shares_a_row_among_the_rules_that_are_right() -> None:
    X = np.array([[0.0, 0, 0], [0.0, 0, 1], [1.0, -1, 1], [1.0, 1, 1]])
    model = RuleChoice(Boosting(min_samples_leaf=1, max_iter=1), ("a", "b"), 2).fit(X, np.array(["a", "a", "b", "a"]))
    assert model.estimator_.classes_.tolist() == [0, 1, 2]
    assert model.shares_.tolist() == [0.75, 0.25]


def test_rule_choice_refuses_a_class_that_is_not_declared() -> None:
    with pytest.raises(ValueError, match="'odd' is none of the classes a, b"):
        RuleChoice(Boosting(), ("a", "b"), 1).fit(np.zeros((2, 2)), np.array(["a", "odd"]))
