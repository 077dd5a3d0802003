"""What the page says when something is not as it should be, in plain words."""

from __future__ import annotations

import time

import streamlit as st

from vigie.core.errors import ServiceUnavailableError, VigieError
from vigie.ui.context import read_model
from vigie.ui.markup import note
from vigie.ui.voice import Voice

_RETRY_SECONDS = 4


def sample(say: Voice) -> None:
    """Say that the model has learnt from invented rows."""
    st.html(note(say("sample.title"), say("sample.text"), "warn"))


def away(say: Voice, error: ServiceUnavailableError) -> None:
    """Say why the service cannot answer now: it is not there, or it will not answer without its record."""
    if error.code == "ledger_unavailable":
        st.html(note(say("state.ledger"), say("state.ledger_text"), "bad"))
    else:
        st.html(note(say("down.title"), say("down.text"), "bad"))


def unavailable(say: Voice, error: ServiceUnavailableError) -> None:
    """Say why the service cannot answer now, and come back by itself when it can."""
    away(say, error)
    if st.button(say("down.again"), key="again"):
        read_model.clear()
        st.rerun()
    _come_back(time.monotonic())


@st.fragment(run_every=_RETRY_SECONDS)
def _come_back(drawn_at: float) -> None:
    # The first run belongs to the page that has just failed; a later one, on the timer, is a new try.
    if time.monotonic() - drawn_at > _RETRY_SECONDS / 2:
        st.rerun()


def no_champion(say: Voice) -> None:
    """Say that no model is published yet."""
    st.html(note(say("empty.title"), say("empty.text"), "warn"))


def refused(say: Voice, error: VigieError) -> None:
    """Say what the service did not accept, in its own words."""
    st.html(note(say("refused.title"), error.message, "bad"))
