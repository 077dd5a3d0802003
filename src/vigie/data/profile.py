"""The exploration's numbers: everything the report shows, from the training rows only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from vigie.core.project import Project
from vigie.core.schema import Schema
from vigie.core.types import DatasetVersion, Split
from vigie.data.columns import OWN_COLUMNS, storable_name, tidy_name
from vigie.data.dataset import Dataset
from vigie.data.exploration.column_facts import (
    CategoryFacts,
    ColumnSummary,
    NumberFacts,
    TextFacts,
    describe_category,
    describe_number,
    describe_text,
)
from vigie.data.exploration.findings import Finding, find
from vigie.data.exploration.leaks import ColumnPower, measure_columns
from vigie.data.exploration.repeats import Repeats, count_repeats
from vigie.data.exploration.timeline import Timeline, make_timeline

_MAX_ROWS = 50_000  # of the texts: more would not change the picture, only the waiting


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a dataset version before any model. Label counts cover all splits, all else train only."""

    project: str
    title: str
    is_sample: bool
    target: str
    version: DatasetVersion
    labels: tuple[str, ...]
    label_titles: dict[str, str]
    is_ordered: bool
    positive: str | None
    """Of two classes, the one that is looked for."""
    counts: dict[Split, dict[str, int]]
    rows: int
    columns: tuple[ColumnSummary, ...]
    texts: tuple[TextFacts, ...]
    numbers: tuple[NumberFacts, ...]
    categories: tuple[CategoryFacts, ...]
    repeats: Repeats
    powers: tuple[ColumnPower, ...]
    timeline: Timeline | None
    findings: tuple[Finding, ...] = ()

    @property
    def suspects(self) -> tuple[ColumnPower, ...]:
        """Columns that are suspected to leak the label."""
        return tuple(power for power in self.powers if power.is_suspect)


def profile_dataset(project: Project, version: int | None = None) -> Profile:
    """Return the profile of a dataset version, by default the latest. About 2 s for 15,000 rows; no randomness.

    Raises
    ------
    DatasetNotFoundError
        If nothing was ingested yet, or there is no such version.
    """
    dataset = Dataset(project.dataset_folder)
    known = dataset.version(version)
    frame = dataset.read(known.number, splits=("train",))
    schema, data = project.schema, project.file.data
    time = stored_name(data.time, frame.columns) if data.time else None
    timeline = make_timeline(frame, time, schema.labels) if time else None
    counts = dataset.counts(known.number)
    repeats = count_repeats(frame, schema)
    powers = measure_columns(frame, schema, skip=(time,) if time else ())
    columns = tuple(_summaries(frame, schema))
    categories = tuple(
        describe_category(frame, feature, schema.labels)
        for feature in schema.column_features
        if feature.type in ("category", "boolean")
    )
    findings = find(
        schema, counts, columns, categories, repeats, powers, timeline, splits_given=not isinstance(data.source, str)
    )
    language = project.file.language
    return Profile(
        project=project.name,
        title=project.file.title.say("en", project.name),
        is_sample=data.sample,
        target=schema.target.column,
        version=known,
        labels=schema.labels,
        label_titles={name: words.say(language, name) for name, words in schema.target.titles.items()},
        is_ordered=schema.target.ordered,
        positive=schema.target.positive_label if len(schema.labels) == 2 else None,
        counts=counts,
        rows=frame.height,
        columns=columns,
        texts=tuple(describe_text(frame.head(_MAX_ROWS), feature, schema.labels) for feature in schema.text_features),
        numbers=tuple(
            describe_number(frame, feature, schema.labels)
            for feature in schema.column_features
            if feature.type in ("number", "integer")
        ),
        categories=categories,
        repeats=repeats,
        powers=powers,
        timeline=timeline,
        findings=findings,
    )


def _summaries(frame: pl.DataFrame, schema: Schema) -> list[ColumnSummary]:
    types = {feature.name: feature.type for feature in schema.features}
    names = [*schema.names, *(name for name in frame.columns if name not in (*OWN_COLUMNS, *schema.names))]
    return [
        ColumnSummary(name, types.get(name, "other"), frame[name].null_count(), frame[name].drop_nulls().n_unique())
        for name in names
    ]


def stored_name(declared: str, columns: Sequence[str]) -> str | None:
    """Return the dataset's name of a source column; None where it is not kept."""
    return next((name for name in (storable_name(declared), tidy_name(declared)) if name in columns), None)
