"""Which runtime carries which estimator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vigie.core.errors import NotServableError
from vigie.core.schema import Schema
from vigie.packaging.averages import compile_averages, is_averages
from vigie.packaging.dense_columns import compile_dense_columns, is_dense_columns
from vigie.packaging.linear import compile_text, is_text
from vigie.packaging.nets import compile_net, is_net
from vigie.packaging.own import compile_own, name_of
from vigie.packaging.prior import compile_prior, is_prior
from vigie.packaging.rules import compile_rules, is_rules
from vigie.packaging.transformers import compile_transformer, is_transformer
from vigie.packaging.trees import compile_trees, is_trees
from vigie.servable.runtime import Runtime


def compile_estimator(estimator: Any, schema: Schema) -> Runtime:
    """Return the runtime that gives the fitted estimator's numbers: a light one, else one that is scikit-learn itself.

    Raises
    ------
    NotServableError
        If no runtime carries it.
    """
    try:
        return compile_light(estimator, schema)
    except NotServableError as refusal:
        try:
            return compile_own(estimator, schema)
        except NotServableError as error:
            raise error from refusal


def compile_light(estimator: Any, schema: Schema) -> Runtime:
    """Return a runtime that answers without scikit-learn.

    Raises
    ------
    NotServableError
        If there is none for this estimator, or not with these options: it says which.
    """
    for takes, compile_it in _COMPILERS:
        if takes(estimator):
            return compile_it(estimator, schema)
    raise NotServableError(name_of(estimator))


_COMPILERS: list[tuple[Callable[[object], bool], Callable[[Any, Schema], Runtime]]] = [
    (is_prior, compile_prior),
    (is_averages, compile_averages),
    (is_net, compile_net),
    (is_transformer, compile_transformer),
    (is_text, compile_text),
    (is_trees, compile_trees),
    (is_dense_columns, compile_dense_columns),
    (is_rules, compile_rules),
]
"""Which estimators, and what makes their runtime; the first that takes one makes it."""
