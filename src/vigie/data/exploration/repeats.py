"""Rows that say the same thing twice."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from vigie.core.schema import Schema
from vigie.data.columns import HASH, LABEL


@dataclass(frozen=True, slots=True)
class Repeats:
    """Training rows that repeat others."""

    exact: int
    """Rows whose features repeat an earlier row's (letter case and spaces aside)."""
    near: int
    """Further rows that repeat one but for mentions, addresses, signs, digits, or the third figure of a number."""
    conflicting: int
    """Rows with the same features as another one and a different label."""


def count_repeats(frame: pl.DataFrame, schema: Schema) -> Repeats:
    """Count exact and near repetitions."""
    exact = frame.height - frame[HASH].n_unique()
    loose = frame.select(_loosely(feature.name, feature.type) for feature in schema.features)
    near = frame.height - loose.n_unique() - exact
    conflicts = frame.select((pl.col(LABEL).n_unique().over(HASH) > 1).sum()).item()
    return Repeats(exact, max(near, 0), int(conflicts or 0))


def _loosely(name: str, feature_type: str) -> pl.Expr:
    if feature_type in ("text", "category"):
        words = pl.col(name).str.to_lowercase().str.replace_all(r"https?://\S+|@\w+|&\w+;", " ")
        return words.str.replace_all(r"[^\p{L}]+", " ").str.strip_chars()
    if feature_type == "number":
        return pl.col(name).round_sig_figs(2)
    return pl.col(name)
