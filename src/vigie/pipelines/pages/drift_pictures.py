"""A column then and now, drawn: the training rows as a grey ground, the window's as a line or bars before it."""

from __future__ import annotations

from vigie.core.types import Language
from vigie.data.exploration.charts import escape
from vigie.monitoring.drift.domain import TellingWord
from vigie.monitoring.drift.findings import Picture
from vigie.monitoring.drift.phrases import figure, percent
from vigie.monitoring.drift.wording import word_name
from vigie.pipelines.pages.plot import ACCENT, QUIET, svg, text

THEN, NOW = QUIET, ACCENT
_WIDTH = 480.0
_HEIGHT = 130.0
_AXIS = 20.0
_ROW = 30.0
_NAMES = 150.0
_LONGEST = 22
_WORDS = 7
"""Drawn of those that are more frequent, and of those that are less."""


def draw(picture: Picture, names: list[str], title: str, language: Language, unit: str = "") -> str:
    """Return the picture: silhouettes where its bars stand on a scale, a pair of bars for each name else.

    Parameters
    ----------
    names
        Of the bars, as people say them.
    title
        What a screen reader says.
    unit
        Of the scale; '%' where it is of shares.
    """
    if picture.names:
        pairs = list(zip(names, picture.then, picture.now, strict=True))
        return _pairs(pairs, title, language)
    return _silhouettes(picture, title, language, unit)


def draw_words(words: tuple[TellingWord, ...], title: str, language: Language) -> str:
    """Return the telling words with the shares of texts that had them, and have them."""
    risen = [word for word in words if word.now > word.then][:_WORDS]
    fallen = [word for word in words if word.now < word.then][:_WORDS]
    return _pairs([(word_name(word.word, language), word.then, word.now) for word in risen + fallen], title, language)


def draw_share(name: str, then: float, now: float, language: Language) -> str:
    """Return one share of then and now, such as that of missing values."""
    return _pairs([(name, then, now)], name, language, widest=1.0)


def _silhouettes(picture: Picture, title: str, language: Language, unit: str) -> str:
    tallest = max(*picture.then, *picture.now, 1e-9)
    step = _WIDTH / len(picture.then)

    def outline(shares: tuple[float, ...]) -> str:
        points = []
        for number, share in enumerate(shares):
            y = _HEIGHT - (_HEIGHT - 6) * share / tallest
            points += [f"{number * step:.1f},{y:.1f}", f"{(number + 1) * step:.1f},{y:.1f}"]
        return " ".join(points)

    ends = f"0,{_HEIGHT:.0f} {{}} {_WIDTH:.0f},{_HEIGHT:.0f}"
    ground = f'<polygon points="{ends.format(outline(picture.then))}" fill="{THEN}" opacity=".6"/>'
    front = f'<polygon points="{ends.format(outline(picture.now))}" fill="{NOW}" opacity=".16"/>'
    line = f'<polyline points="{outline(picture.now)}" fill="none" stroke="{NOW}" stroke-width="2.2"/>'
    base = f'<line x1="0" x2="{_WIDTH:.0f}" y1="{_HEIGHT}" y2="{_HEIGHT}" class="base"/>'
    return svg(_WIDTH, _HEIGHT + _AXIS, ground + front + line + base + _scale(picture, language, unit), title)


def _scale(picture: Picture, language: Language, unit: str) -> str:
    low, high = picture.borders[0], picture.borders[-1]
    middle = (low * high) ** 0.5 if picture.is_log else (low + high) / 2
    if unit == "%":
        shown = [percent(value, language) for value in (low, middle, high)]
    else:
        shown = [figure(value, language) for value in (low, middle, high)]
        shown[2] += f" {unit}" if unit else ""
    places = ((0.0, "start"), (_WIDTH / 2, "middle"), (_WIDTH, "end"))
    labels = zip(places, shown, strict=True)
    return "".join(text(x, _HEIGHT + 15, label, anchor=anchor) for (x, anchor), label in labels)


def _pairs(pairs: list[tuple[str, float, float]], title: str, language: Language, widest: float | None = None) -> str:
    widest = widest or max(max(then, now) for _, then, now in pairs) or 1.0
    room = _WIDTH - _NAMES - 52
    parts = []
    for number, (name, then, now) in enumerate(pairs):
        top = number * _ROW
        shown = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
        parts.append(f"<g><title>{escape(f'{name}: {percent(then, language)} → {percent(now, language)}')}</title>")
        parts.append(text(_NAMES - 8, top + 17, shown, anchor="end", fill="#22262b"))
        for place, share, colour in ((top + 3, then, THEN), (top + 13, now, NOW)):
            length = max(room * share / widest, 1.0)
            parts.append(
                f'<rect x="{_NAMES:.0f}" y="{place:.0f}" width="{length:.1f}" height="9" rx="2" fill="{colour}"/>'
            )
        parts.append(text(_NAMES + room * max(then, now) / widest + 6, top + 17, percent(now, language)) + "</g>")
    return svg(_WIDTH, len(pairs) * _ROW, "".join(parts), title)
