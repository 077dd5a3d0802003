"""Labels that people accepted, as rows of the dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from vigie.core.project import Project
from vigie.data.columns import HASH, KEY, LABEL, SPLIT
from vigie.data.splits import assign_splits, content_hashes
from vigie.data.validation import validate_features
from vigie.ledger import Review

PREFIX = "reviewed-"
"""Of the keys of rows that came by review: the rest is the hash of their content, so that each is there once."""


@dataclass(frozen=True)
class ReviewedRows:
    """What people decided, by the content of the rows: the same content has one label, the one decided last."""

    labels: Mapping[str, str]
    """Content hash → label."""
    rows: pl.DataFrame
    """Answered rows, one for each content, with Vigie's own columns and the features."""
    used: tuple[str, ...]
    """Ids of the reviews that are in `labels`."""
    misfits: int = 0
    """Reviews left out, as their row or label is none of the project's any more."""

    @property
    def asked(self) -> frozenset[str]:
        """Content hashes of the answered rows."""
        return frozenset(self.rows[HASH])


def reviewed_rows(project: Project, reviews: Sequence[Review], known: pl.DataFrame) -> ReviewedRows:
    """Return accepted reviews as the dataset takes them.

    Parameters
    ----------
    reviews
        In the order of their decisions.
    known
        The dataset's rows, in which a review of one of them is found by its key.
    """
    answered = [one for one in reviews if one.row_key is None]
    typed = _typed(project, answered)
    hashes = {answered[row].id: content for row, content in typed.select("_row", HASH).iter_rows()}
    by_key = dict(known.select(KEY, HASH).iter_rows())
    hashes |= {one.id: by_key[one.row_key] for one in reviews if one.row_key in by_key}
    used = [one for one in reviews if one.id in hashes and one.label in project.schema.labels]
    labels = {hashes[one.id]: str(one.label) for one in used}
    kept = typed.filter(pl.col(HASH).is_in(list(labels))).unique(HASH, keep="last", maintain_order=True)
    rows = kept.with_columns(
        pl.concat_str(pl.lit(PREFIX), pl.col(HASH)).alias(KEY),
        _splits(project, kept[HASH]).alias(SPLIT),
        pl.Series(LABEL, [labels[content] for content in kept[HASH]], dtype=pl.String),
    )
    own = [KEY, HASH, SPLIT, LABEL]
    return ReviewedRows(
        labels,
        rows.select(*own, *project.schema.names),
        tuple(one.id for one in used),
        len(reviews) - len(used),
    )


def _typed(project: Project, answered: Sequence[Review]) -> pl.DataFrame:
    """Return the rows that fit the schema, in its types, with their hash; `_row` is their place among those given."""
    schema = project.schema
    texts = {name: [_text(one.features.get(name)) for one in answered] for name in schema.names}
    frame = pl.DataFrame(texts, schema=dict.fromkeys(schema.names, pl.String))
    good = validate_features(frame, schema).good
    return good.with_columns(content_hashes(good, schema).alias(HASH))


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def _splits(project: Project, hashes: pl.Series) -> pl.Series:
    data = project.file.data
    splits = assign_splits(hashes, data.split)
    if isinstance(data.source, str):
        return splits
    # Where the splits were given as files, the test file is what it is: nothing is added to it.
    return splits.replace("test", "validation")
