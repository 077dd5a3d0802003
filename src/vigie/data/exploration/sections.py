"""The report's sections about leaks, time and columns; each yields nothing where it has nothing to say."""

from __future__ import annotations

from collections.abc import Iterator

from vigie.data.exploration.charts import (
    compact,
    escape,
    histogram,
    number_picture,
    plain_bar,
    stacked_bar,
    timeline_picture,
)
from vigie.data.exploration.column_facts import CategoryFacts, ColumnSummary, NumberFacts, TextFacts
from vigie.data.exploration.leaks import SUSPICIOUS_GAIN, ColumnPower
from vigie.data.exploration.words import TellingWord
from vigie.data.profile import Profile

_SHOWN_POWERS = 12
_QUIET = "#9fb3bf"
_LOUD = "#c8553d"


def leaks(profile: Profile) -> Iterator[str]:
    shown = [power for power in profile.powers if power.is_suspect or power.gain > 0.01]
    shown = [*[power for power in shown if power.is_suspect], *[power for power in shown if not power.is_suspect]]
    shown = sorted(shown[:_SHOWN_POWERS], key=lambda power: -power.gain)
    if not shown:
        return
    yield (
        "<h2>What single columns give away</h2><p class='about'>How much of the majority's errors each column avoids"
        f" all alone, gaps included, on rows it was not fitted on. From {SUSPICIOUS_GAIN:.0%} on (dashed) it is"
        " suspected to be known too late, or to be made from the label.</p>"
    )
    yield f'<div class="card"><table>{"".join(_power_row(power) for power in shown)}</table></div>'


def _power_row(power: ColumnPower) -> str:
    chip = '<span class="chip">feature</span>' if power.is_feature else '<span class="chip other">not used</span>'
    bar = plain_bar(power.gain, _LOUD if power.is_suspect else _QUIET, mark=SUSPICIOUS_GAIN)
    why = f"<br><small>{escape('; '.join(power.reasons))}</small>" if power.is_suspect else ""
    flag = ' <span class="chip leak">suspected leak</span>' if power.is_suspect else ""
    return (
        f'<tr><td>{escape(power.column)}{flag}{why}</td><td>{chip}</td><td class="wide">{bar}</td>'
        f'<td class="n">{max(power.gain, 0):.0%}</td></tr>'
    )


def time(profile: Profile, colours: dict[str, str]) -> Iterator[str]:
    timeline = profile.timeline
    if timeline is None:
        return
    yield (
        f"<h2>Labels over time</h2><p class='about'>Rows by <b>{escape(timeline.column)}</b> (above) and the share of"
        f" each label in them (below). The time alone avoids {max(timeline.gain, 0):.0%} of the majority's errors.</p>"
    )
    unread = f"<p class='facts'>{timeline.unread:,} rows have no time that can be read.</p>" if timeline.unread else ""
    yield f'<div class="card">{timeline_picture(timeline, profile.labels, colours)}{unread}</div>'


def texts(profile: Profile, colours: dict[str, str]) -> Iterator[str]:
    for facts in profile.texts:
        yield f"<h2>Text: {escape(facts.name)}</h2>"
        yield f'<div class="grid">{_lengths(facts, profile, colours)}{_markup(facts, profile)}</div>'
        yield _words(facts, profile, colours)
        yield _examples(facts, profile)


def _lengths(facts: TextFacts, profile: Profile, colours: dict[str, str]) -> str:
    medians = "".join(
        f"<span>{escape(label)} <b>{compact(facts.median_length[label])}</b></span>"
        for label in profile.labels
        if label in facts.median_length
    )
    return (
        '<div class="card"><h3>Length in characters</h3>'
        f'{histogram(facts.lengths, profile.labels, colours)}<p class="facts"><span>median:</span>{medians}'
        f"<span>longest <b>{compact(facts.longest)}</b></span></p></div>"
    )


def _markup(facts: TextFacts, profile: Profile) -> str:
    rows = "".join(
        f'<tr><td>{escape(name)}</td><td class="wide">{plain_bar(rows / max(profile.rows, 1), _QUIET)}</td>'
        f'<td class="n">{rows:,}</td></tr>'
        for name, rows in facts.markup.items()
    )
    table = f"<table>{rows}</table>" if rows else "<p class='about'>Nothing but words and signs.</p>"
    return f'<div class="card"><h3>What is in it besides words</h3>{table}</div>'


def _words(facts: TextFacts, profile: Profile, colours: dict[str, str]) -> str:
    strongest = max((word.weight for words in facts.words.values() for word in words), default=1.0)
    blocks = "".join(
        _word_table(label, facts.words.get(label, ()), strongest, colours[label]) for label in profile.labels
    )
    return (
        '<div class="card"><h3>Words that tell the labels apart</h3><small>Rows of the label with the word / rows of'
        " others. Ranked by log-odds with a Dirichlet prior (Monroe et al., 2008).</small>"
        f'<div class="words">{blocks}</div></div>'
    )


