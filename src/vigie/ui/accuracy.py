"""How often it is right: the number without bias first, what else is known beside it, and the estimate as one."""

from __future__ import annotations

import streamlit as st

from vigie.core.answers.watching import AccuracyCourse, AccuracyPeriod, EstimatedAccuracy, KindAccuracy
from vigie.ui import charts
from vigie.ui.context import Context
from vigie.ui.markup import Bar, badge, bars, escape, fill, table
from vigie.ui.ranges import share_range

DAYS = 14
"""Verdicts are rare and late: a shorter time says little."""
_KINDS = ("asked", "imported", "volunteered")
"""Those without bias first."""
_WIDE = 0.2
"""An interval as wide as this is called so."""


def draw(context: Context, course: AccuracyCourse) -> None:
    """Draw accuracy in production."""
    say, whole = context.say, course.whole
    st.subheader(say("accuracy.title"), anchor=False)
    kind = None if whole is None else first_kind(whole)
    if whole is None or (kind is None and whole.estimated is None):
        st.html(fill('<p class="vg-soft">{text}</p>', text=say("accuracy.none")))
        return
    if kind is None:
        st.html(fill('<p class="vg-soft">{text}</p>', text=say("accuracy.none")))
    else:
        _draw_first(context, course, whole, kind)
        _draw_others(context, whole, kind)
    if whole.estimated is not None:
        _draw_estimate(context, course, whole.estimated)
    _draw_course(context, course, kind)
    if kind is not None:
        _draw_figures(context, whole)


def first_kind(whole: AccuracyPeriod) -> str | None:
    """Return the kind of verdict whose number comes first: without bias and enough of them, else whatever there is."""
    return whole.shown or next((kind for kind in _KINDS if _accuracy(whole, kind)), None)


def _accuracy(whole: AccuracyPeriod, kind: str) -> KindAccuracy | None:
    found = whole.by_kind.get(kind)
    return found if found is not None and found.accuracy is not None else None


def _draw_first(context: Context, course: AccuracyCourse, whole: AccuracyPeriod, kind: str) -> None:
    say, found = context.say, whole.by_kind[kind]
    share, (low, high) = found.accuracy or 0.0, found.accuracy_interval or (0.0, 1.0)
    words = say(
        "accuracy.words",
        right=say.number(found.right),
        judged=say.count("count.judged", found.n),
        share=say.percent(share),
        low=say.percent(low),
        high=say.percent(high),
    )
    more = [say("accuracy.wide" if high - low > _WIDE else "accuracy.narrow")]
    # What people volunteer is no measure of a promise.
    promise = course.promise if kind == whole.shown else None
    if promise is not None:
        more.append(_against(context, promise, low, high))
    care = "" if kind == whole.shown else badge(say("accuracy.biased"), "warn") + " "
    st.html(
        share_range(say, share, (low, high), words, promise=promise)
        + fill('<p>{words} {more}</p><p class="vg-soft">', words=words, more=" ".join(more))
        + care
        + fill("{worth} {days}</p>", worth=say.of(whole.words), days=say("accuracy.days", n=DAYS))
    )  # fmt: skip


def _against(context: Context, promise: float, low: float, high: float) -> str:
    key = "less" if high < promise else "more" if low > promise else "as"
    return context.say(f"accuracy.promise.{key}", share=context.say.percent(promise))


def _draw_others(context: Context, whole: AccuracyPeriod, first: str) -> None:
    say = context.say
    entries = []
    for kind in _KINDS:
        found = _accuracy(whole, kind)
        if found is not None and kind != first:
            figure = say("accuracy.of", share=say.percent(found.accuracy or 0.0), n=say.number(found.n))
            entries.append(Bar(say(f"accuracy.kind.{kind}"), found.accuracy or 0.0, figure))
    if entries:
        st.html(bars(entries, say("accuracy.others")))
    if "volunteered" in whole.by_kind:
        st.html(fill('<p class="vg-soft">{text}</p>', text=say("accuracy.bias")))


def _draw_estimate(context: Context, course: AccuracyCourse, found: EstimatedAccuracy) -> None:
    say = context.say
    words = say(
        "estimate.words", share=say.percent(found.accuracy), low=say.percent(found.low), high=say.percent(found.high)
    )
    off = say("estimate.unchecked")
    if course.estimate_error is not None and course.estimate_checks:
        off = say(
            "estimate.checked",
            times=say.count("count.checked", len(course.estimate_checks)),
            points=say.number(100 * course.estimate_error, 1),
        )
    what = " ".join([say("estimate.what"), off])
    st.html(
        '<div class="vg-estimate">' + badge(say("estimate.badge"), "plain")
        + share_range(say, found.accuracy, (found.low, found.high), words, estimate=True)
        + fill('<p>{words} <span class="vg-soft">{what}</span></p></div>', words=words, what=what)
    )  # fmt: skip


def _draw_course(context: Context, course: AccuracyCourse, kind: str | None) -> None:
    seen = [one for one in course.periods if kind is not None and _accuracy(one, kind)]
    if len(seen) < 2:
        return
    say = context.say
    days = [
        charts.Day(one.at, found.accuracy or 0.0, found.accuracy_interval or (0.0, 1.0), found.n,
                   one.estimated.accuracy if one.estimated else None)
        for one in seen if (found := _accuracy(one, kind or "")) is not None
    ]  # fmt: skip
    names = (say(f"accuracy.kind.{kind}"), say("estimate.badge"))
    st.altair_chart(charts.accuracy_chart(days, names, say("accuracy.share"), say), theme=None)


def _draw_figures(context: Context, whole: AccuracyPeriod) -> None:
    say = context.say
    with st.expander(say("figures.title")):
        head = [say(f"figures.{name}") for name in ("kind", "n", "accuracy", "f1", "calibration", "chance")]
        rows = [
            [
                escape(say(f"accuracy.kind.{kind}")),
                say.number(found.n),
                _with_ends(context, found.accuracy, found.accuracy_interval),
                _with_ends(context, found.macro_f1, found.macro_f1_interval),
                _with_ends(context, found.calibration_error, found.calibration_interval),
                _with_ends(context, found.calibration_by_chance, None),
            ]
            for kind in _KINDS
            if (found := whole.by_kind.get(kind)) is not None
        ]
        st.html(table(head, rows, say("figures.title")))
        first = first_kind(whole)
        if first is not None:
            _draw_confusion(context, whole.by_kind[first])


def _with_ends(context: Context, value: float | None, ends: tuple[float, float] | None) -> str:
    say = context.say
    if value is None:
        return "–"
    if ends is None:
        return say.number(value, 3)
    return say("figures.ends", value=say.number(value, 3), low=say.number(ends[0], 3), high=say.number(ends[1], 3))


def _draw_confusion(context: Context, found: KindAccuracy) -> None:
    say = context.say
    labels = [label.name for label in context.model.target.labels]
    counted = {(right, answered): n for right, answered, n in found.confusion}
    if not counted:
        return
    head = [say("figures.right"), *(say("figures.answered", label=context.label(name)) for name in labels)]
    rows = [
        [escape(context.label(right)), *(say.number(counted.get((right, answered), 0)) for answered in labels)]
        for right in labels
    ]
    unknown = [say.number(counted.get((None, answered), 0)) for answered in labels]
    if any(right is None for right, _ in counted):
        rows.append([escape(say("figures.unknown")), *unknown])
    title = say("figures.confusion")
    st.html(fill('<p class="vg-soft">{title}</p>', title=title) + table(head, rows, title))
