"""`vigie review`: rows whose label waits for a person, decided on by single keys."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from vigie.cli.folder import PROJECT, project_at
from vigie.cli.review_screen import brought_by, show
from vigie.cli.screen import Screen, console, say
from vigie.core.errors import ReviewConflictError, ReviewTakenError, VigieError

if TYPE_CHECKING:
    from vigie.core.project import Project
    from vigie.ledger import Ledger, Review

review = typer.Typer(name="review", help="Rows whose label waits for a person.", rich_markup_mode=None)

WHO = typer.Option("", "--who", "-w", help="Your name, kept with each decision; by default VIGIE_USER or the user's.")
_PAGE = 200
_HELP = "[dim]a accept · c change · d discard · s skip · u undo · q quit[/]"


def register(app: typer.Typer) -> None:
    """Add this file's commands to the command line."""
    review.command("list")(list_reviews)
    review.command("stats")(stats)
    review.command("add-labels")(add_labels)
    review.command("reopen")(reopen)
    review.command("accept-all")(accept_all)
    app.add_typer(review)


@review.callback(invoke_without_command=True)
def loop(context: typer.Context, who: str = WHO, project: Path = PROJECT) -> None:
    """Decide on what waits, one row after the other: accept the suggested label, change it, or discard the row."""
    if context.invoked_subcommand is not None:
        return
    from vigie.settings import read_settings

    with _opened(project) as (found, ledger):
        _Loop(found, ledger, who or read_settings().who).run()


def list_reviews(
    state: str | None = typer.Option(None, help="held, open, checking, disputed, accepted or discarded."),
    rows: int = typer.Option(20, "--rows", "-n", min=1, max=500, help="How many to show."),
    project: Path = PROJECT,
) -> None:
    """List what waits for a person, or what is in another state."""
    from rich.table import Table

    from vigie.ledger.reviews import STATES

    if state is not None and state not in STATES:
        raise VigieError(f"'{state}' is no state of a review: {', '.join(STATES)}.")
    with _opened(project) as (_, ledger):
        found = ledger.reviews.queue(state, rows)
    table = Table(box=None)
    for column in ("id", "state", "why", "predicted", "suggested", "label", "row"):
        table.add_column(column, no_wrap=column != "row")
    for one in found:
        text = " ".join("; ".join(str(value) for value in one.features.values() if value is not None).split())
        cells = (one.id, one.state, one.reason, one.predicted, one.suggested or "", one.label or "", text[:60])
        table.add_row(*map(escape, cells))
    console().print(table)


def stats(project: Path = PROJECT) -> None:
    """Count the reviews by state and by reason, and say who brought them."""
    from vigie.monitoring.reviewing import dominance_note

    with _opened(project) as (found, ledger):
        counts = ledger.reviews.counts()
    say(f"{counts.waiting:,} rows wait, {counts.states.get('held', 0):,} more are held outside.")
    for reason, number in sorted(counts.reasons.items()):
        say(f"  {reason}: {number:,}")
    for state in ("accepted", "discarded"):
        say(f"{counts.states.get(state, 0):,} {state}")
    say(f"{counts.untrained:,} accepted labels were not trained on yet.")
    for one in counts.givers[:5]:
        say(f"  {escape(brought_by(one.giver))}: {one.waiting:,} wait, {one.held:,} held")
    note = dominance_note(counts.dominant(found.file.review.dominant_share))
    if note is not None:
        say(f"[bold]{escape(note.say('en'))}[/]")


def add_labels(
    name: str = typer.Argument("champion", help="The model whose answers cast doubt: a candidate, or 'champion'."),
    top: int = typer.Option(100, "--top", "-n", min=1, max=10_000, help="The likeliest so many."),
    train_rows: bool = typer.Option(False, "--train-rows", help="Of the training rows too: fits on folds."),
    project: Path = PROJECT,
) -> None:
    """Let labels of the data enter that are likely wrong: those that 'vigie errors' shows."""
    from vigie.ledger import now
    from vigie.pipelines.errors import find_errors
    from vigie.pipelines.suspects import suspects
    from vigie.settings import read_settings

    with _opened(project) as (found, ledger):
        with Screen().stage("Looking at errors") as stage:
            report = find_errors(found, read_settings(), name, stage, train_rows=train_rows)
        entered = ledger.reviews.add_suspects(suspects(found, report, top), now())
    say(f"{entered:,} of {len(report.reviews):,} suspected labels are new in the queue.")


def reopen(review_id: str = typer.Argument(..., metavar="ID"), project: Path = PROJECT) -> None:
    """Put a decided row back into the queue."""
    with _opened(project) as (_, ledger):
        say(f"It is {ledger.reviews.reopen(review_id).state} again.")


