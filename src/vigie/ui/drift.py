"""What has changed since training: a sentence for the whole, and a picture per column of then and now."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from vigie.core.answers.drift import Drift, DriftColumn, DriftPicture
from vigie.core.answers.watching import Measured
from vigie.ui.context import Context
from vigie.ui.markup import Tone, badge, facts, fill, note
from vigie.ui.silhouettes import Pair, legend, outlines, pairs

_SHOWN = 6
_WORDS = 12
_SEEN = 0.005
"""A share that is not drawn as 0 %."""
_DRIFTED = ("drifted", "gone")
_STRENGTHS = ((0.25, "some"), (0.5, "much"), (1.01, "all"))
_WEIGHTS = ((0.05, "little"), (0.3, "some"), (1.01, "much"))
_ANSWERS = ("label", "confidence")
"""Kinds that are no column: what follows from the columns, and is told after them."""
_SHARES = ("unknown",)
"""Pictures whose scale is a share."""


def draw(context: Context, drift: Drift, measured: Mapping[str, Measured]) -> None:
    """Draw the newest comparison.

    Parameters
    ----------
    measured
        Column → its drift as measured, for those who want the numbers by their technical names.
    """
    say = context.say
    st.subheader(say("drift.title"), anchor=False)
    changed = sorted(
        (column for column in drift.columns if column.status in _DRIFTED), key=lambda column: column.kind in _ANSWERS
    )
    tone: Tone = "plain" if drift.problem else "warn" if changed else "good"
    title = "drift.not_compared" if drift.problem else "drift.changed" if changed else "drift.same"
    st.html(note(say(title), say.of(drift.text), tone))
    _draw_window(context, drift)
    if changed:
        st.html(legend(say("drift.then"), say("drift.now")))
    for column in changed[:_SHOWN]:
        _draw_column(context, column, measured.get(column.column))
    if changed[_SHOWN:]:
        with st.expander(say("drift.more", n=len(changed) - _SHOWN)):
            for column in changed[_SHOWN:]:
                _draw_column(context, column, measured.get(column.column))
    _draw_others(context, drift)


def _draw_window(context: Context, drift: Drift) -> None:
    say = context.say
    if drift.at is None or drift.since is None or not drift.reference_rows:
        return
    words = say(
        "drift.window",
        answers=say.count("count.answer", drift.read or drift.rows),
        span=say.span((drift.at - drift.since) / 1e6),
        rows=say.count("count.row", drift.reference_rows),
        ago=say.ago(drift.at),
    )
    st.html(fill('<p class="vg-soft">{text}</p>', text=words))


def _draw_column(context: Context, column: DriftColumn, measured: Measured | None) -> None:
    say = context.say
    title = say.of(column.title, column.column)
    with st.container(border=True, key=f"vg-drift-{column.column.strip('()')}"):
        st.html(
            fill('<div class="vg-alert"><p>{title}</p>', title=title)
            + badge(say(f"drift.strength.{_word(column.change or 1.0, _STRENGTHS)}"), "warn")
            + fill('<span class="vg-soft">{text}</span></div>', text=_weight(context, column))
            + fill("<p>{text}</p>", text=say.of(column.text))
        )
        drawn = [_picture(context, column, picture) for picture in column.pictures]
        if column.words:
            drawn.append(_words(context, column))
        if drawn:
            st.html('<div class="vg-pictures">' + "".join(drawn) + "</div>")
        with st.expander(say("drift.figures")):
            st.html(facts(_figures(context, column, measured)))


def _weight(context: Context, column: DriftColumn) -> str:
    # The answers and their confidence are no columns that weigh in an answer.
    if column.importance is None or column.kind in _ANSWERS:
        return ""
    return context.say(f"drift.weight.{_word(column.importance, _WEIGHTS)}")


def _word(value: float, steps: tuple[tuple[float, str], ...]) -> str:
    return next((word for limit, word in steps if value < limit), steps[-1][1])


def _picture(context: Context, column: DriftColumn, picture: DriftPicture) -> str:
    say = context.say
    of = column.kind if column.kind in _ANSWERS else picture.of
    title = say(f"drift.of.{of}") if say.known(f"drift.of.{of}") else of
    if picture.of == "distribution" and column.unit:
        title = say("drift.in_unit", title=title, unit=column.unit)
    named = [say.of(name) for name in picture.names]
    body = _outlines(context, column, picture, title)
    if named:
        entries = [
            Pair(name, then, now, say.percent(then), say.percent(now))
            for name, then, now in zip(named, picture.then, picture.now, strict=True)
            if max(then, now) >= _SEEN
        ]
        body = pairs(entries, title, say("drift.then"), say("drift.now"))
    return fill('<figure class="vg-picture"><figcaption>{title}</figcaption>', title=title) + body + "</figure>"


def _outlines(context: Context, column: DriftColumn, picture: DriftPicture, title: str) -> str:
    if not picture.borders:
        return ""
    say, low, high = context.say, picture.borders[0], picture.borders[-1]
    middle = (low * high) ** 0.5 if picture.is_log else (low + high) / 2
    of_shares = column.kind == "confidence" or picture.of in _SHARES
    left, centre, right = (
        say.percent(value) if of_shares else say.number(value, 0 if high - low > 20 else 2)
        for value in (low, middle, high)
    )
    return outlines(picture.then, picture.now, (left, centre, right), say("drift.picture", title=title))


def _words(context: Context, column: DriftColumn) -> str:
    say = context.say
    entries = [
        Pair(say.of(word.word), word.then, word.now, say.percent(word.then), say.percent(word.now))
        for word in column.words[:_WORDS]
    ]
    title = say("drift.of.words")
    body = pairs(entries, title, say("drift.then"), say("drift.now"))
    return fill('<figure class="vg-picture"><figcaption>{title}</figcaption>', title=title) + body + "</figure>"


def _figures(context: Context, column: DriftColumn, measured: Measured | None) -> list[tuple[str, str]]:
    say = context.say
    found = [(say("drift.figure.change"), _number(context, column.change))]
    found += [(say("drift.figure.importance"), _number(context, column.importance))]
    found += [(say("drift.figure.rows"), say.number(column.rows))]
    if column.missing_then or column.missing_now:
        found.append(
            (say("drift.figure.missing"), f"{say.percent(column.missing_then)} → {say.percent(column.missing_now)}")
        )
    detail = measured.detail if measured is not None else {}
    for name in ("stability_index", "moved_by", "area", "median_then", "median_now"):
        value = detail.get(name)
        if isinstance(value, int | float):
            found.append((say(f"drift.figure.{name}"), _number(context, float(value))))
    return found


def _number(context: Context, value: float | None) -> str:
    return "–" if value is None else context.say.number(value, 3)


def _draw_others(context: Context, drift: Drift) -> None:
    say = context.say
    steady = [say.of(one.title, one.column) for one in drift.columns if one.status == "steady"]
    if steady:
        words = say("drift.steady", names=", ".join(steady))
        st.html(fill('<p class="vg-soft">{text}</p>', text=words))
    for one in drift.columns:
        if one.status not in ("steady", *_DRIFTED):
            words = say("value.named", name=say.of(one.title, one.column), value=say.of(one.text))
            st.html(fill('<p class="vg-soft">{text}</p>', text=words))
