"""Tabular columns as numbers, and beside them the classes that some of them name, as a scikit-learn transformer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from vigie.core.schema import Derived, Feature, Schema
from vigie.models.columns import ColumnsEncoder
from vigie.servable.columns import ColumnsSpec, column_names
from vigie.servable.rules import NOTHING, Rule, named_classes


class RuleColumns(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Gives the columns of `ColumnsEncoder`, and after them one column per rule: the class it names.

    Parameters
    ----------
    schema
        Of the project.
    rules
        Names of columns that name a class; see `check_rules`.

    Attributes
    ----------
    encoder_
        The fitted `ColumnsEncoder`.
    rules_
        What each rule's codes mean.
    """

    def __init__(self, schema: Schema, rules: Sequence[str]) -> None:
        self.schema = schema
        self.rules = rules

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learn the columns.

        Raises
        ------
        ValueError
            If the values of a rule's column are none of the classes.
        """
        self.encoder_ = ColumnsEncoder(self.schema).fit(X)
        self.rules_ = tuple(_rule(self.schema, self.encoder_.spec_, name) for name in self.rules)
        self.n_features_in_ = self.encoder_.n_features_in_
        return self

    def transform(self, X: Any) -> NDArray[np.float64]:
        """Return shape (n_rows, n_columns + n_rules); a class is its number in the schema, -1 for none."""
        check_is_fitted(self, "rules_")
        encoded = self.encoder_.transform(X)
        return np.concatenate([encoded, named_classes(self.rules_, encoded)], axis=1)

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        names = [*column_names(self.schema), *(f"class by {rule}" for rule in self.rules)]
        return np.array(names, dtype=object)


def check_rules(schema: Schema, rules: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the rules' columns; without any given, those of which the schema itself says that they are.

    Raises
    ------
    TypeError
        If `rules` is one name instead of a list.
    ValueError
        If a name is no column, if a column cannot name classes, or if there is none at all.

    Examples
    --------
    >>> from vigie.core.schema import Target
    >>> schema = Schema(
    ...     features=(Feature(name="use", type="number"),),
    ...     derived=(Derived(name="by_use", bands="use", at=(50, 90)),),
    ...     target=Target(column="letter", classes=["A", "B", "C"], ordered=True),
    ... )
    >>> check_rules(schema, [])
    ('by_use',)
    """
    if isinstance(rules, str):
        raise TypeError(f'rules must be a list of columns: rules = ["{rules}"]')
    if not rules:
        return _declared_rules(schema)
    if len(set(rules)) < len(rules):
        raise ValueError(f"rules must name each column once, and are {', '.join(rules)}")
    for name in rules:
        if problem := _problem(schema, _column(schema, name)):
            raise ValueError(f"the rule '{name}' cannot name a class: {problem}")
    return tuple(rules)


def _declared_rules(schema: Schema) -> tuple[str, ...]:
    """Return the columns that can be nothing but rules; bands only where the classes have an order."""
    columns: list[Feature | Derived] = [*schema.column_features, *schema.derived]
    sure = [column for column in columns if not isinstance(column, Feature) or column.values]
    found = [column for column in sure if not _problem(schema, column)]
    if not schema.target.ordered:
        found = [column for column in found if isinstance(column, Feature) or column.group]
    if not found:
        raise ValueError(
            "it needs `rules`, the names of columns whose value names a class; there is none that is sure to,"
            " such as a category whose declared values are the classes, or `bands`, one for each class of a scale"
        )
    return tuple(column.name for column in found)


def _column(schema: Schema, name: str) -> Feature | Derived:
    listed: list[Feature | Derived] = [*schema.column_features, *schema.derived]
    columns = {column.name: column for column in listed}
    if name not in columns:
        raise ValueError(f"the rule '{name}' is no column of the schema, texts aside; there are {', '.join(columns)}")
    return columns[name]


def _problem(schema: Schema, column: Feature | Derived) -> str:
    """Say why a column cannot name classes, or nothing."""
    n_classes, classes = len(schema.labels), ", ".join(schema.labels)
    if isinstance(column, Derived) and column.bands:
        n_bands = len(column.at) + 1
        return "" if n_bands == n_classes else f"it has {n_bands} bands, and there are {n_classes} classes, {classes}"
    if isinstance(column, Derived) and not column.group:
        return "it is a number; put it in `bands`, one for each class"
    if isinstance(column, Feature) and column.type != "category":
        return f"it is a {column.type}; only a category, or a derived column of `bands` or `group`, can"
    values = column.values if isinstance(column, Feature) else tuple(column.of)
    return _strangers(schema, values)


def _strangers(schema: Schema, values: Sequence[str]) -> str:
    if not values or any(_class_number(schema, value) != NOTHING for value in values):
        return ""
    shown = ", ".join(f"'{value}'" for value in values[:5])
    return f"its values ({shown}) are none of the classes {', '.join(schema.labels)}"


def _class_number(schema: Schema, value: str) -> int:
    """Return the class that a value names, be it the class's own name or the source's word for it."""
    name = value if value in schema.labels else schema.target.class_of(value)
    return NOTHING if name is None else schema.labels.index(name)


def _rule(schema: Schema, spec: ColumnsSpec, name: str) -> Rule:
    column = _column(schema, name)
    place = column_names(schema).index(name)
    if isinstance(column, Derived) and column.bands:
        return Rule(place=place, classes=tuple(range(len(schema.labels))))
    if isinstance(column, Derived):
        groups = tuple(_class_number(schema, group) for group in column.of)
        return Rule(place=place, classes=(*groups, NOTHING))  # the last: in no group
    values = spec.categories[name]
    if problem := _strangers(schema, values):
        raise ValueError(f"the rule '{name}' cannot name a class: {problem}")
    return Rule(place=place, classes=tuple(_class_number(schema, value) for value in values))
