"""What was in production and when, what it had learned from, who promoted it and why."""

from __future__ import annotations

from datetime import date

import streamlit as st

from vigie.client import Reign
from vigie.ui.context import Context
from vigie.ui.markup import escape, fill, table

_SHOWN = 10


def draw(context: Context) -> None:
    """Draw the versions that were in production, of always or of one day."""
    say = context.say
    st.subheader(say("reigns.title"), anchor=False)
    day = st.date_input(say("reigns.on"), value=None, key="reigns-day", format="DD/MM/YYYY", width=260)
    on = day.isoformat() if isinstance(day, date) else None
    reigns = context.client.history(on, limit=_SHOWN)
    if not reigns:
        st.html(fill('<p class="vg-soft">{text}</p>', text=say("reigns.none")))
        return
    head = [say(f"reigns.{name}") for name in ("version", "when", "learned", "by")]
    st.html(table(head, [_row(context, one) for one in reigns], say("reigns.title")))


def _row(context: Context, one: Reign) -> list[str]:
    say = context.say
    if one.until is None:
        when = say("reigns.since", since=say.moment(one.since))
    else:
        when = say("reigns.between", since=say.moment(one.since), until=say.moment(one.until))
    done = say(f"reigns.{one.action}") if say.known(f"reigns.{one.action}") else one.action
    return [
        fill('{version} <span class="vg-soft">{name}</span>', version=one.version, name=one.candidate or one.recipe),
        escape(when),
        _learned(context, one),
        fill('{who} <span class="vg-soft">({done})</span><br>{why}', who=one.who, done=done, why=one.why),
    ]


def _learned(context: Context, one: Reign) -> str:
    say = context.say
    said = []
    if one.dataset_version is not None and "train" in one.rows:
        rows = say.count("count.row", one.rows["train"])
        said.append(say("reigns.data", rows=rows, version=one.dataset_version))
    if "accuracy" in one.metrics:
        said.append(say("reigns.showed", share=say.percent(one.metrics["accuracy"])))
    return escape(". ".join(said)) or "–"
