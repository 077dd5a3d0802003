"""`vigie verdicts import` and `accuracy`: what turned out to be right, and how right the answers are."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from vigie.cli.folder import PROJECT, project_at
from vigie.cli.screen import counted, say

if TYPE_CHECKING:
    from vigie.monitoring.periods import Course, Period

_DAY_S = 86_400
_US = 1_000_000


class Length(StrEnum):
    """Of a period."""

    hour = "hour"
    day = "day"
    week = "week"


_SECONDS = {Length.hour: 3_600, Length.day: _DAY_S, Length.week: 7 * _DAY_S}

verdicts = typer.Typer(name="verdicts", help="What people and time say about the answers.", no_args_is_help=True)


@verdicts.callback()
def root() -> None:
    """What people and time say about the answers."""


def register(app: typer.Typer) -> None:
    """Add this file's commands to the command line."""
    verdicts.command("import")(import_)
    verdicts.command("accuracy")(accuracy)
    app.add_typer(verdicts)


def import_(
    file: Path = typer.Argument(..., metavar="FILE", help="CSV, JSON lines or Parquet."),
    prediction: str | None = typer.Option(None, "--id", metavar="COLUMN", help="By default prediction_id, or id."),
    key: str | None = typer.Option(None, metavar="COLUMN", help="The row's key instead; by default data.key."),
    label: str | None = typer.Option(None, metavar="COLUMN", help="By default label, or the target's column."),
    at: str | None = typer.Option(None, metavar="COLUMN", help="When it was known; by default at, else now."),
    giver: str | None = typer.Option(None, help="Whose labels they are; by default the file's name."),
    project: Path = PROJECT,
) -> None:
    """Store ground truth that came later: each label confirms or corrects the prediction that it belongs to."""
    from vigie.ledger import open_ledger
    from vigie.pipelines.labels import REASONS, LabelColumns, import_labels
    from vigie.settings import read_settings

    found = project_at(project)
    columns = LabelColumns(prediction, key, label, at)
    with closing(open_ledger(read_settings().ledger or found.ledger_url)) as ledger:
        report = import_labels(found, ledger, file, columns, giver=giver)
    say(f"{counted(report.lines, 'label')} read from {escape(str(file))}:")
    for outcome, words in REASONS.items():
        if report.counted.get(outcome):
            say(f"  {report.counted[outcome]:>9,}  {words}")
    if report.refused_file is not None:
        say(f"Not taken: {report.refused:,}. They are in {escape(str(report.refused_file))}, with the reason.")
        raise typer.Exit(1 if not report.taken else 0)


def accuracy(
    period: Length = typer.Option(Length.day, help="hour, day or week; days and weeks begin at midnight UTC."),
    periods: int = typer.Option(14, min=1, max=400, help="So many, the one under way included."),
    version: str | None = typer.Option(None, metavar="V", help="Of one model version; by default of all."),
    project: Path = PROJECT,
) -> None:
    """Say how right the answers were, by the time they were given, and which number to believe."""
    from vigie.ledger import now, open_ledger
    from vigie.ledger.performance import period_of
    from vigie.monitoring.periods import course
    from vigie.settings import read_settings

    found, length, until = project_at(project), _SECONDS[period], now()
    since = period_of(until, length) - (periods - 1) * length * _US
    with closing(open_ledger(read_settings().ledger or found.ledger_url)) as ledger:
        facts, labels = ledger.performance, found.schema.labels
        judged = facts.judged(since, until + 1, labels, period_s=length, version=version)
        answered = facts.answered(since, until + 1, period_s=length, version=version)
    _tell(course(judged, answered, version=version, at_least=found.file.verdicts.at_least), period, found.file.language)


def _tell(found: Course, length: Length, language: str) -> None:
    from rich.table import Table

    from vigie.cli.screen import console
    from vigie.monitoring.bias_words import first_number_words

    if not found.periods:
        say("Nothing was answered in this time.")
        return
    table = Table(box=None, pad_edge=False)
    for name in ("since (UTC)", "answers", "verdicts", "accuracy", "95 %", "estimate", "95 % "):
        table.add_column(name, justify="left" if name == "since (UTC)" else "right")
    for one in found.periods:
        table.add_row(*_cells(one, length))
    console().print(table)
    words = first_number_words(found.periods[-1])
    say(f"\nThe last one: {escape(words.fr if language == 'fr' else words.en)}")
    if found.backtest.mean_error is not None:
        say(f"Where there are verdicts, the estimate was {found.backtest.mean_error * 100:.1f} points off on average.")


def _cells(one: Period, length: Length) -> list[str]:
    at = datetime.fromtimestamp(one.at / _US, UTC)
    first, guess = one.first, one.estimated
    low, high = (first.accuracy_interval if first else None) or (None, None)
    return [
        f"{at:%Y-%m-%d %H:%M}" if length is Length.hour else f"{at:%Y-%m-%d}",
        f"{one.answered:,}",
        f"{first.n:,} {one.first_kind}" if first else "",
        _percent(first.accuracy if first else None),
        _between(low, high),
        _percent(guess.accuracy if guess else None),
        _between(guess.low, guess.high) if guess else "",
    ]


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.1f} %"


def _between(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{low * 100:.0f} to {high * 100:.0f}"
