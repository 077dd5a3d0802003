"""Watch: is it well, since when and why not; how often it is right, what has changed, and what was done about it."""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from vigie.client import Alert, Traffic, Verdict
from vigie.core.errors import ServiceUnavailableError, VigieError
from vigie.ui import accuracy, charts, drift, learning, notices, reigns, standing, trial, worth
from vigie.ui import alerts as alert_list
from vigie.ui.context import Context, open_context
from vigie.ui.learned import LEARNED_SECONDS, read_learned
from vigie.ui.markup import fill, table
from vigie.ui.verdicts import rows, table_head

_REFRESH_SECONDS = 5
# Streamlit would print a text that stands alone in a page's script, so constants are explained in comments here.
# Name → hours, and bars in the chart.
_WINDOWS = {"hour": (1.0, 60), "day": (24.0, 48), "week": (168.0, 56)}
_KNOWN_VERDICTS = 100
_SHOWN_VERDICTS = 12


def render(context: Context) -> None:
    """Draw the page. What is typed into one part is safe while another brings itself up to date."""
    say = context.say
    st.header(say("watch.title"), anchor=False)
    window = _window(context)
    _now(context, window)
    _slowly(context)
    _lately(context, window)
    _guarded(context, lambda: reigns.draw(context))
    st.caption(say("watch.refresh", n=_REFRESH_SECONDS))


@st.fragment(run_every=_REFRESH_SECONDS)
def _now(context: Context, window: str) -> None:
    _guarded(context, lambda: _draw_now(context, window), tells=True)


@st.fragment(run_every=2 * LEARNED_SECONDS)
def _slowly(context: Context) -> None:
    _guarded(context, lambda: _draw_slowly(context))


@st.fragment(run_every=_REFRESH_SECONDS)
def _lately(context: Context, window: str) -> None:
    _guarded(context, lambda: _draw_lately(context, window))


def _guarded(context: Context, draw: Callable[[], None], *, tells: bool = False) -> None:
    # On the timer only a part runs, outside the frame that would say it in plain words.
    try:
        draw()
    except ServiceUnavailableError as error:
        if tells:  # once is enough
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


def _draw_now(context: Context, window: str) -> None:
    client = context.client
    hours, buckets = _WINDOWS[window]
    since = time.time_ns() // 1000 - round(hours * 3600e6)
    seen = standing.Seen(
        client.health(), client.ready(), client.traffic(hours, buckets), client.quality(since).verdicts,
        client.alerts(limit=50), client.reviews(limit=1).waiting,
    )  # fmt: skip
    learned = read_learned(context.addresses.api)
    latency = [one for one in learned.monitors.newest if one.monitor == "latency"]
    standing.draw_state(context, seen)
    standing.draw_figures(context, seen, learned.course, latency, context.say(f"watch.during.{window}"))
    if seen.waiting:
        alert_list.draw(context, seen.waiting, client.verdicts(_KNOWN_VERDICTS))


def _draw_slowly(context: Context) -> None:
    learned = read_learned(context.addresses.api)
    accuracy.draw(context, learned.course)
    measured = {one.subject: one for one in learned.monitors.newest if one.monitor == "drift"}
    drift.draw(context, learned.drift, measured)
    worth.draw(context, learned.impact)
    trial.draw(context, learned.challenges)
    learning.draw(context, learned.retrainings)


def _draw_lately(context: Context, window: str) -> None:
    client = context.client
    hours, buckets = _WINDOWS[window]
    _draw_traffic(context, client.traffic(hours, buckets))
    verdicts = client.verdicts(_KNOWN_VERDICTS)
    _draw_verdicts(context, verdicts)
    found: list[Alert] = client.alerts(limit=50)
    closed = [alert for alert in found if alert.state == "closed"]
    if closed or not found:
        alert_list.draw(context, closed, verdicts, past=bool(closed))


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
