"""`vigie tune`: the search for a candidate's best parameters."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from vigie.cli.folder import PROJECT, project_at
from vigie.cli.screen import Screen, say

if TYPE_CHECKING:
    from vigie.core.project import Project
    from vigie.pipelines.tune.tune import Tuning

TRIALS = 50
"""Without --trials and --minutes."""


def register(app: typer.Typer) -> None:
    """Add this file's command to the command line."""
    app.command("tune")(tune)


def tune(
    name: str = typer.Argument(..., help="A candidate with a table [candidates.NAME.search] in vigie.toml."),
    trials: int | None = typer.Option(
        None, "--trials", min=1, help=f"All in all, earlier calls included; {TRIALS} where no time is given."
    ),
    minutes: float | None = typer.Option(None, "--minutes", min=0, help="Begin no trial after so many minutes."),
    workers: int = typer.Option(0, "--workers", min=0, help="Trials at a time; 0: one per core. With 1 it repeats."),
    fresh: bool = typer.Option(False, "--fresh", help="Begin anew instead of going on."),
    write: bool = typer.Option(False, "--write", help="Write the best parameters into vigie.toml."),
    train: bool = typer.Option(False, "--train", help="Train the candidate with the best parameters afterwards."),
    project: Path = PROJECT,
) -> None:
    """Search the best parameters of a candidate; Ctrl-C keeps what is done, and the next call goes on from there."""
    from vigie.pipelines.tune.search import Limits
    from vigie.pipelines.tune.tune import tune as run
    from vigie.settings import read_settings

    found, settings = project_at(project), read_settings()
    wanted = trials if trials is not None or minutes is not None else TRIALS
    limits = Limits(wanted, minutes * 60 if minutes is not None else math.inf)
    tuning = run(found, settings, name, limits, Screen(), workers=workers, fresh=fresh)
    _tell(tuning, name)
    if tuning.ending == "stopped":
        say(f"What is done is kept. Go on with: vigie tune {escape(name)}")
        raise KeyboardInterrupt
    _use(found, tuning, name, write=write)
    if train:
        _train(found, tuning, name)


def _tell(tuning: Tuning, name: str) -> None:
    from vigie.pipelines.tune.standing import in_words, params_line

    failed = sum(trial.score is None for trial in tuning.trials)
    early = sum(trial.stopped for trial in tuning.trials)
    counts = [f"{len(tuning.trials)} trials", *([f"{failed} failed"] if failed else ())]
    counts += [f"{early} given up early"] if early else []
    say(f"{', '.join(counts)}.")
    best, first = tuning.best, tuning.first
    if best is None or best.score is None:
        return
    say(f"Best: {tuning.metric} {best.score:.4f} on {tuning.scored_on} (trial {best.number}).")
    say(f"  {escape(in_words(best.values))}")
    if first is not None and first.score is not None:
        say(f"[dim]As it is now: {first.score:.4f}. {escape(_caution(tuning))}[/]")
    say(f"\n[dim]\\[candidates.{escape(name)}][/]\n{escape(params_line(tuning.params))}")


def _caution(tuning: Tuning) -> str:
    rows = "rows" if "fold" not in tuning.scored_on else "folds"
    return f"The best of many is a little too good on the {rows} that chose it; 'vigie promote' tells on others."


def _use(project: Project, tuning: Tuning, name: str, *, write: bool) -> None:
    from vigie.core.project import FILE_NAME

    if not write:
        say(f"\nPut that line into {FILE_NAME} (or say --write), then: vigie train {escape(name)}")
        return
    from vigie.pipelines.tune.write import write_params

    write_params(project.root / FILE_NAME, name, tuning.params)
    say(f"\nWritten into {FILE_NAME}.")


def _train(project: Project, tuning: Tuning, name: str) -> None:
    from vigie.pipelines.train import train
    from vigie.pipelines.tune.tune import with_params
    from vigie.settings import read_settings

    (outcome,) = train(with_params(project, name, tuning.params), read_settings(), [name], Screen())
    if outcome.error:
        raise typer.Exit(1)
