"""What the model is worth a week, by what the project says that errors cost."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from vigie.core.answers.impact import Amount, Impact, ImpactLine
from vigie.ui.context import Context
from vigie.ui.markup import escape, fill, table

_WAYS = ("champion", "challenger", "majority", "none")
"""Ways of answering that are compared; the others are better uses of the champion's probabilities."""


def draw(context: Context, impact: Impact) -> None:
    """Draw what the champion is worth beside others, where the project declares costs."""
    say = context.say
    if not impact.unit:
        return
    st.subheader(say("worth.title"), anchor=False)
    if impact.at is None or not impact.lines:
        st.html(fill('<p class="vg-soft">{text}</p>', text=say("worth.not_yet")))
        return
    facts = [say("worth.measured", rows=say.count("count.row", impact.rows), ago=say.ago(impact.at))]
    if impact.per_week is not None:
        key = "worth.cases" if impact.counted else "worth.cases_said"
        facts.insert(0, say(key, n=say.number(impact.per_week)))
    st.html(fill('<p class="vg-soft">{text}</p>', text=" ".join(facts)))
    compared = [line for line in impact.lines if line.name in _WAYS]
    _draw_table(context, impact, compared)
    better = [line for line in impact.lines if line.name not in _WAYS]
    st.html("".join(fill('<p class="vg-way">{text}</p>', text=say.of(line.words)) for line in better))


def _draw_table(context: Context, impact: Impact, lines: Sequence[ImpactLine]) -> None:
    # Amounts may all be losses, which bars would make a picture of nothing.
    say = context.say
    rows = [
        [
            fill("<strong>{name}</strong>" if line.name == "champion" else "{name}", name=_way(context, line.name)),
            escape(_amount(context, line.worth, impact.unit)),
            "–" if line.wrong is None else say.percent(line.wrong, 1),
        ]
        for line in lines
    ]
    head = [say("worth.who"), say("worth.week"), say("worth.wrong")]
    st.html(table(head, rows, say("worth.title")))


def _way(context: Context, name: str) -> str:
    return context.say(f"worth.way.{name}")


def _amount(context: Context, amount: Amount, unit: str) -> str:
    """Return an amount with its range, in the project's unit."""
    mean, low, high = (_signed(context, value) for value in (amount.mean, amount.low, amount.high))
    if low == high:  # known, not measured: what no model would cost
        return f"{mean} {unit}"
    return context.say("worth.amount", mean=mean, low=low, high=high, unit=unit)


def _signed(context: Context, value: float) -> str:
    digits = 0 if abs(value) >= 100 else 1
    text = context.say.number(abs(value), digits)
    return f"−{text}" if value < 0 else text
