"""`vigie compare --html`: the comparison as one page, the recommendation first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from vigie import __version__
from vigie.core.project import LOWER_IS_BETTER, Project
from vigie.data.exploration.charts import escape
from vigie.evaluation.outcome import Outcome
from vigie.evaluation.wording import metric_name, say_duration, say_number, say_size
from vigie.pipelines.compare import Leaderboard, Standing
from vigie.pipelines.pages.board import cost_table, precision_table, quality_table
from vigie.pipelines.pages.frame import page, write_page
from vigie.pipelines.pages.pictures import (
    Mark,
    confusion_table,
    cost_picture,
    interval_picture,
    line_picture,
    near_the_best,
)
from vigie.pipelines.pages.plot import ACCENT, COLOURS
from vigie.pipelines.pages.texts import say, spaced
from vigie.settings import Settings
from vigie.tracking.registry import Registry

Curves = Mapping[str, Sequence[tuple[int, float]]]
_LOSSES = ("train_loss", "valid_loss")
_MOST_LINES = 12
"""Learning curves in one picture: the best candidates'. More could not be told apart."""


@dataclass(frozen=True)
class Courses:
    """What the runs recorded step by step: candidate → name → (step, value)."""

    learning: Mapping[str, Curves]
    history: Mapping[str, Curves]


def write_comparison(board: Leaderboard, project: Project, settings: Settings, path: Path) -> Path:
    """Write the page to `path` and return it."""
    registry = Registry(settings.tracking or project.tracking_uri, project.name)
    courses = Courses(
        {one.name: registry.curves(one.run.run_id, "learning") for one in board.standings},
        {one.name: registry.curves(one.run.run_id, "history") for one in board.standings},
    )
    return write_page(path, render(board, project, courses))


def render(board: Leaderboard, project: Project, courses: Courses) -> str:
    """Return the page. Whatever comes from the project or the runs is escaped."""
    sections = _Sections(board, project, courses)
    language = project.file.language
    title = f"{project.file.title.say(language, project.name)} · {say(language, 'eyebrow').lower()}"
    return page(title, "\n".join(sections.all()), language)


