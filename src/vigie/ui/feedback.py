"""'Is this right?': a person's verdict on an answer, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from vigie.client import Prediction, VerdictReceipt
from vigie.core.declarations.asking import is_asked
from vigie.core.errors import ServiceError, ServiceUnavailableError
from vigie.core.types import VerdictKind
from vigie.ui.alerts import sentence
from vigie.ui.context import Context
from vigie.ui.markup import fill, note

_STATE = "feedback"
_UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class _Feedback:
    """How far the person has come with the answer on the page."""

    prediction_id: str
    wrong: bool = False
    receipt: VerdictReceipt | None = None
    problem: str = ""


def draw(context: Context, prediction: Prediction) -> None:
    """Ask whether the answer is right, send what the person says, and thank them."""
    state: _Feedback | None = st.session_state.get(_STATE)
    if state is None or state.prediction_id != prediction.id:
        state = _Feedback(prediction.id)
    with st.container(border=True, key="vg-feedback"):
        if state.receipt is not None:
            _thank(context, state.receipt)
        elif state.wrong:
            _ask_which(context, prediction)
        else:
            _ask(context, prediction)
        if state.problem:
            st.html(note(context.say("feedback.problem"), state.problem, "warn"))


def _ask(context: Context, prediction: Prediction) -> None:
    say = context.say
    st.subheader(say("feedback.title"), anchor=False)
    asked = is_asked(prediction.id, context.model.asked_share)
    if asked:  # those who were asked say how often it is right without bias, if they answer either way
        st.html(fill('<p class="vg-soft"><strong>{text}</strong></p>', text=say("feedback.asked")))
    st.caption(say("feedback.why"))
    with st.container(horizontal=True):
        st.button(
            say("feedback.yes"),
            key="right",
            icon=":material/check:",
            on_click=_send,
            args=(context, prediction, "confirmed"),
        )
        st.button(say("feedback.no"), key="wrong", icon=":material/close:", on_click=_say_wrong, args=(prediction,))


def _ask_which(context: Context, prediction: Prediction) -> None:
    say = context.say
    others = [label.name for label in context.model.target.labels if label.name != prediction.label]
    st.subheader(say("feedback.which"), anchor=False)
    chosen = st.radio(
        say("feedback.which_label"),
        [*others, _UNKNOWN],
        index=None,
        format_func=lambda name: say("feedback.unknown") if name == _UNKNOWN else context.label(name),
        key=f"which-{prediction.id}",
        horizontal=True,
        label_visibility="collapsed",
    )
    kind: VerdictKind = "rejected" if chosen == _UNKNOWN else "corrected"
    label = None if chosen == _UNKNOWN else chosen
    with st.container(horizontal=True):
        st.button(
            say("feedback.send"),
            key="send",
            type="primary",
            disabled=chosen is None,
            on_click=_send,
            args=(context, prediction, kind, label),
        )
        st.button(say("feedback.back"), key="back", type="tertiary", on_click=_forget)


def _thank(context: Context, receipt: VerdictReceipt) -> None:
    say = context.say
    st.html(note(say("thanks.title"), say("thanks.text" if receipt.stored else "thanks.again"), "good"))
    if receipt.alert is not None:
        st.html(note(say("raised.title"), _alert_text(context, receipt.alert), "bad"))
        st.page_link("views/watch.py", label=say("raised.look"), icon=":material/visibility:")


def _alert_text(context: Context, alert_id: str) -> str:
    try:
        alerts = context.client.alerts()
    except ServiceError:
        alerts = []  # the alert is there all the same; only its own sentence is missing
    said = next((sentence(context, alert) for alert in alerts if alert.id == alert_id), "")
    return " ".join([context.say("raised.text"), said]).strip()


def _say_wrong(prediction: Prediction) -> None:
    st.session_state[_STATE] = _Feedback(prediction.id, wrong=True)


def _forget() -> None:
    st.session_state.pop(_STATE, None)


def _send(context: Context, prediction: Prediction, kind: VerdictKind, label: str | None = None) -> None:
    wrong = kind != "confirmed"
    try:
        receipt = context.client.verdict(prediction.id, kind, label=label)
    except ServiceUnavailableError:
        st.session_state[_STATE] = _Feedback(prediction.id, wrong, problem=context.say("feedback.not_kept"))
    except ServiceError as error:
        st.session_state[_STATE] = _Feedback(prediction.id, wrong, problem=error.message)
    else:
        st.session_state[_STATE] = _Feedback(prediction.id, wrong, receipt)
