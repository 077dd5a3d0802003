"""Is it well, since when, and why not: one sentence with a colour and a word, and the figures beside it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from vigie.client import Alert, Health, Readiness, Traffic
from vigie.core.answers.watching import AccuracyCourse, Measured
from vigie.ui.accuracy import DAYS, first_kind
from vigie.ui.alerts import sentence
from vigie.ui.context import Context
from vigie.ui.markup import Tone, figures, fill, note

_NAMED = 2
_STALE_US = 600_000_000
"""What a service measures each minute says nothing of now after so long."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the top of the page shows, read at one moment."""

    health: Health
    readiness: Readiness
    traffic: Traffic
    judged: int
    """Verdicts in the window."""
    alerts: Sequence[Alert]
    """Newest first."""
    to_review: int

    @property
    def waiting(self) -> list[Alert]:
        return [alert for alert in self.alerts if alert.state != "closed"]


def draw_state(context: Context, seen: Seen) -> None:
    """Draw the sentence, and the facts of what is running."""
    say = context.say
    tone, key = _judge(seen)
    words = " ".join([say(f"state.{key}_text"), _since(context, seen, key), *_why(context, seen)]).strip()
    st.html(note(say(f"state.{key}"), words, tone))
    if seen.health.model_refused:
        st.html(note(say("state.refused"), seen.health.model_refused, "warn"))
    known = [say("state.up", span=say.span(seen.health.uptime_seconds))]
    if seen.health.model_version is not None:
        known.insert(0, say("state.version", version=seen.health.model_version))
    st.html(fill('<p class="vg-soft vg-line">{text}</p>', text=" · ".join(known)))


def _judge(seen: Seen) -> tuple[Tone, str]:
    if not seen.readiness.ready:
        return "bad", "not_ready"
    if not seen.waiting:
        return "good", "well"
    return "warn", "alert" if any(alert.state == "open" for alert in seen.waiting) else "looked_at"


def _since(context: Context, seen: Seen, key: str) -> str:
    say = context.say
    if key == "not_ready":
        return ""
    if seen.waiting:
        return say("state.since_alert", span=_span(context, min(alert.opened_at for alert in seen.waiting)))
    closed = [alert.closed_at for alert in seen.alerts if alert.closed_at is not None]
    return say("state.since_closed", ago=say.ago(max(closed))) if closed else say("state.never")


def _span(context: Context, since: int) -> str:
    return context.say.span(max(time.time_ns() / 1e9 - since / 1e6, 1.0))


def _why(context: Context, seen: Seen) -> list[str]:
    oldest_first = sorted(seen.waiting, key=lambda alert: alert.opened_at)
    said = [sentence(context, alert) for alert in oldest_first]
    more = len(said) - _NAMED
    return said[:_NAMED] + ([context.say("state.more", n=more)] if more > 0 else [])


def draw_figures(
    context: Context, seen: Seen, course: AccuracyCourse, latency: Sequence[Measured], during: str
) -> None:
    """Draw the figures that are looked at every day."""
    say = context.say
    asked = sum(bucket.predictions for bucket in seen.traffic.buckets)
    entries = [
        (say("watch.asked"), say.number(asked), during),
        (say("watch.judged"), say.number(seen.judged), during),
        _right(context, course),
        (say("watch.alerts"), say.number(len(seen.waiting)), say("watch.waiting")),
        (say("watch.to_review"), say.number(seen.to_review), say("watch.rows")),
    ]
    slowest = _slowest(latency)
    if slowest is not None:
        entries.insert(3, (say("watch.speed"), say.millis(slowest), say("watch.speed_below")))
    st.html(figures(entries))


def _right(context: Context, course: AccuracyCourse) -> tuple[str, str, str]:
    say, whole = context.say, course.whole
    kind = None if whole is None else first_kind(whole)
    if whole is None or kind is None:
        return say("watch.right"), "–", say("watch.nobody")
    below = "watch.unbiased" if kind == whole.shown else "watch.of_judged"
    return say("watch.right"), say.percent(whole.by_kind[kind].accuracy or 0.0), say(below, n=DAYS)


def _slowest(latency: Sequence[Measured]) -> float | None:
    """Return milliseconds within which 99 of 100 answers are, at the slowest instance."""
    newest = max((one.at for one in latency), default=0)
    return max((one.value for one in latency if one.value is not None and one.at > newest - _STALE_US), default=None)
