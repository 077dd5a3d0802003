"""Watch: is it well, how much is it asked, how often is it right, and what waits for somebody."""

from __future__ import annotations

import time
from dataclasses import dataclass

import streamlit as st

from vigie.client import Alert, Health, Quality, Readiness, Traffic, Verdict
from vigie.core.errors import ServiceUnavailableError, VigieError
from vigie.ui import alerts as alert_list
from vigie.ui import charts, notices
from vigie.ui.context import Context, open_context
from vigie.ui.markup import Tone, figures, fill, note, table
from vigie.ui.verdicts import rows, table_head

_REFRESH_SECONDS = 5
# Streamlit would print a text that stands alone in a page's script, so constants are explained in comments here.
# Name → hours, and bars in the chart.
_WINDOWS = {"hour": (1.0, 60), "day": (24.0, 48), "week": (168.0, 56)}
# An interval as wide as this is called so.
_WIDE = 0.2
_KNOWN_VERDICTS = 100
_SHOWN_VERDICTS = 12


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that the page shows, read at one moment."""

    health: Health
    readiness: Readiness
    traffic: Traffic
    quality: Quality
    alerts: list[Alert]
    verdicts: list[Verdict]


def render(context: Context) -> None:
    """Draw the page."""
    st.header(context.say("watch.title"), anchor=False)
    _live(context)


@st.fragment(run_every=_REFRESH_SECONDS)
def _live(context: Context) -> None:
    # On the timer only this runs, outside the frame that would say it in plain words.
    try:
        _draw(context, _window(context))
    except ServiceUnavailableError as error:
        notices.away(context.say, error)
    except VigieError as error:
        notices.refused(context.say, error)


def _window(context: Context) -> str:
    with st.container(horizontal=True, horizontal_alignment="right"):
        return str(
            st.segmented_control(
                context.say("watch.window"),
                list(_WINDOWS),
                default="day",
                required=True,
                format_func=lambda name: context.say(f"watch.window.{name}"),
                key="window",
                label_visibility="collapsed",
            )
        )


def _draw(context: Context, window: str) -> None:
    seen = _look(context, window)
    waiting = [alert for alert in seen.alerts if alert.state != "closed"]
    _draw_state(context, seen, waiting)
    _draw_figures(context, seen, waiting, context.say(f"watch.during.{window}"))
    if waiting:
        alert_list.draw(context, seen.alerts, seen.verdicts)
    _draw_accuracy(context, seen.quality)
    _draw_traffic(context, seen.traffic)
    _draw_verdicts(context, seen.verdicts)
    if not waiting:
        alert_list.draw(context, seen.alerts, seen.verdicts)
    st.caption(context.say("watch.refresh", n=_REFRESH_SECONDS))


def _look(context: Context, window: str) -> Seen:
    client = context.client
    hours, buckets = _WINDOWS[window]
    since = time.time_ns() // 1000 - round(hours * 3600e6)
    return Seen(
        client.health(),
        client.ready(),
        client.traffic(hours, buckets),
        client.quality(since),
        client.alerts(limit=20),
        client.verdicts(_KNOWN_VERDICTS),
    )


def _draw_state(context: Context, seen: Seen, waiting: list[Alert]) -> None:
    say = context.say
    tone, key = _judge(seen, waiting)
    facts = [say("state.up", span=say.span(seen.health.uptime_seconds))]
    if seen.health.model_version is not None:
        facts.insert(0, say("state.version", version=seen.health.model_version))
    alerts = say.count("count.alert", len(waiting))
    st.html(note(say(f"state.{key}"), say(f"state.{key}_text", alerts=alerts), tone))
    if seen.health.model_refused:
        st.html(note(say("state.refused"), seen.health.model_refused, "warn"))
    st.html(fill('<p class="vg-soft vg-line">{text}</p>', text=" · ".join(facts)))


def _judge(seen: Seen, waiting: list[Alert]) -> tuple[Tone, str]:
    if not seen.readiness.ready:
        return "bad", "not_ready"
    return ("warn", "alert") if waiting else ("good", "well")


def _draw_figures(context: Context, seen: Seen, waiting: list[Alert], during: str) -> None:
    say, quality = context.say, seen.quality
    asked = sum(bucket.predictions for bucket in seen.traffic.buckets)
    right = "–" if quality.accuracy is None else say.percent(quality.accuracy)
    st.html(
        figures(
            [
                (say("watch.asked"), say.number(asked), during),
                (say("watch.judged"), say.number(quality.verdicts), during),
                (say("watch.right"), right, say("watch.of_judged")),
                (say("watch.alerts"), say.number(len(waiting)), say("watch.waiting")),
            ]
        )
    )


def _draw_accuracy(context: Context, quality: Quality) -> None:
    say = context.say
    st.subheader(say("accuracy.title"), anchor=False)
    if quality.accuracy is None or quality.low is None or quality.high is None:
        st.html(fill('<p class="vg-soft">{text}</p>', text=say("accuracy.none")))
        return
    words = say(
        "accuracy.words",
        right=say.number(quality.confirmed),
        judged=say.count("count.judged", quality.verdicts),
        share=say.percent(quality.accuracy),
        low=say.percent(quality.low),
        high=say.percent(quality.high),
    )
    more = say("accuracy.wide" if quality.high - quality.low > _WIDE else "accuracy.narrow")
    low, width = f"{100 * quality.low:.1f}", f"{100 * (quality.high - quality.low):.1f}"
    st.html(
        fill(
            '<div class="vg-range" role="img" aria-label="{words}"><i style="left:{low}%;width:{width}%"></i>'
            '<b style="left:{at}%"></b></div>'
            '<div class="vg-ends" aria-hidden="true"><span>{none}</span><span>{all}</span></div>',
            words=words,
            low=low,
            width=width,
            at=f"{100 * quality.accuracy:.1f}",
            none=say.percent(0),
            all=say.percent(1),
        )
        + fill('<p>{words} {more}</p><p class="vg-soft">{bias}</p>', words=words, more=more, bias=say("accuracy.bias"))
    )


def _draw_traffic(context: Context, traffic: Traffic) -> None:
    say = context.say
    st.subheader(say("traffic.title"), anchor=False)
    if not any(bucket.predictions for bucket in traffic.buckets):
        st.html(fill('<p class="vg-soft">{text}</p>', text=say("traffic.none")))
        return
    titles = {label.name: context.label(label.name) for label in context.model.target.labels}
    words = charts.Axis(say("traffic.time"), say("traffic.amount"), say("traffic.label"))
    st.altair_chart(
        charts.traffic_chart(traffic, titles, words, say.zone, ordered=context.model.target.ordered), theme=None
    )


def _draw_verdicts(context: Context, verdicts: list[Verdict]) -> None:
    say = context.say
    st.subheader(say("verdicts.title"), anchor=False)
    if not verdicts:
        st.html(fill('<p class="vg-soft">{text}</p>', text=say("verdicts.none")))
        return
    st.html(table(table_head(context), rows(context, verdicts[:_SHOWN_VERDICTS]), say("verdicts.title")))


if __name__ == "__main__":
    render(open_context())
