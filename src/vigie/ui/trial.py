"""A challenger beside the champion: how it stands, in words, and the trials before."""

from __future__ import annotations

import streamlit as st

from vigie.client import Challenge, Challenges, Gain
from vigie.ui.context import Context
from vigie.ui.markup import Tone, badge, escape, facts, fill, note, table

_PAST = 3
_TONES: dict[str, Tone] = {"promoted": "good", "failed": "bad"}


def draw(context: Context, challenges: Challenges) -> None:
    """Draw the trial under way and the last ones."""
    say = context.say
    st.subheader(say("trial.title"), anchor=False)
    if challenges.running is not None:
        _draw_running(context, challenges, challenges.running)
    else:
        st.html(fill('<p class="vg-soft">{text}</p>', text=say("trial.none")))
    if challenges.past:
        _draw_past(context, challenges.past[:_PAST])


def _draw_running(context: Context, challenges: Challenges, running: Challenge) -> None:
    say = context.say
    mode = say(f"trial.mode.{running.mode}", share=say.percent(running.share))
    said = say.of(running.words) or say("trial.not_looked")
    title = say("trial.running", version=running.version, champion=running.champion)
    st.html(note(title, f"{mode} {said}", "plain"))
    if challenges.in_service.refusal:
        st.html(note(say("trial.refused"), challenges.in_service.refusal, "bad"))
    began = say("trial.by", when=say.moment(running.started_at), who=running.started_by)
    known = [(say("trial.since"), began), (say("trial.answers"), say.number(challenges.answers))]
    if challenges.agreement is not None:
        known.append((say("trial.agreement"), say.percent(challenges.agreement, 1)))
    verdicts = say.number(running.verdicts)
    if running.needed:
        verdicts = say("trial.needed", n=verdicts, needed=say.number(running.needed))
    known.append((say("trial.verdicts"), verdicts))
    if running.gain is not None:
        known.append((say("trial.gain"), _gain(context, running.gain)))
    st.html(facts(known))


def _gain(context: Context, gain: Gain) -> str:
    mean, low, high = (_signed(context, value) for value in (gain.mean, gain.low, gain.high))
    return context.say("trial.gain_words", mean=mean, low=low, high=high)


def _signed(context: Context, share: float) -> str:
    points = context.say.number(abs(100 * share), 1)
    return f"−{points}" if share < 0 else f"+{points}"


def _draw_past(context: Context, past: tuple[Challenge, ...]) -> None:
    say = context.say
    rows = []
    for one in past:
        decision = one.decision or ""
        word = say(f"trial.decision.{decision}") if say.known(f"trial.decision.{decision}") else decision
        rows.append([
            escape(say("trial.version", version=one.version)),
            escape(say.moment(one.ended_at or one.started_at)),
            badge(word, _TONES.get(decision, "plain")),
            escape(say.of(one.words)),
        ])  # fmt: skip
    head = [say("reigns.version"), say("learn.when"), say("learn.how"), say("learn.verdict")]
    st.html(table(head, rows, say("trial.past")))
