"""`vigie challenge`: a candidate answers beside the champion, or for a share of the requests, until it is judged."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from vigie.cli.folder import PROJECT, project_at
from vigie.cli.screen import Screen, console, say
from vigie.core.errors import VigieError, nearest

if TYPE_CHECKING:
    from vigie.core.project import Project
    from vigie.ledger import Challenge, Ledger
    from vigie.pipelines.challenge.standing import Standing

STATUS, STOP = "status", "stop"
MODES = ("shadow", "canary", "ab")
_BAR = 41
_ROWS = 12


def register(app: typer.Typer) -> None:
    """Add this file's command to the command line."""
    app.command("challenge")(challenge)


def challenge(
    what: str = typer.Argument(
        STATUS, metavar="[CANDIDATE|status|stop]", help="A trained candidate; or how it stands; or its end."
    ),
    mode: str = typer.Option("shadow", help="shadow: beside the champion, never shown; canary or ab: for a share."),
    share: float | None = typer.Option(
        None, help="Of the requests; by default all in a shadow, 0.1 in a canary, 0.5 in ab."
    ),
    why: str = typer.Option("", help="With stop: why, for the record."),
    project: Path = PROJECT,
) -> None:
    """Let a candidate challenge the champion in production, see how that stands, or end it."""
    if mode not in MODES:
        close = nearest(mode, MODES)
        raise VigieError(
            f"There is no mode '{mode}'.{f' Did you mean {close}?' if close else ''} There are: {', '.join(MODES)}."
        )
    found = project_at(project)
    if what == STATUS:
        _status(found)
    elif what == STOP:
        _stop(found, why)
    else:
        _begin(found, what, mode, share)


def _begin(project: Project, name: str, mode: str, share: float | None) -> None:
    from vigie.pipelines.challenge.start import challenge as begin
    from vigie.settings import read_settings

    begun = begin(project, read_settings(), name, mode, share, Screen())  # type: ignore[arg-type]  # checked above
    ways = {
        "shadow": f"is asked beside the champion on {begun.share:.0%} of the requests, and never shown",
        "canary": f"answers {begun.share:.0%} of the requests",
        "ab": f"answers {begun.share:.0%} of the requests, for people's verdicts to compare",
    }
    say(f"[bold]{escape(name)}[/], version {begun.version}, {ways[mode]}. Champion: version {begun.champion}.")
    say("A running service takes it within a second. How it stands: vigie challenge status")


def _stop(project: Project, why: str) -> None:
    from vigie.ledger import open_ledger
    from vigie.pipelines.challenge.end import stop
    from vigie.pipelines.published import published
    from vigie.settings import read_settings

    settings = read_settings()
    with closing(open_ledger(settings.ledger or project.ledger_url)) as ledger:
        ended = stop(ledger, published(project, settings), settings.who, why)
    say(f"Version {ended.version} challenges no more; the champion, version {ended.champion}, answers as before.")


def _status(project: Project) -> None:
    from vigie.ledger import open_ledger
    from vigie.settings import read_settings

    with closing(open_ledger(read_settings().ledger or project.ledger_url)) as ledger:
        past = ledger.challenges.latest()
        running = past[0] if past and past[0].ended_at is None else None
        if running is not None:
            _tell(project, ledger, running)
        else:
            say("No challenger answers beside the champion. Begin with: vigie challenge CANDIDATE")
    _tell_past([one for one in past if one.ended_at is not None])


def _tell(project: Project, ledger: Ledger, running: Challenge) -> None:
    from vigie.pipelines.challenge.judging import look_at
    from vigie.pipelines.challenge.words import say as words_of

    standing = look_at(ledger, running, project)
    counts = ledger.challenges.counts(running)
    say(
        f"[bold]Version {running.version}[/] ({escape(str(running.settings.get('candidate', '')))}) against version"
        f" {running.champion}: {running.mode}, {running.share:.0%} of the requests, since {_when(running.started_at)}"
        f" (UTC), by {escape(running.started_by)}."
    )
    if running.mode == "shadow" and counts.answers:
        say(
            f"Asked {counts.answers:,} times: {counts.agreements / counts.answers:.1%} the same answer as the"
            f" champion's; {(counts.mean_us or 0) / 1000:.2f} ms each."
        )
    elif running.mode != "shadow":
        total = counts.answers + counts.by_champion
        say(f"It has given {counts.answers:,} of {total:,} answers ({counts.answers / max(total, 1):.1%}).")
    _tell_shares(standing)
    say(escape(words_of(running, standing)[project.file.language]))
    _draw(standing)


def _tell_shares(standing: Standing) -> None:
    if standing.champion_right is not None and standing.challenger_right is not None:
        say(
            f"Right by {standing.verdicts:,} verdicts: champion {standing.champion_right:.1%}, challenger"
            f" {standing.challenger_right:.1%}."
        )


def _draw(standing: Standing) -> None:
    """Draw the gain and its limits after ever more comparisons, the last ones below."""
    from rich.table import Table

    steps = standing.course[:: -max(1, len(standing.course) // _ROWS)][::-1]
    if len(steps) < 2:
        return
    reach = max(max(-one.low, one.high) for one in steps[len(steps) // 3 :])
    table = Table(
        "compared", "gain", "surely between", f"−{reach:.1%}{'worse │ better':^{_BAR - 12}}+{reach:.1%}", box=None
    )
    for one in steps:
        table.add_row(f"{one.n:,}", f"{one.mean:+.1%}", f"{one.low:+.1%} and {one.high:+.1%}", bar(one, reach))
    console().print(table)


def bar(limits: object, reach: float) -> str:
    """Return a line of characters from -reach to +reach: where the gain may lie, what is most likely, and nothing.

    Examples
    --------
    >>> from vigie.evaluation.sequential import Limits
    >>> bar(Limits(10, 0.5, 0.0, 1.0, 0.5), 1.0)
    '                    ├─────────●─────────┤'
    """
    low, mean, high = (_column(getattr(limits, name), reach) for name in ("low", "mean", "high"))
    cells = [" "] * _BAR
    cells[_BAR // 2] = "│"
    for place in range(low, high + 1):
        cells[place] = "─"
    cells[low], cells[high] = "├", "┤"
    cells[mean] = "●"
    return "".join(cells).rstrip()


def _column(value: float, reach: float) -> int:
    within = max(-1.0, min(1.0, value / reach if reach else 0.0))
    return round((within + 1) / 2 * (_BAR - 1))


def _tell_past(past: list[Challenge]) -> None:
    from rich.table import Table

    if not past:
        return
    table = Table("ended (UTC)", "version", "mode", "how", "by", "in words", box=None)
    for one in past:
        ended = _when(one.ended_at or 0)
        table.add_row(ended, one.version, one.mode, one.decision, escape(one.ended_by or ""), escape(one.words))
    say()
    console().print(table)


def _when(at: int) -> str:
    return datetime.fromtimestamp(at / 1e6, UTC).strftime("%Y-%m-%d %H:%M")
