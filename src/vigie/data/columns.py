"""From a source's columns to the declared ones: tidy names, aliases, sums."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

import polars as pl

from vigie.core.errors import ColumnNotFoundError, SourceError
from vigie.core.project import Data
from vigie.core.schema import Feature, Schema
from vigie.data.numbers import parse_numbers
from vigie.data.sources.csv_text import looks_like_data
from vigie.data.sources.raw import RawTable

LABEL = "_label"
KEY = "_key"
HASH = "_hash"
SPLIT = "_split"
OWN_COLUMNS = (KEY, HASH, SPLIT, LABEL)
"""What Vigie adds to a row; stored beside the features."""

# Delta tables that Spark reads too may not have these in a column's name.
_UNSTORABLE = re.compile(r"[ ,;{}()\n\t=]")


def tidy_name(name: str) -> str:
    """Return a column's name in plain letters, digits and underscores.

    Lower case, accents removed, '²' as 2; brackets vanish, every other sign becomes an underscore, repeated
    underscores become one and trailing ones vanish. It is the renaming that users of ADEME's open data know.

    Examples
    --------
    >>> tidy_name("Conso_kWhep/m²/an")
    'conso_kwhep_m2_an'
    >>> tidy_name("N°DPE"), tidy_name("Code_postal_(BAN)"), tidy_name("Complément_d'adresse_logement")
    ('n_dpe', 'code_postal_ban', 'complement_d_adresse_logement')
    """
    plain = unicodedata.normalize("NFKD", name.lower())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    signs = re.sub(r"[^0-9a-z_]", "_", re.sub(r"[()\[\]{}]", "", letters))
    return re.sub(r"_+", "_", signs).rstrip("_")


def tidy_names(names: Iterable[str]) -> list[str]:
    """Return tidy names; where two become the same, the later gets a number.

    Examples
    --------
    >>> tidy_names(["Année", "annee", "Conso (kWh)"])
    ['annee', 'annee_2', 'conso_kwh']
    """
    taken: set[str] = set()
    tidy: list[str] = []
    for position, name in enumerate(names, start=1):
        base = tidy_name(name) or f"column_{position}"
        free, number = base, 1
        while free in taken:
            number += 1
            free = f"{base}_{number}"
        taken.add(free)
        tidy.append(free)
    return tidy


def normalise_columns(table: RawTable, schema: Schema, data: Data, source: str) -> pl.DataFrame:
    """Return the declared columns, still as texts: `_key` (if declared), `_label`, each feature; then every other one.

    Raises
    ------
    ColumnNotFoundError
        If a declared column is not there; it names the nearest one.
    SourceError
        If no declared column is there and the first line looks like a row: the file has no header.
    """
    frame = (
        table.frame.rename(dict(zip(table.frame.columns, tidy_names(table.frame.columns), strict=True)))
        if (data.tidy_names)
        else table.frame
    )
    finder = _Finder(frame, source, tidy=data.tidy_names, is_open=table.open_columns)
    finder.refuse_headerless(schema)
    columns = [finder.find(schema.target.column).alias(LABEL)]
    if data.key is not None:
        columns.insert(0, finder.find(data.key).alias(KEY))
    features = [finder.feature(feature) for feature in schema.features]
    extras = [column for column in frame if column.name not in finder.used]
    return pl.DataFrame([*columns, *features, *_storable(extras, schema.names)])


def feature_columns(table: RawTable, schema: Schema, data: Data, source: str) -> pl.DataFrame:
    """Return what a model is asked with, still as texts: `_key` (if declared and there), then each feature.

    Raises
    ------
    ColumnNotFoundError
        If a feature's column is not there; it names the nearest one.
    SourceError
        If no declared column is there and the first line looks like a row: the file has no header.
    """
    finder = _Finder(table.frame, source, tidy=data.tidy_names, is_open=table.open_columns)
    finder.refuse_headerless(schema)
    key = [finder.find(data.key).alias(KEY)] if data.key is not None and finder.name_of(data.key) else []
    return pl.DataFrame([*key, *(finder.feature(feature) for feature in schema.features)])


def declared_columns(names: Sequence[str], schema: Schema, data: Data) -> dict[str, str]:
    """Return of a source's columns those that a model is asked with, each with its name as `feature_columns` finds it.

    Examples
    --------
    >>> from vigie.core.schema import Feature, Schema, Target
    >>> schema = Schema(
    ...     features=(Feature(name="surface", type="number", column="Surface (m²)"),),
    ...     target=Target(column="letter", classes={"A": ("A",), "B": ("B",)}),
    ... )
    >>> declared_columns(["Surface (m²)", "Nom"], schema, Data(source="", tidy_names=True))
    {'Surface (m²)': 'surface_m2'}
    """
    declared = {name for feature in schema.features for name in (feature.source_column, *feature.sum_of)}
    declared |= {data.key} if data.key is not None else set()
    if not data.tidy_names:
        return {name: name for name in names if name in declared}
    wanted = declared | {tidy_name(name) for name in declared}
    return {name: tidy for name, tidy in zip(names, tidy_names(names), strict=True) if tidy in wanted}


class _Finder:
    """Finds declared columns in a frame and remembers which it used."""

    def __init__(self, frame: pl.DataFrame, source: str, *, tidy: bool, is_open: bool) -> None:
        self.frame, self.source, self.tidy, self.is_open = frame, source, tidy, is_open
        self.used: set[str] = set()

    def name_of(self, declared: str) -> str | None:
        choices = [declared, tidy_name(declared)] if self.tidy else [declared]
        return next((name for name in choices if name in self.frame.columns), None)

    def find(self, declared: str) -> pl.Series:
        name = self.name_of(declared)
        if name is None:
            raise ColumnNotFoundError(declared, self.source, self.frame.columns)
        self.used.add(name)
        return self.frame[name]

    def feature(self, feature: Feature) -> pl.Series:
        if self.name_of(feature.source_column) is not None:
            return self.find(feature.source_column).alias(feature.name)
        if feature.sum_of:
            return self._sum(feature).alias(feature.name)
        if self.is_open and not feature.required:
            return pl.Series(feature.name, [None] * self.frame.height, dtype=pl.String)
        raise ColumnNotFoundError(feature.source_column, self.source, self.frame.columns)

    def _sum(self, feature: Feature) -> pl.Series:
        """Add up the parts; a part that is no number stays in its row's place, for the validation to name."""
        parts = [part for part in feature.sum_of if not self.is_open or self.name_of(part) is not None]
        if not parts:
            return pl.Series([None] * self.frame.height, dtype=pl.String)
        texts = [self.find(part) for part in parts]
        self.used.difference_update(name for part in parts if (name := self.name_of(part)))  # parts stay as extras
        numbers = [parse_numbers(text) for text in texts]
        total = pl.sum_horizontal(number.values for number in numbers)
        known = pl.any_horizontal(number.values.is_not_null() for number in numbers)
        wrong = pl.coalesce(pl.when(number.is_wrong).then(text) for number, text in zip(numbers, texts, strict=True))
        return pl.select(pl.coalesce(wrong, pl.when(known).then(total).cast(pl.String))).to_series()

    def refuse_headerless(self, schema: Schema) -> None:
        declared = [schema.target.column, *(feature.source_column for feature in schema.features)]
        if any(self.name_of(name) for name in declared) or not looks_like_data(self.frame.columns):
            return
        raise SourceError(
            self.source,
            "no declared column is in its first line, which looks like a row",
            remedy='If the file has no header, name its columns in order: data.columns = ["…", "…"] in vigie.toml.',
        )


def storable_name(name: str) -> str:
    """Return a column's name with the signs that a Delta table may not have in it replaced.

    Examples
    --------
    >>> storable_name("Date (visite)")
    'Date__visite_'
    """
    return _UNSTORABLE.sub("_", name)


def _storable(extras: Sequence[pl.Series], taken: Sequence[str]) -> list[pl.Series]:
    """Rename the other columns where a name cannot be stored or is taken."""
    names = {*taken, *OWN_COLUMNS}
    stored: list[pl.Series] = []
    for column in extras:
        name = storable_name(column.name)
        while name in names:
            name = f"source_{name.lstrip('_')}"
        names.add(name)
        stored.append(column.alias(name))
    return stored
