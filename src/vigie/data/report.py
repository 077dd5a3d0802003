"""The exploration as one page: a single HTML file with its pictures inside, no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from vigie import __version__
from vigie.core.types import SPLITS, Split
from vigie.data.exploration.charts import escape, label_colours, legend, stacked_bar
from vigie.data.exploration.sections import categories, columns, leaks, numbers, texts, time
from vigie.data.profile import Profile

STYLE = Path(__file__).with_name("report.css")
_SPLIT_NAMES = {"train": "Train", "validation": "Validation", "test": "Test (sealed: counted only)"}


def write_report(profile: Profile, path: Path) -> Path:
    """Write the report to `path` (its folder is made) and return it. The file is whole or not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(render(profile), encoding="utf-8")
    part.replace(path)
    return path


def render(profile: Profile) -> str:
    """Return the page. Whatever comes from the data or the project file is escaped."""
    colours = label_colours(profile.labels, is_ordered=profile.is_ordered, positive=profile.positive)
    body = "\n".join(_sections(profile, colours))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(profile.title)} · exploration</title>"
        f"<style>{STYLE.read_text(encoding='utf-8')}</style></head>\n<body><main>\n{body}\n</main></body></html>\n"
    )


def _sections(profile: Profile, colours: dict[str, str]) -> Iterator[str]:
    yield _head(profile)
    yield _tiles(profile)
    yield _findings(profile)
    yield _labels(profile, colours)
    yield from leaks(profile)
    yield from time(profile, colours)
    yield from texts(profile, colours)
    yield from numbers(profile, colours)
    yield from categories(profile, colours)
    yield from columns(profile)
    yield _foot(profile)


def _head(profile: Profile) -> str:
    made = datetime.fromtimestamp(profile.version.created_at / 1e6, tz=UTC).strftime("%d %B %Y, %H:%M UTC").lstrip("0")
    sample = (
        '<div class="sample"><b>Invented sample.</b> These rows were made by a generator so that the project can be'
        " tried at once. No number here says anything about the world.</div>"
        if profile.is_sample
        else ""
    )
    return (
        f'<header><p class="eyebrow">Exploration · {escape(profile.project)}</p><h1>{escape(profile.title)}</h1>'
        f"<p>Dataset version {profile.version.number} of {made}, from {escape(profile.version.source)}."
        f" Everything but the label counts is about the training rows alone.</p>{sample}</header>"
    )


def _tiles(profile: Profile) -> str:
    features = [column for column in profile.columns if column.type != "other"]
    cells = max(profile.rows * len(features), 1)
    missing = sum(column.missing for column in features) / cells
    tiles = [
        (f"{profile.version.rows:,}", "rows in all"),
        (f"{profile.rows:,}", "training rows"),
        (f"{len(features)}", f"features, of {len(profile.columns)} columns"),
        (f"{missing:.1%}", "of feature values missing"),
        (f"{profile.repeats.exact:,}", f"repeated rows, {profile.repeats.near:,} more nearly so"),
        (f"{profile.repeats.conflicting:,}", "rows with conflicting labels"),
    ]
    shown = "".join(f'<div class="tile"><b>{number}</b><span>{text}</span></div>' for number, text in tiles)
    return f'<div class="tiles">{shown}</div>'


def _findings(profile: Profile) -> str:
    items = "".join(f'<li class="{finding.kind}">{escape(finding.text)}</li>' for finding in profile.findings)
    return f'<h2>What to know first</h2><ul class="findings">{items}</ul>'


def _labels(profile: Profile, colours: dict[str, str]) -> str:
    rows = "".join(_split_row(profile, split, colours) for split in SPLITS)
    return (
        f"<h2>Labels</h2><p class='about'>How often each label of <b>{escape(profile.target)}</b> comes in each"
        f" split.</p>{legend(profile.labels, colours, profile.label_titles)}"
        f'<div class="card"><table><tr><th>Split</th><th class="n">Rows</th><th>Share of each label</th></tr>{rows}'
        "</table></div>"
    )


def _split_row(profile: Profile, split: Split, colours: dict[str, str]) -> str:
    counts = [profile.counts[split].get(label, 0) for label in profile.labels]
    bar = stacked_bar(counts, profile.labels, colours, height=26)
    return f'<tr><td>{_SPLIT_NAMES[split]}</td><td class="n">{sum(counts):,}</td><td class="bars">{bar}</td></tr>'


def _foot(profile: Profile) -> str:
    return (
        f"<footer>Made by Vigie {escape(__version__)} from content {escape(profile.version.content_hash[:12])}."
        " People's mentions and web addresses in examples are masked.</footer>"
    )
