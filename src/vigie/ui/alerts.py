"""Alerts as people meet them: what happened, the evidence, and how to close one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from vigie.client import Alert, Verdict
from vigie.core.errors import ServiceError, ServiceUnavailableError
from vigie.ui import evidence
from vigie.ui.context import Context
from vigie.ui.desk import WHO
from vigie.ui.markup import Tone, badge, fill, note

_TONES: Mapping[str, Tone] = {"open": "bad", "acknowledged": "warn", "closed": "good"}
_BY_ITSELF = "rule"
"""Who closed an alert that nobody closed by hand."""


def draw(context: Context, alerts: Sequence[Alert], verdicts: Sequence[Verdict], *, past: bool = False) -> None:
    """Draw the alerts; with `past` they are those that were."""
    say = context.say
    st.subheader(say("alerts.past" if past else "alerts.title"), anchor=False)
    if not alerts:
        st.html(fill('<p class="vg-soft">{text}</p>', text=say("alerts.none")))
    for alert in alerts:
        with st.container(border=True, key=f"vg-alert-{alert.id}"):
            _draw_one(context, alert, verdicts)


def sentence(context: Context, alert: Alert) -> str:
    """Return what happened, in the reader's language."""
    say, count, within = context.say, alert.evidence.get("count"), alert.evidence.get("within_s")
    if alert.rule == "rejections" and isinstance(count, int) and isinstance(within, int | float):
        return say("alerts.rejections", answers=say.count("count.rejected", count), span=say.span(within))
    if alert.evidence.get("monitor") == "drift":
        # Answers change because rows do: a column says more of the cause.
        columns = [name for name in alert.subjects if not name.startswith("(")] or alert.subjects
        names = ", ".join(evidence.subject(context, name) for name in columns)
        return say("alerts.drift", names=names or evidence.subject(context, ""))
    return say.of(alert.words, alert.text)


def _draw_one(context: Context, alert: Alert, verdicts: Sequence[Verdict]) -> None:
    say = context.say
    state = say(f"alerts.state.{alert.state}") if say.known(f"alerts.state.{alert.state}") else alert.state
    st.html(
        fill('<div class="vg-alert"><p>{text}</p>', text=sentence(context, alert))
        + badge(state, _TONES.get(alert.state, "plain"))
        + fill('<span class="vg-soft">{text}</span></div>', text=_history(context, alert))
    )
    evidence.draw(context, alert, verdicts)
    if alert.state != "closed":
        _draw_actions(context, alert)


def _history(context: Context, alert: Alert) -> str:
    say = context.say
    said = [say("alerts.opened", when=say.moment(alert.opened_at), ago=say.ago(alert.opened_at))]
    if alert.acknowledged_at is not None:
        said.append(say("alerts.seen", who=alert.acknowledged_by or "?", when=say.moment(alert.acknowledged_at)))
    if alert.closed_at is not None and alert.closed_by == _BY_ITSELF:
        how = "alerts.closed_taken" if alert.rule == "refused_model" else "alerts.closed_itself"
        said.append(say(how, when=say.moment(alert.closed_at)))
    elif alert.closed_at is not None:
        said.append(say("alerts.closed", who=alert.closed_by or "?", when=say.moment(alert.closed_at)))
        if alert.closed_why:
            said.append(say("alerts.because", why=alert.closed_why))
    return " ".join(said)


def _draw_actions(context: Context, alert: Alert) -> None:
    say = context.say
    with st.popover(say("alerts.act"), key=f"act-{alert.id}"), st.form(f"close-{alert.id}", border=False):
        who = st.text_input(say("alerts.who"), value=st.session_state.get(WHO, ""), max_chars=80, key=f"who-{alert.id}")
        why = st.text_input(say("alerts.why"), max_chars=300, key=f"why-{alert.id}")
        with st.container(horizontal=True):
            close = st.form_submit_button(say("alerts.close"), type="primary", key=f"closing-{alert.id}")
            seen = alert.state == "open" and st.form_submit_button(say("alerts.see"), key=f"seeing-{alert.id}")
        if not (close or seen):
            return
        if not who.strip():
            st.html(note(say("alerts.no_name"), "", "warn"))
            return
        st.session_state[WHO] = who.strip()
        _act(context, alert, who.strip(), why.strip(), close)


def _act(context: Context, alert: Alert, who: str, why: str, close: bool) -> None:
    try:
        if close:
            context.client.close_alert(alert.id, who, why)
        else:
            context.client.acknowledge_alert(alert.id, who)
    except ServiceUnavailableError:
        raise
    except ServiceError as error:
        st.html(note(context.say("refused.title"), error.message, "bad"))
        return
    st.rerun()
