"""`vigie compare`: the candidates side by side, and which one to take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from vigie.cli.folder import PROJECT, project_at
from vigie.cli.screen import Screen, console, say

if TYPE_CHECKING:
    from vigie.core.project import Project
    from vigie.pipelines.compare import Leaderboard, Standing

_BESIDE = ("accuracy", "within_one", "quadratic_kappa")
"""Shown beside the deciding metric, where the target has them."""


def register(app: typer.Typer) -> None:
    """Add this file's command to the command line."""
    app.command("compare")(compare)


def compare(
    file: Path | None = typer.Argument(None, help="Where --html writes; by default among the project's reports."),
    html: bool = typer.Option(False, "--html", help="Write the comparison as a page, with its pictures."),
    project: Path = PROJECT,
) -> None:
    """Show all trained candidates side by side, whether the differences are real, and which one to take."""
    from vigie.pipelines.compare import compare as run
    from vigie.settings import read_settings

    if file is not None and not html:
        raise typer.BadParameter("a file is written with --html only", param_hint="FILE")
    found, settings = project_at(project), read_settings()
    with Screen().stage("Comparing"):
        board = run(found, settings)
    _show(board, found)
    if html:
        from vigie.pipelines.pages.comparison import write_comparison

        with Screen().stage("Drawing"):
            path = write_comparison(board, found, settings, file or found.reports_folder / "comparison.html")
        say(f"\n{escape(str(path))} ({path.stat().st_size / 1e3:.0f} kB)")


def _show(board: Leaderboard, project: Project) -> None:
    _table(board.standings, _quality(board))
    say()
    _table(board.standings, _costs(board))
    _show_precisions(board)
    say(f"\n[bold]{escape(board.recommendation.say(project.file.language))}[/]\n")
    say(f"{board.metric} decides. {escape(board.why)}".rstrip())
    tests = len(board.standings) - 1
    corrected = f"; p of the {tests} tests against the best are Holm-corrected" if tests > 1 else ""
    say(f"[dim]{board.rows:,} validation rows{corrected}.[/]")
    if all(standing.run.joules_per_1000 is None for standing in board.standings):
        say("[dim]Energy: not measurable where these were trained.[/]")
    for run in board.failed:
        say(f"[red]{escape(run.candidate)} failed:[/] {escape(run.error or '')}")
    for standing in board.standings:
        if standing.run.not_servable:
            say(f"[yellow]{escape(standing.name)}:[/] {escape(standing.run.not_servable)}")
    if project.file.data.sample:
        say("[dim]The data are an invented sample.[/]")


_Column = tuple[str, "Callable[[Standing], str]"]


def _table(standings: Sequence[Standing], columns: Sequence[_Column]) -> None:
    from rich.table import Table

    table = Table(box=None, padding=(0, 1, 0, 0))
    for title, _ in columns:
        table.add_column(title, justify="left" if title == "candidate" else "right", overflow="fold")
    for standing in standings:
        table.add_row(*(escape(cell(standing)) for _, cell in columns))
    console().print(table, soft_wrap=False)


def _quality(board: Leaderboard) -> list[_Column]:
    from vigie.evaluation.wording import say_number, say_p

    def interval(standing: Standing) -> str:
        ends = standing.run.intervals.get(board.metric)
        return f"{ends[0]:.3f}–{ends[1]:.3f}" if ends else ""

    def behind(standing: Standing) -> str:
        test = standing.against_best
        if test is None:
            return standing.verdict
        gap, low, high = (say_number(-end, 3, signed=True) for end in (test.difference, test.high, test.low))
        return f"{gap} ({low} to {high})"

    def chance(standing: Standing) -> str:
        return say_p(standing.p_value) if standing.against_best else ""

    return [
        ("candidate", lambda standing: standing.name),
        (board.metric, lambda standing: f"{standing.run.metrics[board.metric]:.4f}"),
        ("95 %", interval),
        ("to the best (95 %)", behind),
        ("p", chance),
        ("", lambda standing: "real" if standing.is_real else "unsure" if standing.against_best else ""),
    ]


def _costs(board: Leaderboard) -> list[_Column]:
    from vigie.evaluation.wording import say_duration, say_number, say_size

    beside = [
        name for name in _BESIDE if name != board.metric and all(name in one.run.metrics for one in board.standings)
    ]
    columns: list[_Column] = [("candidate", lambda standing: standing.name)]
    columns += [(name.replace("_", " "), _metric(name)) for name in beside]
    columns += [
        ("fit", lambda standing: say_duration(standing.run.fit_seconds * 1e3)),
        ("one answer", lambda standing: say_duration(standing.run.answer_ms) if _served(standing) else "not servable"),
        ("rows/s", lambda standing: say_number(standing.run.rows_per_second)),
        ("size", lambda standing: say_size(standing.run.size_bytes)),
    ]
    if any(standing.run.joules_per_1000 is not None for standing in board.standings):
        columns.append(("J/1,000", lambda standing: say_number(standing.run.joules_per_1000, 2)))
    return columns


def _show_precisions(board: Leaderboard) -> None:
    """Show what each network is in 32 bits and in eight, and which of the two is served."""
    from vigie.evaluation.wording import say_duration, say_number, say_size

    for standing in board.standings:
        if standing.precision is None:
            continue
        told = [
            f"{name} {say_number(rendition.score, 4)}, {say_duration(rendition.answer_ms)},"
            f" {say_size(rendition.size_bytes)}{' (served)' if standing.precision.kept == name else ''}"
            for name, rendition in (("fp32", standing.precision.fp32), ("int8", standing.precision.int8))
        ]
        say(f"{escape(standing.name)}: {'; '.join(told)}")


def _metric(name: str) -> Callable[[Standing], str]:
    return lambda standing: f"{standing.run.metrics[name]:.4f}"


def _served(standing: Standing) -> bool:
    return standing.run.answer_ms is not None
