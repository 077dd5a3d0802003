"""What the commands write on: plain words to people, live progress when a person is watching."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from vigie.core.types import Stage

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID


@cache
def console() -> Console:
    """Return the one console of standard output."""
    from rich.console import Console

    found = Console(highlight=False, soft_wrap=True)
    # Into a file or a pipe nobody's window sets the width.
    return found if found.is_terminal else Console(highlight=False, soft_wrap=True, width=120)


def say(text: str = "") -> None:
    """Print one line; rich markup is allowed, so escape what comes from users."""
    console().print(text)


def counted(number: int, noun: str) -> str:
    """Return so many of something that takes an s.

    Examples
    --------
    >>> counted(1, "label"), counted(2_000, "label")
    ('1 label', '2,000 labels')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class _LiveStage:
    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    def advance(self, amount: float = 1, note: str = "") -> None:
        self._progress.update(self._task, advance=amount, note=note)


class Screen:
    """The reporter of the command line: a bar per stage that is under way, a line for each that is done."""

    def __init__(self) -> None:
        self._progress: Progress | None = None

    @contextmanager
    def stage(self, title: str, total: float | None = None) -> Iterator[Stage]:
        """Show `title` with a bar (or a spinner when the total is not known) until the block ends."""
        with self._shown() as progress:
            task = progress.add_task(title, total=total, note="")
            try:
                yield _LiveStage(progress, task)
            finally:
                progress.remove_task(task)

    def say(self, text: str) -> None:
        (self._progress.console if self._progress else console()).print(text, markup=False)

    @contextmanager
    def _shown(self) -> Iterator[Progress]:
        # Stages may nest: the outermost one owns the display.
        if self._progress is not None:
            yield self._progress
            return
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            TimeRemainingColumn(compact=True, elapsed_when_finished=True),
            TextColumn("[dim]{task.fields[note]}"),
        )
        watched = console().is_terminal
        with Progress(*columns, console=console(), transient=True, disable=not watched) as progress:
            self._progress = progress
            try:
                yield progress
            finally:
                self._progress = None
