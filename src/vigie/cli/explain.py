"""`vigie explain`: why a model answers a row as it does, and what it looks at on the whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.markup import escape

from vigie.cli.bars import bar, shares
from vigie.cli.folder import PROJECT, project_at
from vigie.cli.screen import Screen, console, say

if TYPE_CHECKING:
    from vigie.pipelines.explain import ModelExplanation, RowExplanation

_WIDTH = 28
_NAME = 34
"""Longest name shown whole beside a bar, so that a line fits into 80 characters."""


def register(app: typer.Typer) -> None:
    """Add this file's command to the command line."""
    app.command("explain")(explain)


def explain(
    name: str = typer.Argument(..., help="A trained candidate, or 'champion'."),
    row: str | None = typer.Argument(None, help="A JSON object, or the key of a validation row; without it: globally."),
    top: int = typer.Option(12, "--top", "-n", min=1, max=200, help="How many words or columns."),
    as_json: bool = typer.Option(False, "--json", help="As JSON, for a program."),
    project: Path = PROJECT,
) -> None:
    """Say why a model answers a row as it does; without a row, what it looks at on the whole."""
    from vigie.pipelines.explain import explain_model, explain_row
    from vigie.settings import read_settings

    found, settings = project_at(project), read_settings()
    if row is not None:
        one = explain_row(found, settings, name, row, top=top)
        _print(_row_facts(one)) if as_json else _show_row(one)
        return
    with Screen().stage("Explaining", total=3) as stage:
        whole = explain_model(found, settings, name, stage, top=top, seed=found.file.seed)
    _print(_model_facts(whole)) if as_json else _show_model(whole)
    if found.file.data.sample and not as_json:
        say("\n[dim]The data are an invented sample.[/]")


def _print(facts: dict[str, Any]) -> None:
    typer.echo(json.dumps(facts, ensure_ascii=False, indent=1))


def _show_row(found: RowExplanation) -> None:
    answer = max(found.probabilities, key=lambda label: found.probabilities[label])
    say(f"[bold]{escape(found.model)}[/] answers [bold]{escape(answer)}[/]")
    if found.truth is not None:
        mark = "[green]right[/]" if found.truth == found.label else "[red]wrong[/]"
        say(f"The row's own label is {escape(found.truth)}: {mark}.")
    _bars([(label, share, f"{share:6.1%}", "") for label, share in found.probabilities.items()], full=1.0)
    if not found.because:
        say("\nNothing in the row weighs more than anything else.")
        return
    say(f"\nFor and against [bold]{escape(found.label)}[/], in log-odds:")
    _bars([(_told(one.name, one.value), one.weight, f"{one.weight:+7.2f}", "") for one in found.because])


def _show_model(found: ModelExplanation) -> None:
    for label, terms in found.terms.items():
        say(f"\n[bold]{escape(label)}[/]: terms with the largest weights towards it")
        _bars([(term.name, term.weight, f"{term.weight:+7.2f}", "") for term in terms])
    for label, words in found.words.items():
        say(f"\n[bold]{escape(label)}[/]: words that push answers towards it (log-odds lost without them)")
        _bars([(word.word, word.weight, f"{word.weight:+7.2f}", f"{word.rows:,}×") for word in words])
    if found.importances:
        say(f"\nWhat {found.metric} loses when a column's values are shuffled (validation rows):")
        _bars([(one.feature, one.mean, f"{one.mean:+7.3f}", "") for one in found.importances])
    if not (found.terms or found.words or found.importances):
        say(f"{escape(found.model)} looks at nothing that could be taken away.")


def _told(name: str, value: str) -> str:
    return f"{name} = {value}" if value else name


def _bars(lines: Sequence[tuple[str, float, str, str]], full: float | None = None) -> None:
    """Show name, bar, number and note of each; a bar is full at `full`, by default at the largest number."""
    longest = min(max((len(name) for name, *_ in lines), default=0), _NAME)
    for (name, value, number, note), share in zip(lines, shares([value for _, value, *_ in lines], full), strict=True):
        shown = name if len(name) <= longest else f"{name[: longest - 1]}…"
        colour = "cyan" if value >= 0 else "magenta"
        drawn = bar(share, _WIDTH).ljust(_WIDTH)
        console().print(f"  {escape(shown.ljust(longest))} {number} [{colour}]{drawn}[/] [dim]{note}[/]".rstrip())


def _row_facts(found: RowExplanation) -> dict[str, Any]:
    return {
        "model": found.model,
        "row": dict(found.row),
        "truth": found.truth,
        "label": found.label,
        "probabilities": dict(found.probabilities),
        "because": [{"name": one.name, "value": one.value, "weight": one.weight} for one in found.because],
    }


def _model_facts(found: ModelExplanation) -> dict[str, Any]:
    return {
        "model": found.model,
        "metric": found.metric,
        "rows": found.rows,
        "terms": {
            label: [{"term": one.name, "weight": one.weight} for one in terms] for label, terms in found.terms.items()
        },
        "words": {
            label: [{"word": one.word, "weight": one.weight, "rows": one.rows} for one in words]
            for label, words in found.words.items()
        },
        "importances": [
            {"feature": one.feature, "mean": one.mean, "low": one.low, "high": one.high} for one in found.importances
        ],
    }