def _word_table(label: str, words: tuple[TellingWord, ...], strongest: float, colour: str) -> str:
    lines = "".join(
        f"<tr><td>{escape(word.word)}</td><td class='wide'>{plain_bar(word.weight / strongest, colour)}</td>"
        f"<td class='n'>{word.rows:,} <small>/ {word.rows_elsewhere:,}</small></td></tr>"
        for word in words
    )
    return f"<div><h4>{escape(label)}</h4><table>{lines or '<tr><td><small>none</small></td></tr>'}</table></div>"


def _examples(facts: TextFacts, profile: Profile) -> str:
    blocks = "".join(
        f"<div><h4>{escape(label)}</h4>{''.join(f'<blockquote>{escape(text)}</blockquote>' for text in quotes)}</div>"
        for label in profile.labels
        if (quotes := facts.examples.get(label))
    )
    return f'<div class="card quotes"><h3>Examples</h3><div class="words">{blocks}</div></div>' if blocks else ""


def numbers(profile: Profile, colours: dict[str, str]) -> Iterator[str]:
    if not profile.numbers:
        return
    yield (
        "<h2>Numbers</h2><p class='about'>Between the 1 % and 99 % quantiles; what lies beyond is in the outer bars."
        " Below each: the middle half of every label, and its median.</p>"
    )
    yield f'<div class="grid">{"".join(_number(facts, profile, colours) for facts in profile.numbers)}</div>'


def _number(facts: NumberFacts, profile: Profile, colours: dict[str, str]) -> str:
    told = [("from", facts.low), ("median", facts.median), ("mean", facts.mean), ("to", facts.high)]
    line = "".join(f"<span>{name} <b>{compact(value)}</b></span>" for name, value in told)
    missing = f"<span>missing <b>{facts.missing / max(profile.rows, 1):.1%}</b></span>"
    unit = f" <small>{escape(facts.unit)}</small>" if facts.unit else ""
    picture = number_picture(facts, profile.labels, colours)
    return f'<div class="card"><h3>{escape(facts.name)}{unit}</h3><p class="facts">{line}{missing}</p>{picture}</div>'


def categories(profile: Profile, colours: dict[str, str]) -> Iterator[str]:
    if not profile.categories:
        return
    yield "<h2>Categories</h2><p class='about'>The most frequent values, and the share of each label in their rows.</p>"
    yield f'<div class="grid">{"".join(_category(facts, profile, colours) for facts in profile.categories)}</div>'


def _category(facts: CategoryFacts, profile: Profile, colours: dict[str, str]) -> str:
    lines = "".join(
        f"<tr><td>{escape(_short(value))}</td><td class='n'>{sum(rows):,}</td>"
        f"<td class='wide'>{stacked_bar(rows, profile.labels, colours, height=14)}</td></tr>"
        for value, rows in zip(facts.values, facts.counts.tolist(), strict=True)
    )
    if facts.others:
        lines += f"<tr><td><small>other values</small></td><td class='n'>{facts.others:,}</td><td></td></tr>"
    missing = f"{facts.missing / max(profile.rows, 1):.1%}"
    told = f"<span>values <b>{facts.distinct:,}</b></span><span>missing <b>{missing}</b></span>"
    head = f'<h3>{escape(facts.name)}</h3><p class="facts">{told}</p>'
    return f'<div class="card">{head}<table>{lines}</table></div>'


def columns(profile: Profile) -> Iterator[str]:
    suspects = {power.column for power in profile.suspects}
    yield "<h2>All columns</h2><p class='about'>Features first, then what no model sees.</p>"
    rows = "".join(_column(column, profile, column.name in suspects) for column in profile.columns)
    yield (
        f'<div class="card"><table><tr><th>Column</th><th>Kind</th><th class="n">Distinct</th><th>Missing</th>'
        f'<th class="n"></th></tr>{rows}</table></div>'
    )


def _column(column: ColumnSummary, profile: Profile, is_suspect: bool) -> str:
    share = column.missing / max(profile.rows, 1)
    kind = "not used" if column.type == "other" else column.type
    chip = f'<span class="chip{" other" if column.type == "other" else ""}">{escape(kind)}</span>'
    leak = ' <span class="chip leak">suspected leak</span>' if is_suspect else ""
    return (
        f'<tr><td>{escape(column.name)}{leak}</td><td>{chip}</td><td class="n">{column.distinct:,}</td>'
        f'<td class="wide">{plain_bar(share, _QUIET)}</td><td class="n">{share:.1%}</td></tr>'
    )


def _short(value: str, limit: int = 60) -> str:
    return value if len(value) <= limit else value[: limit - 1] + "…"