def accept_all(
    giver: str = typer.Option(..., help="Whoever brought the rows, as 'vigie review stats' says: 'import:labels.csv'."),
    who: str = WHO,
    yes: bool = typer.Option(False, "--yes", "-y", help="Without asking."),
    project: Path = PROJECT,
) -> None:
    """Accept every suggested label of one giver whom you answer for, such as a file of late ground truth."""
    from vigie.ledger import now
    from vigie.settings import read_settings

    with _opened(project) as (found, ledger):
        counts = next((one for one in ledger.reviews.counts().givers if one.giver == giver), None)
        if counts is None:
            say(f"Nothing of {escape(giver)} waits.")
            return
        number = counts.waiting + counts.held
        if not yes:
            typer.confirm(f"{number:,} labels of {giver} will count as yours. Go on?", abort=True)
        named = who or read_settings().who
        rules, labels = found.file.review, found.schema.labels
        done = ledger.reviews.accept_all(giver, named, labels=labels, rules=rules, at=now())
    say(f"{done:,} of {number:,} accepted; what is left has no suggestion, or waits for a second person.")


@contextmanager
def _opened(folder: Path) -> Iterator[tuple[Project, Ledger]]:
    """Give the project and its ledger, in which what was rejected has entered the queue."""
    from vigie.ledger import now, open_ledger
    from vigie.settings import read_settings

    project = project_at(folder)
    with closing(open_ledger(read_settings().ledger or project.ledger_url)) as ledger:
        if project.keeps_rows:
            ledger.reviews.gather_verdicts(project.file.review, project.schema.labels, now())
        yield project, ledger


class _Loop:
    """One person at the queue."""

    def __init__(self, project: Project, ledger: Ledger, who: str) -> None:
        self._project, self._ledger, self._who = project, ledger, who
        self._skipped: set[str] = set()
        self._decided: list[str] = []

    def run(self) -> None:
        if not self._project.keeps_rows:
            say("The ledger keeps digests instead of texts (ledger.texts = 'hash'): answered rows cannot be reviewed.")
        say(_HELP)
        while (found := self._next()) is not None:
            show(found, self._project, self._ledger.reviews.counts().waiting)
            if not self._take(found, _key()):
                break
        else:
            say("Nothing waits." if not self._skipped else "Nothing else waits.")
        say(f"{len(self._decided):,} decided, {self._ledger.reviews.counts().waiting:,} wait.")

    def _next(self) -> Review | None:
        waiting = self._ledger.reviews.queue(limit=_PAGE + len(self._skipped))
        return next((one for one in waiting if one.id not in self._skipped and not self._is_mine(one)), None)

    def _is_mine(self, one: Review) -> bool:
        # A second look is for a second person; a dispute may be settled by whoever changes their mind.
        return one.state == "checking" and one.opinions[0].who.casefold() == self._who.casefold()

    def _take(self, found: Review, key: str) -> bool:
        """Do what a key says, and return whether to go on."""
        if key == "a" and found.suggested is None:
            say("No label is suggested: press c.")
        elif key == "a":
            self._decide(found, found.suggested)
        elif key == "c":
            self._change(found)
        elif key == "d":
            self._decide(found, None)
        elif key == "s":
            self._skipped.add(found.id)
        elif key == "u":
            self._undo()
        elif key in ("q", "", "\x03", "\x04"):
            return False
        else:
            say(_HELP)
        return True

    def _change(self, found: Review) -> None:
        labels = self._project.schema.labels
        say("  ".join(f"[bold]{place}[/] {escape(label)}" for place, label in enumerate(labels, 1)))
        answer = _key() if len(labels) < 10 else typer.prompt("Which")
        if answer.isdigit() and 1 <= int(answer) <= len(labels):
            self._decide(found, labels[int(answer) - 1])
        else:
            say("It stays as it was.")

    def _decide(self, found: Review, label: str | None) -> None:
        from vigie.ledger import now

        rules, labels = self._project.file.review, self._project.schema.labels
        try:
            done = self._ledger.reviews.decide(found.id, self._who, label, labels=labels, rules=rules, at=now())
        except ReviewConflictError as error:
            say(escape(str(error)))
            return
        self._decided.append(found.id)
        told = {"checking": "a second person is to look", "disputed": "two people differ, so it goes back"}
        say(f"[green]{done.state}[/] {escape(done.label or told.get(done.state, ''))}")

    def _undo(self) -> None:
        if not self._decided:
            say("Nothing was decided yet.")
            return
        try:
            done = self._ledger.reviews.withdraw(self._decided.pop(), self._who)
        except ReviewTakenError as error:
            say(escape(str(error)))
        else:
            say(f"It is {done.state} again.")


def _key() -> str:
    """Return the key that was pressed; of a file or a pipe, the next sign of it."""
    if sys.stdin.isatty():
        import click

        return click.getchar().lower()
    while (sign := sys.stdin.read(1)) in ("\n", "\r", " "):
        pass
    return sign.lower()