class _Sections:
    def __init__(self, board: Leaderboard, project: Project, courses: Courses) -> None:
        self.board, self.project, self.courses = board, project, courses
        self.language = project.file.language
        self.metric = metric_name(board.metric, self.language)
        chosen = board.recommendation.name
        others = [one.name for one in board.standings if one.name != chosen]
        self.colours = {name: COLOURS[number % len(COLOURS)] for number, name in enumerate(others)}
        if chosen is not None:
            self.colours[chosen] = ACCENT
        self.marks = [self._mark(standing) for standing in board.standings]

    def all(self) -> Iterator[str]:
        yield self._head()
        yield self._recommendation()
        yield self._which()
        yield self._costs()
        yield self._learning()
        yield self._history()
        yield self._confusion()
        yield self._failed()
        yield self._how()

    def say(self, key: str, **facts: object) -> str:
        return say(self.language, key, **facts)

    def number(self, value: float | None, digits: int = 0) -> str:
        return say_number(value, digits, self.language)

    def _mark(self, standing: Standing) -> Mark:
        run, metric = standing.run, self.board.metric
        value = run.metrics[metric]
        low, high = run.intervals.get(metric, (value, value))
        colour = self.colours[run.candidate]
        return Mark(run.candidate, value, low, high, colour, run.answer_ms, standing.is_best, standing.is_real)

    def _head(self) -> str:
        file, board = self.project.file, self.board
        about = self.say(
            "about",
            candidates=len(board.standings),
            rows=self.number(board.rows),
            version=board.best.run.dataset_version,
        )
        sample = f'<div class="sample">{escape(self.say("sample"))}</div>' if file.data.sample else ""
        return (
            f'<header><p class="eyebrow">{escape(self.say("eyebrow"))} · {escape(self.project.name)}</p>'
            f"<h1>{escape(file.title.say(self.language, self.project.name))}</h1>"
            f"<p>{escape(about)}</p>{sample}</header>"
        )

    def _recommendation(self) -> str:
        found, standing = self.board.recommendation, self.board.recommended
        why = escape(spaced(found.say(self.language), self.language))
        if standing is None:
            title = escape(self.say("nothing"))
            return f'<section class="take none"><p class="eyebrow">{title}</p><p class="why">{why}</p></section>'
        run = standing.run
        low, high = (self.number(end, 3) for end in run.intervals.get(self.board.metric, (None, None)))
        figures = (
            (
                self.number(run.metrics[self.board.metric], 3),
                self.say("between", metric=self.metric, low=low, high=high),
            ),
            (say_duration(run.answer_ms, self.language), self.say("an answer")),
            (self.number(run.rows_per_second), self.say("a second")),
            (say_size(run.size_bytes, self.language), self.say("to serve")),
        )
        shown = "".join(f"<div><b>{escape(value)}</b><span>{escape(what)}</span></div>" for value, what in figures)
        return (
            f'<section class="take"><p class="eyebrow">{escape(self.say("recommended"))}</p><h2>{escape(run.candidate)}'
            f'</h2><p class="why">{why}</p><div class="figures">{shown}</div></section>'
        )

    def _which(self) -> str:
        direction = self.say("lower" if self.board.metric in LOWER_IS_BETTER else "higher")
        about = self.say("which about", metric=self.metric, direction=direction)
        picture = interval_picture(self.marks, self.language, self.say("which"))
        return (
            f'{self._title("which", f"{about} {self.board.why}")}<div class="card">{picture}</div>'
            f'<div class="card scroll">{quality_table(self.board, self.language)}</div>'
        )

    def _costs(self) -> str:
        picture = ""
        if any(mark.ms for mark in self.marks):
            drawn = cost_picture(self.marks, self.language, self.say("time axis"), self.say("costs"))
            picture = f'<div class="card">{drawn}</div>'
        tables = [cost_table(self.board, self.language), precision_table(self.board, self.language)]
        shown = "".join(f'<div class="card scroll">{table}</div>' for table in tables if table)
        return f"{self._title('costs', self.say('costs about'))}{picture}{shown}"

    def _learning(self) -> str:
        name = f"{self.board.metric}_validation"
        curves = {one.name: self.courses.learning.get(one.name, {}).get(name, ()) for one in self.board.standings}
        lines = dict([(of, curve) for of, curve in curves.items() if len(curve) > 1][:_MOST_LINES])
        if not lines:
            return ""
        near = [mark.name for mark in near_the_best(self.marks)]
        picture = line_picture(
            lines, self.colours, self.language, self.say("rows axis"), self.say("learning"), near=near
        )
        about = self.say("learning about", metric=self.metric)
        return f'{self._title("learning", about)}<div class="card">{picture}</div>'

    def _history(self) -> str:
        cards = []
        for name, curves in self.courses.history.items():
            lines = {self.say(loss): curves[loss] for loss in _LOSSES if len(curves.get(loss, ())) > 1}
            if lines:
                colours = dict(zip(lines, (COLOURS[0], ACCENT), strict=False))
                picture = line_picture(
                    lines, colours, self.language, self.say("epoch axis"), self.say("history"), wide=False
                )
                cards.append(f'<div class="card"><h3>{escape(name)}</h3>{picture}</div>')
        if not cards:
            return ""
        return f'{self._title("history", self.say("history about"))}<div class="grid">{"".join(cards)}</div>'

    def _confusion(self) -> str:
        shown = {one.name: one for one in (self.board.recommended, self.board.best) if one is not None}
        cards = "".join(self._confused(standing) for standing in shown.values())
        kind = "grid" if len(shown) > 1 else "one"
        return f'{self._title("confusion", self.say("confusion about"))}<div class="{kind}">{cards}</div>'

    def _confused(self, standing: Standing) -> str:
        found, titles = standing.validation, self.project.schema.target.titles
        outcome = Outcome.of(found.labels, found.y_true, found.probabilities)
        names = [titles[label].say(self.language, label) if label in titles else label for label in found.labels]
        share = f"{self.number(100 * float(outcome.correct.mean()), 1)}\N{NO-BREAK SPACE}%"
        roles = [
            self.say(role).lower()
            for role, holds in (("recommended", standing is self.board.recommended), ("best", standing.is_best))
            if holds
        ]
        return (
            f'<div class="card"><h3>{escape(standing.name)} <small>{escape(", ".join(roles))}</small></h3>'
            f"<small>{escape(self.say('right', share=share))}</small>"
            f"{confusion_table(outcome, names, self.language)}</div>"
        )

    def _failed(self) -> str:
        failures = [(run.candidate, run.error or "") for run in self.board.failed]
        failures += [(one.name, one.run.not_servable) for one in self.board.standings if one.run.not_servable]
        if not failures:
            return ""
        items = "".join(
            f'<li class="warning"><b>{escape(name)}</b> — {escape(reason)}</li>' for name, reason in failures
        )
        return f'{self._title("failed", "")}<ul class="findings">{items}</ul>'

    def _how(self) -> str:
        energy = (
            "" if any(one.run.joules_per_1000 is not None for one in self.board.standings) else self.say("no energy")
        )
        day = datetime.now(UTC).strftime("%Y-%m-%d")
        return (
            f'{self._title("how", "")}<p class="how">{escape(self.say("how about"))} {escape(energy)}</p>'
            f"<footer>{escape(self.say('made', version=__version__, day=day))}</footer>"
        )

    def _title(self, key: str, about: str) -> str:
        return f'<h2>{escape(self.say(key))}</h2><p class="about">{escape(about[:1].upper() + about[1:])}</p>'
