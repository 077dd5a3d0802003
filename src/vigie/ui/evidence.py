"""What an alert rests on: the answers that were rejected, or what a monitor saw past its limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from vigie.client import Alert, Verdict
from vigie.ui.context import Context
from vigie.ui.markup import escape, fill, table
from vigie.ui.verdicts import rows, table_head

_SHOWN = 6
_PARTS = {"(prediction)": "evidence.answers", "(confidence)": "evidence.confidence", "": "evidence.whole"}


def draw(context: Context, alert: Alert, verdicts: Sequence[Verdict]) -> None:
    """Draw the evidence of an alert, one click away where it is closed."""
    say = context.say
    ids = alert.evidence.get("prediction_ids") or ()
    crossings = alert.evidence.get("crossings") or ()
    if ids:
        named = [verdict for verdict in verdicts if verdict.prediction_id in ids]
        with st.expander(say("alerts.evidence"), expanded=alert.state != "closed" and bool(named)):
            if named:
                st.html(table(table_head(context), rows(context, named[:_SHOWN]), say("alerts.evidence")))
                if len(ids) > _SHOWN:
                    more = say("state.more", n=len(ids) - min(len(named), _SHOWN))
                    st.html(fill('<p class="vg-soft">{more}</p>', more=more))
            else:
                st.html('<p class="vg-soft">' + ", ".join(escape(one) for one in ids) + "</p>")
    elif crossings:
        with st.expander(say("evidence.title")):
            head = [say(f"evidence.{name}") for name in ("what", "now", "worst", "limit", "since", "rows")]
            monitor = str(alert.evidence.get("monitor", ""))
            st.html(table(head, [_row(context, monitor, one) for one in crossings], say("evidence.title")))


def subject(context: Context, name: str) -> str:
    """Return what people call what a monitor looked at: a column, or a part of the answers."""
    if name in _PARTS:
        return context.say(_PARTS[name])
    feature = next((feature for feature in context.model.features if feature.name == name), None)
    return name if feature is None else context.title(feature)


def _row(context: Context, monitor: str, crossing: Mapping[str, Any]) -> list[str]:
    say = context.say
    values = [_value(context, monitor, float(crossing[name])) for name in ("value", "worst", "limit")]
    since = int(crossing["since"])
    return [
        escape(subject(context, str(crossing["subject"]))),
        *map(escape, values),
        escape(say.moment(since)),
        say.number(int(crossing["n"])),
    ]


def _value(context: Context, monitor: str, value: float) -> str:
    say = context.say
    if monitor == "latency":
        return say.millis(value)
    return say.number(value, 1) if monitor == "traffic" else say.percent(value, 1)
