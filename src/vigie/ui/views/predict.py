"""Predict: a text or a form in, an answer out, and the question whether it is right."""

from __future__ import annotations

from typing import Any

import streamlit as st

from vigie.client import Prediction
from vigie.core.errors import ServiceError, ServiceUnavailableError
from vigie.ui import answer, feedback, form, notices
from vigie.ui.context import Context, open_context
from vigie.ui.markup import note

_ANSWER = "answer"


def render(context: Context) -> None:
    """Draw the page."""
    if context.model.servable is None:
        notices.no_champion(context.say)
        return
    kind = "text" if context.only_text is not None else "form"
    st.header(context.say("predict.title"), anchor=False)
    st.write(context.say(f"predict.{kind}"))
    _draw_form(context)
    prediction: Prediction | None = st.session_state.get(_ANSWER)
    if prediction is not None:
        answer.draw(context, prediction)
        feedback.draw(context, prediction)


def _draw_form(context: Context) -> None:
    say = context.say
    with st.form("predict", border=True):
        row = form.draw(context)
        with st.container(horizontal=True):
            asked = st.form_submit_button(say("predict.ask"), key="ask", type="primary")
            st.form_submit_button(say("predict.example"), key="example", on_click=form.fill_example, args=(context,))
            st.form_submit_button(say("predict.clear"), key="clear", type="tertiary", on_click=_clear, args=(context,))
    if asked:
        _ask(context, row)


def _ask(context: Context, row: dict[str, Any]) -> None:
    say = context.say
    st.session_state.pop(_ANSWER, None)
    absent = form.missing(context, row)
    if absent:
        title = say("predict.empty_text" if context.only_text is not None else "predict.empty_fields")
        st.html(note(title, ", ".join(absent), "warn"))
        return
    given = {name: value for name, value in row.items() if value is not None}
    try:
        with st.spinner(say("predict.asking")):
            st.session_state[_ANSWER] = context.client.predict(given, explain=True)
    except ServiceUnavailableError:
        raise
    except ServiceError as error:
        st.html(note(say("predict.refused"), _reasons(context, error), "bad"))


def _reasons(context: Context, error: ServiceError) -> str:
    """Return why the row was refused, each field under the name that people know."""
    names = {feature.name: context.field(feature) for feature in context.model.features}
    said = [f"{names.get(path, path)}: {reason}" for path, reason in error.details]
    return "; ".join(said) or error.message


def _clear(context: Context) -> None:
    form.clear(context)
    st.session_state.pop(_ANSWER, None)


if __name__ == "__main__":
    render(open_context())
