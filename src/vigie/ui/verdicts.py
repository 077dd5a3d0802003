"""What people said of the answers, as lines of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vigie.client import Verdict
from vigie.ui.context import Context
from vigie.ui.form import shown_value
from vigie.ui.markup import Tone, badge, escape, fill

_TONES: Mapping[str, Tone] = {"confirmed": "good", "rejected": "bad", "corrected": "warn"}
_SHOWN_LENGTH = 140
_SHOWN_FIELDS = 3


def table_head(context: Context) -> list[str]:
    """Return the columns' titles."""
    return [context.say(f"verdicts.{name}") for name in ("when", "asked", "answered", "verdict")]


def rows(context: Context, verdicts: Sequence[Verdict]) -> list[list[str]]:
    """Return a line per verdict, as HTML cells."""
    return [_row(context, verdict) for verdict in verdicts]


def _row(context: Context, verdict: Verdict) -> list[str]:
    say = context.say
    said = badge(say(f"verdicts.{verdict.verdict}"), _TONES[verdict.verdict])
    if verdict.label is not None and verdict.verdict == "corrected":
        said += fill(
            ' <span class="vg-soft">{text}</span>', text=say("verdicts.right", label=context.label(verdict.label))
        )
    if verdict.comment:
        said += fill('<br><span class="vg-soft">{text}</span>', text=verdict.comment)
    answered = fill("{label} ", label=context.label(verdict.predicted))
    return [
        fill('<span title="{exact}">{ago}</span>', exact=say.moment(verdict.at), ago=say.ago(verdict.at)),
        escape(asked(context, verdict)),
        answered + fill('<span class="vg-soft">{share}</span>', share=say.percent(verdict.confidence)),
        said,
    ]


def asked(context: Context, verdict: Verdict) -> str:
    """Return what was asked, short enough for a line: the text, or the first fields that were filled in."""
    if context.only_text is not None:
        text = str(verdict.features.get(context.only_text.name, ""))
    else:
        filled = [one for one in context.model.features if verdict.features.get(one.name) not in (None, "")]
        text = " · ".join(
            context.say(
                "value.named", name=context.title(one), value=shown_value(context.say, one, verdict.features[one.name])
            )
            for one in filled[:_SHOWN_FIELDS]
        )
    return text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 1] + "…"
