"""A drift report as the service tells it; loaded when somebody asks, for a service that starts need not wait for it."""

from __future__ import annotations

from vigie.core.answers.drift import Drift, DriftColumn, DriftPicture, DriftWord
from vigie.core.schema import Schema, Words
from vigie.core.types import LANGUAGES
from vigie.monitoring.drift.findings import ColumnDrift, DriftReport, Picture
from vigie.monitoring.drift.phrases import TEXTS
from vigie.monitoring.drift.wording import bar_name, column_title, headline, in_both, word_name

_NOT_YET = "not measured"


def say(report: DriftReport | None, schema: Schema) -> Drift:
    """Return the answer; None: drift was not measured yet."""
    return Drift(problem=_NOT_YET, text=TEXTS[_NOT_YET]) if report is None else _said(report, schema)


def _said(report: DriftReport, schema: Schema) -> Drift:
    return Drift(
        text=Words(**{language: headline(report, schema, language) for language in LANGUAGES}),
        problem=report.problem,
        since=report.since,
        at=report.at,
        rows=report.rows,
        read=report.read,
        model_version=report.version,
        reference_rows=report.reference_rows,
        columns=tuple(_column(column, schema, report.level) for column in report.columns),
    )


def _column(column: ColumnDrift, schema: Schema, level: float) -> DriftColumn:
    name = column.column
    return DriftColumn(
        column=name,
        title=Words(**{language: column_title(name, schema, language) for language in LANGUAGES}),
        kind=column.kind,
        status=column.status,
        change=column.value,
        importance=column.importance,
        text=in_both(column, schema, level),
        unit=schema.feature(name).unit if name in schema.names else "",
        rows=column.rows,
        missing_then=column.missing_then,
        missing_now=column.missing_now,
        invalid=column.invalid,
        unseen=column.unseen,
        pictures=tuple(_picture(column, picture, schema) for picture in column.pictures),
        words=tuple(DriftWord(word=_word(word.word), then=word.then, now=word.now) for word in column.words),
        new_values=column.new_values,
        new_words=column.new_words,
    )


def _word(word: str) -> Words:
    return Words(**{language: word_name(word, language) for language in LANGUAGES})


def _picture(column: ColumnDrift, picture: Picture, schema: Schema) -> DriftPicture:
    names = tuple(
        Words(**{language: bar_name(column, name, schema, language) for language in LANGUAGES})
        for name in picture.names
    )
    return DriftPicture(
        of=picture.of, names=names, borders=picture.borders, is_log=picture.is_log, then=picture.then, now=picture.now
    )
