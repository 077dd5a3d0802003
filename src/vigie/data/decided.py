"""Labels that people decided on, laid over those of a source."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from vigie.data.columns import HASH, LABEL


def lay_over(rows: pl.DataFrame, labels: Mapping[str, str]) -> pl.DataFrame:
    """Return the rows, each with the label of its content where there is one.

    Parameters
    ----------
    rows
        With Vigie's own columns.
    labels
        Content hash → label.

    Examples
    --------
    >>> rows = pl.DataFrame({"_hash": ["1", "2"], "_label": ["good", "good"]})
    >>> lay_over(rows, {"2": "bad"})["_label"].to_list()
    ['good', 'bad']
    """
    if not labels:
        return rows
    decided = pl.col(HASH).replace_strict(dict(labels), default=None, return_dtype=pl.String)
    return rows.with_columns(pl.coalesce(decided, pl.col(LABEL)).alias(LABEL))
