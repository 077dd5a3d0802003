"""Small pieces of HTML. Everything that is filled in is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape as _escape
from typing import Literal

Tone = Literal["good", "warn", "bad", "plain"]


def escape(text: object) -> str:
    """Return text that is safe between tags and in attributes."""
    return _escape(str(text), quote=True)


def fill(template: str, **facts: object) -> str:
    """Return `template` with each fact escaped.

    Examples
    --------
    >>> fill("<p>{text}</p>", text="a < b")
    '<p>a &lt; b</p>'
    """
    return template.format(**{name: escape(value) for name, value in facts.items()})


@dataclass(frozen=True, slots=True)
class Bar:
    """One labelled bar: `share` of the width in [0, 1], `figure` as it is written beside it."""

    label: str
    share: float
    figure: str
    strong: bool = False


def bars(entries: Sequence[Bar], description: str) -> str:
    """Return horizontal bars, one a line; the figures are text, so that nothing hangs on length or colour alone."""
    lines = [
        fill(
            '<li class="{kind}"><span class="vg-name">{label}</span>'
            '<span class="vg-track"><i style="width:{width}%"></i></span>'
            '<span class="vg-figure">{figure}</span></li>',
            kind="vg-strong" if entry.strong else "vg-weak",
            label=entry.label,
            width=f"{100 * min(max(entry.share, 0.0), 1.0):.1f}",
            figure=entry.figure,
        )
        for entry in entries
    ]
    return fill('<ul class="vg-bars" aria-label="{name}">', name=description) + "".join(lines) + "</ul>"


@dataclass(frozen=True, slots=True)
class Push:
    """One word or field, and how far it pushed: `share` of the half-width in [-1, 1], `words` for those who read."""

    label: str
    share: float
    words: str


def pushes(entries: Sequence[Push], description: str, against: str, towards: str) -> str:
    """Return signed bars around a middle line: to the right pushed towards the answer, to the left away from it."""
    lines = []
    for entry in entries:
        side = "vg-for" if entry.share >= 0 else "vg-against"
        lines.append(
            fill(
                '<li class="{side}" title="{words}"><span class="vg-name">{label}</span>'
                '<span class="vg-axis"><i style="width:{width}%"></i></span>'
                '<span class="vg-figure" aria-label="{words}">{sign}</span></li>',
                side=side,
                words=entry.words,
                label=entry.label,
                width=f"{50 * min(abs(entry.share), 1.0):.1f}",
                sign="+" if entry.share >= 0 else "−",
            )
        )
    head = fill(
        '<div class="vg-legend" aria-hidden="true"><span>− {against}</span><span>+ {towards}</span></div>',
        against=against,
        towards=towards,
    )
    return head + fill('<ul class="vg-pushes" aria-label="{name}">', name=description) + "".join(lines) + "</ul>"


def badge(text: str, tone: Tone = "plain") -> str:
    """Return a word in a coloured lozenge."""
    return fill('<span class="vg-badge vg-{tone}">{text}</span>', tone=tone, text=text)


def note(title: str, text: str, tone: Tone = "plain") -> str:
    """Return a coloured box with a title in bold and a sentence; the title says what the colour says."""
    return fill(
        '<div class="vg-note vg-{tone}" role="status"><strong>{title}</strong><p>{text}</p></div>',
        tone=tone,
        title=title,
        text=text,
    )


def facts(entries: Sequence[tuple[str, str]]) -> str:
    """Return names and values as a list of facts."""
    lines = [fill("<div><dt>{name}</dt><dd>{value}</dd></div>", name=name, value=value) for name, value in entries]
    return '<dl class="vg-facts">' + "".join(lines) + "</dl>"


def figures(entries: Sequence[tuple[str, str, str]]) -> str:
    """Return large figures side by side, each with its name above it and a small line below it."""
    lines = [
        fill(
            '<div class="vg-stat"><span>{name}</span><strong>{value}</strong><small>{below}</small></div>',
            name=name,
            value=value,
            below=below,
        )
        for name, value, below in entries
    ]
    return '<div class="vg-stats">' + "".join(lines) + "</div>"


def _cell(title: str, cell: str) -> str:
    # A narrow screen shows each row as a card, where every cell says its column's title itself.
    return fill('<td data-label="{title}">', title=title) + f"<div>{cell}</div></td>"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], description: str) -> str:
    """Return a table. Cells are HTML already: make them with `escape`, `fill` or `badge`."""
    top = "".join(fill('<th scope="col">{text}</th>', text=text) for text in head)
    body = "".join("<tr>" + "".join(map(_cell, head, row)) + "</tr>" for row in rows)
    return (
        fill('<div class="vg-scroll" role="region" tabindex="0" aria-label="{name}">', name=description)
        + f'<table class="vg-table"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'
    )
