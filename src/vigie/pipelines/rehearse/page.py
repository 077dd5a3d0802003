"""The diary as one page, with a picture of the accuracy over the weeks: ours and the untouched champion's."""

from __future__ import annotations

from collections import defaultdict
from html import escape
from pathlib import Path

from vigie.core.intervals import wilson_interval
from vigie.pipelines.rehearse.fast_clock import DAY
from vigie.pipelines.rehearse.rehearse import Rehearsed

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 860, 320, 46, 30, 12
_LOWEST = 0.4
_OURS, _UNTOUCHED = "#1f6f8b", "#b5541c"
_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse}td{padding:.25rem .6rem;vertical-align:top}td:first-child{white-space:nowrap;color:#666}
.bad{color:#9b2c1d}.good{color:#1d6b3a}svg{width:100%;height:auto}figcaption{color:#555}"""

_PREFACE = "Invented people and invented data; all else is the real thing, but for the clock."
_CAPTION = (
    "Share of right answers, day by day, with 95&nbsp;% intervals: what was answered, and what the first champion would"
    " have answered to the very same rows."
)

Point = tuple[int, int, int]
"""Day, right, of how many."""


def write_page(done: Rehearsed, path: Path) -> Path:
    """Write the diary of a rehearsal as one HTML file without anything from elsewhere, and return its path."""
    title = f"{done.project.file.title.say('en', done.project.name)}: a rehearsal"
    parts = [
        f"<h1>{escape(title)}</h1><p>{_PREFACE}</p>",
        f"<figure>{picture(done)}<figcaption>{_CAPTION}</figcaption></figure>",
        *_weeks(done),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>{''.join(parts)}</html>\n"
    )
    path.write_text(page, encoding="utf-8")
    return path


def picture(done: Rehearsed) -> str:
    """Return the picture as SVG."""
    start = done.diary.clock.start
    days = [(one.at - start) // DAY for one in done.answered]
    ours = _daily(days, [one.right for one in done.answered])
    other = _daily(days, list(done.untouched))
    last = max(days, default=0) + 1
    lines = _line(other, last, _UNTOUCHED, dashed=True) + _line(ours, last, _OURS)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" font-size="12"'
        ' font-family="system-ui,sans-serif"><title>Accuracy in production, day by day</title>'
        f"{_axes(last)}{_marks(done, last)}{_band(ours, last, _OURS)}{lines}"
        f'<text x="{_LEFT + 8}" y="{_HEIGHT - _BOTTOM - 24}" fill="{_OURS}">ours</text>'
        f'<text x="{_LEFT + 8}" y="{_HEIGHT - _BOTTOM - 8}" fill="{_UNTOUCHED}">the untouched champion</text></svg>'
    )


def _daily(days: list[int], right: list[bool]) -> list[Point]:
    found: dict[int, list[bool]] = defaultdict(list)
    for day, one in zip(days, right, strict=True):
        found[day].append(one)
    return [(day, sum(of_it), len(of_it)) for day, of_it in sorted(found.items())]


def _x(day: float, last: int) -> float:
    return round(_LEFT + (day + 0.5) / last * (_WIDTH - _LEFT - 8), 1)


def _y(value: float) -> float:
    return round(_TOP + (1 - max(value, _LOWEST)) / (1 - _LOWEST) * (_HEIGHT - _TOP - _BOTTOM), 1)


def _axes(last: int) -> str:
    parts = []
    for value in (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
        y = _y(value)
        parts.append(f'<path d="M{_LEFT} {y}H{_WIDTH - 8}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end" fill="#555">{value:.0%}</text>')
    parts += [
        f'<text x="{_x(day, last)}" y="{_HEIGHT - 10}" text-anchor="middle" fill="#555">{day + 1}</text>'
        for day in range(0, last, max(1, last // 14))
    ]
    return "".join(parts)


def _marks(done: Rehearsed, last: int) -> str:
    parts = []
    for number, (at, words) in enumerate(done.diary.marks):
        x = _x((at - done.diary.clock.start) / DAY - 0.5, last)
        # By turns at two heights, as some come soon after each other.
        y = _HEIGHT - _BOTTOM - (24 if number % 2 else 8)
        parts.append(f'<path d="M{x} {_TOP}V{_HEIGHT - _BOTTOM}" stroke="#888" stroke-dasharray="2 3"/>')
        parts.append(f'<text x="{x + 4}" y="{y}" fill="#555">{escape(words)}</text>')
    return "".join(parts)


def _band(points: list[Point], last: int, colour: str) -> str:
    ends = [(day, *wilson_interval(right, of)) for day, right, of in points]
    upper = [f"{_x(day, last)},{_y(high)}" for day, _, high in ends]
    lower = [f"{_x(day, last)},{_y(low)}" for day, low, _ in reversed(ends)]
    return f'<polygon points="{" ".join([*upper, *lower])}" fill="{colour}" opacity="0.15"/>'


def _line(points: list[Point], last: int, colour: str, *, dashed: bool = False) -> str:
    places = " ".join(f"{_x(day, last)},{_y(right / of)}" for day, right, of in points)
    style = ' stroke-dasharray="6 4"' if dashed else ""
    return f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="2"{style}/>'


def _weeks(done: Rehearsed) -> list[str]:
    parts = ["<table>"]
    for entry in done.diary.entries:
        if entry.kind == "week":
            parts.append(f"</table><h2>{escape(entry.text)}</h2><table>")
        else:
            parts.append(f'<tr><td>{entry.when}</td><td class="{entry.kind}">{escape(entry.text)}</td></tr>')
    return [*parts, "</table>"]
