"""`vigie watch --once --html`: what has changed since training, as one page that needs no statistics."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from vigie import __version__
from vigie.core.project import Project
from vigie.data.exploration.charts import escape
from vigie.evaluation.wording import say_number, say_p
from vigie.monitoring.drift.findings import ColumnDrift, DriftReport, Picture
from vigie.monitoring.drift.phrases import percent
from vigie.monitoring.drift.wording import bar_name, column_title, headline, sentences, strength
from vigie.pipelines.pages.drift_pictures import NOW, THEN, draw, draw_share, draw_words
from vigie.pipelines.pages.drift_texts import say
from vigie.pipelines.pages.frame import page, write_page
from vigie.pipelines.pages.texts import say as common

_STYLE = """
.card.then { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: 8px 32px; }
.card.then p { margin: 8px 0 0; } .card.then svg.chart { margin-top: 4px; } p.entitled { margin: 12px 0 0; }
@media (max-width: 760px) { .card.then { grid-template-columns: 1fr; } }
"""
_MOST_CARDS = 60
"""Columns with a picture; of wider tables the others are in the table only, so that the page stays small."""


def write_drift(report: DriftReport, project: Project, path: Path) -> Path:
    """Write the page to `path` and return it."""
    return write_page(path, render(report, project))


def render(report: DriftReport, project: Project) -> str:
    """Return the page. Whatever comes from rows or the project is escaped."""
    language = project.file.language
    title = f"{project.file.title.say(language, project.name)} · {say(language, 'eyebrow').lower()}"
    body = "\n".join(_Sections(report, project).all())
    return page(title, f"<style>{_STYLE}</style>{body}", language)


class _Sections:
    def __init__(self, report: DriftReport, project: Project) -> None:
        self.report, self.project = report, project
        self.schema = project.schema
        self.language = project.file.language
        self.changed = report.drifted[:_MOST_CARDS]
        left = _MOST_CARDS - len(self.changed)
        self.same = [column for column in report.columns if column.status == "steady"][:left]
        self.unlooked = [column for column in report.columns if column.status in ("few", "hidden", "new")]

    def all(self) -> Iterator[str]:
        yield self._head()
        yield self._take()
        if self.changed:
            yield self._title("what", "what about") + "".join(map(self._changed, self.changed))
            yield f'{self._title("what to do")}<p class="how">{escape(self.say("advice"))}</p>'
        if self.same:
            yield f'{self._title("same", "same about")}<div class="grid">{"".join(map(self._card, self.same))}</div>'
        if self.unlooked:
            items = "".join(f"<li><b>{escape(self._name(one))}</b> — {self._told(one)}</li>" for one in self.unlooked)
            yield f'{self._title("unlooked")}<ul class="findings">{items}</ul>'
        if self.report.columns:
            yield self._figures()
        yield self._how()

    def say(self, key: str, **facts: object) -> str:
        return say(self.language, key, **facts)

    def _name(self, column: ColumnDrift) -> str:
        return column_title(column.column, self.schema, self.language)

    def _lines(self, column: ColumnDrift) -> list[str]:
        return sentences(column, self.schema, self.report.level, self.language)

    def _told(self, column: ColumnDrift) -> str:
        return escape(" ".join(self._lines(column)))

    def _title(self, key: str, about: str = "") -> str:
        told = f'<p class="about">{escape(self.say(about))}</p>' if about else ""
        return f"<h2>{escape(self.say(key))}</h2>{told}"

    def _head(self) -> str:
        file, report = self.project.file, self.report
        told = []
        if report.read:
            told.append(
                self.say(
                    "about",
                    read=say_number(report.read, 0, self.language),
                    since=_day(report.since),
                    at=_day(report.at),
                    reference=say_number(report.reference_rows, 0, self.language),
                    version=report.version,
                )
            )
        if report.read < report.rows and report.read:
            told.append(self.say("drawn", rows=say_number(report.rows, 0, self.language)))
        sample = f'<div class="sample">{escape(common(self.language, "sample"))}</div>' if file.data.sample else ""
        return (
            f'<header><p class="eyebrow">{escape(self.say("eyebrow"))} · {escape(self.project.name)}</p>'
            f"<h1>{escape(file.title.say(self.language, self.project.name))}</h1>"
            f"<p>{escape(' '.join(told))}</p>{sample}</header>"
        )

    def _take(self) -> str:
        report = self.report
        key = "cannot" if report.problem else "changed" if self.changed else "well"
        kind = "take" if key == "well" else "take none"
        told = headline(report, self.schema, self.language)
        legend = ""
        if report.columns:
            keys = (("then", THEN), ("now", NOW))
            legend = "".join(
                f'<span class="key"><i style="background:{colour}"></i>{escape(self.say(name))}</span>'
                for name, colour in keys
            )
            legend = f'<div class="legend">{legend} <small>{escape(self.say("validation"))}</small></div>'
        return (
            f'<section class="{kind}"><p class="eyebrow">{escape(self.say(key))}</p>'
            f'<p class="why"><b>{escape(told)}</b></p>{legend}</section>'
        )

    def _changed(self, column: ColumnDrift) -> str:
        """Return what has become of a column: in words on the left, drawn on the right."""
        strong = self.say("strength", strength=strength(column.value, self.language)) if column.value else ""
        chip = f' <span class="chip real">{escape(strong)}</span>' if strong else ""
        told = "".join(f"<p>{escape(line)}</p>" for line in self._lines(column))
        pictures = "".join(self._pictures(column))
        return (
            f'<div class="card then"><div><h3>{escape(self._name(column))}{chip}</h3>{self._weight(column)}{told}</div>'
            f"<div>{pictures}</div></div>"
        )

    def _card(self, column: ColumnDrift) -> str:
        pictures = "".join(self._pictures(column))
        invalid = "" if not column.invalid else f"<p>{self._told(column)}</p>"
        head = f"<h3>{escape(self._name(column))}</h3>{self._weight(column)}"
        return f'<div class="card">{head}{invalid}{pictures}</div>'

    def _weight(self, column: ColumnDrift) -> str:
        if column.importance is None or column.kind in ("label", "confidence"):
            return ""
        told = self.say("matters", share=percent(column.importance, self.language))
        return f"<small>{escape(told)}</small>"

    def _pictures(self, column: ColumnDrift) -> list[str]:
        """Return a column's pictures; of a text, those of what has changed, or of its length where nothing has."""
        changed = [test.name for test in column.real(self.report.level)]
        found = []
        if "missing" in changed:
            name = self.say("missing")
            found.append(draw_share(name, column.missing_then, column.missing_now, self.language))
        if "words" in changed and column.words:
            found.append(self._entitled("words", draw_words(column.words, self.say("words"), self.language)))
        wanted = (changed or ["length"]) if column.kind == "text" else ["distribution"]
        for picture in column.pictures:
            if picture.of in wanted:
                drawn = self._drawn(column, picture)
                found.append(drawn if picture.of == "distribution" else self._entitled(picture.of, drawn))
        return found

    def _entitled(self, name: str, drawn: str) -> str:
        return f'<p class="entitled"><small>{escape(self.say(f"picture {name}"))}</small></p>{drawn}'

    def _drawn(self, column: ColumnDrift, picture: Picture) -> str:
        names = [bar_name(column, name, self.schema, self.language) for name in picture.names]
        unit = self.schema.feature(column.column).unit if column.column in self.schema.names else ""
        shares = column.kind == "confidence" or picture.of == "unknown"
        shown = "%" if shares else unit if picture.of == "distribution" else ""
        return draw(picture, names, self._name(column), self.language, shown)

    def _figures(self) -> str:
        titles = ("test", "effect", "p", "psi", "importance", "missing now", "invalid", "unseen")
        head = "".join(f'<th class="{"" if key == "test" else "n"}">{escape(self.say(key))}</th>' for key in titles)
        rows = "".join(self._row(column) for column in self.report.columns)
        table = f"<table><tr><th>{escape(self.say('column'))}</th>{head}</tr>{rows}</table>"
        return f'{self._title("figures")}<div class="card scroll">{table}</div>'

    def _row(self, column: ColumnDrift) -> str:
        largest = max(column.tests, key=lambda test: (test.is_real(self.report.level), test.effect), default=None)
        share = 1 / self.report.read if self.report.read else 0.0
        cells = [
            say_number(largest.effect, 3, self.language) if largest else "–",
            say_p(largest.corrected if largest else None, self.language),
            say_number(column.stability_index, 3, self.language),
            "–" if column.importance is None else percent(column.importance, self.language),
            percent(column.missing_now, self.language),
            percent(column.invalid * share, self.language),
            percent(column.unseen * share, self.language),
        ]
        shown = "".join(f'<td class="n">{escape(cell)}</td>' for cell in cells)
        test = escape(self.say(largest.name)) if largest else "–"
        return f"<tr><td>{escape(column.column)}</td><td>{test}</td>{shown}</tr>"

    def _how(self) -> str:
        about = self.say("how about", level=percent(self.report.level, self.language))
        made = self.say("made", version=__version__, day=datetime.now(UTC).strftime("%Y-%m-%d"))
        return f'{self._title("how")}<p class="how">{escape(about)}</p><footer>{escape(made)}</footer>'


def _day(at: int) -> str:
    return datetime.fromtimestamp(at / 1_000_000, UTC).strftime("%Y-%m-%d %H:%M")
