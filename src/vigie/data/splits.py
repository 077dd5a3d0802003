"""Where a row falls: its own content decides, so duplicates never straddle and a row stays put as data grow."""

from __future__ import annotations

import hashlib

import polars as pl

from vigie.core.project import SplitShares
from vigie.core.schema import Schema

_DIGITS = 13  # hex digits of the hash that decide: 52 bits, exact in a float
_FIELD_END = "\x1f"
_MISSING = "\x00"


def content_hashes(frame: pl.DataFrame, schema: Schema) -> pl.Series:
    """Return a hash of each row's feature values, 32 hex digits (128 bits of BLAKE2b).

    Texts and categories are compared as people would: composed accents, lower case, single spaces. Neither the
    label, nor the key, nor other columns count, so trivially different copies of a row share a hash.

    Parameters
    ----------
    frame
        The features in their types, as the validation gives them.
    """
    values = [_comparable(frame[feature.name], feature.type).fill_null(_MISSING) for feature in schema.features]
    joined = pl.select(pl.concat_str(values, separator=_FIELD_END)).to_series()
    hashes = [hashlib.blake2b(text.encode(), digest_size=16).hexdigest() for text in joined]
    return pl.Series("_hash", hashes, dtype=pl.String)


def assign_splits(hashes: pl.Series, shares: SplitShares) -> pl.Series:
    """Return 'test', 'validation' or 'train' for each content hash.

    Test comes first, so that it stays the same when the shares of train and validation are changed.

    Examples
    --------
    >>> shares = SplitShares(train=0.5, validation=0.25, test=0.25)
    >>> assign_splits(pl.Series(["0" * 32, "5" * 32, "f" * 32]), shares).to_list()
    ['test', 'validation', 'train']
    """
    place = hashes.str.slice(0, _DIGITS).str.to_integer(base=16, dtype=pl.Int64) / 16**_DIGITS
    return pl.select(
        pl.when(place < shares.test)
        .then(pl.lit("test"))
        .when(place < shares.test + shares.validation)
        .then(pl.lit("validation"))
        .otherwise(pl.lit("train"))
        .alias("_split")
    ).to_series()


def _comparable(column: pl.Series, feature_type: str) -> pl.Series:
    if feature_type in ("text", "category"):
        plain = column.str.normalize("NFC").str.to_lowercase()
        return plain.str.replace_all(r"\s+", " ").str.strip_chars()
    return column.cast(pl.Float64).cast(pl.String) if feature_type == "number" else column.cast(pl.String)
