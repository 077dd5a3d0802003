"""Retrainings and their verdicts, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from vigie.client import Retraining
from vigie.ui.context import Context
from vigie.ui.markup import Tone, badge, escape, fill, table

_SHOWN = 5
_TONES: Mapping[str, Tone] = {
    "promoted": "good",
    "candidate": "good",
    "failed": "bad",
    "refused": "warn",
    "rejected": "warn",
    "interrupted": "warn",
}


def draw(context: Context, retrainings: Sequence[Retraining]) -> None:
    """Draw the last retrainings."""
    say = context.say
    st.subheader(say("learn.title"), anchor=False)
    if not retrainings:
        st.html(fill('<p class="vg-soft">{text}</p>', text=say("learn.none")))
        return
    head = [say(f"learn.{name}") for name in ("when", "how", "verdict", "who")]
    st.html(table(head, [_row(context, one) for one in retrainings[:_SHOWN]], say("learn.title")))


def _row(context: Context, one: Retraining) -> list[str]:
    say = context.say
    known = say.known(f"learn.state.{one.state}")
    state = say(f"learn.state.{one.state}") if known else one.state
    return [
        fill('<span title="{exact}">{ago}</span>', exact=say.moment(one.at), ago=say.ago(one.at)),
        badge(state, _TONES.get(one.state, "plain")),
        escape(say.of(one.words)),
        escape(f"{one.who} ({one.trigger})"),
    ]
