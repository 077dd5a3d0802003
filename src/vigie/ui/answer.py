"""One answer of the model, in people's words: the label, how sure, and what weighed most."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from vigie.client import Contribution, FeatureInfo, Prediction
from vigie.ui.context import Context
from vigie.ui.form import shown_value
from vigie.ui.markup import Bar, Push, bars, fill, pushes

_SURENESS = ((0.9, "very"), (0.75, "fairly"), (0.6, "rather"))
_MOST_WORDS = 8


def draw(context: Context, prediction: Prediction) -> None:
    """Draw the answer."""
    say = context.say
    with st.container(border=True, key="vg-answer"):
        st.html(
            fill(
                '<div class="vg-verdict"><span>{small}</span><strong>{label}</strong><p>{sure}</p></div>',
                small=say("answer.title"),
                label=context.label(prediction.label),
                sure=say(f"answer.sure.{sureness(prediction.confidence)}", share=say.percent(prediction.confidence)),
            )
            + bars(_class_bars(context, prediction), say("answer.bars"))
        )
        if prediction.because:
            _draw_reasons(context, prediction)
        st.caption(say("answer.version", version=prediction.model_version, id=prediction.id))


def sureness(confidence: float) -> str:
    """Return the word for a confidence in [0, 1].

    Examples
    --------
    >>> sureness(0.93), sureness(0.5)
    ('very', 'barely')
    """
    return next((word for least, word in _SURENESS if confidence >= least), "barely")


def _class_bars(context: Context, prediction: Prediction) -> list[Bar]:
    """Return a bar per class: steps of a scale in their order, others from the likeliest on."""
    entries = list(prediction.probabilities.items())
    if not context.model.target.ordered:
        entries.sort(key=lambda entry: -entry[1])
    return [
        Bar(context.label(name), share, context.say.percent(share, 1), strong=name == prediction.label)
        for name, share in entries
    ]


def _draw_reasons(context: Context, prediction: Prediction) -> None:
    say, label = context.say, context.label(prediction.label)
    with st.expander(say("reasons.title"), expanded=True):
        st.html(
            fill('<p class="vg-soft">{text}</p>', text=say("reasons.text", label=label))
            + pushes(
                _pushes(context, prediction.because[:_MOST_WORDS], label),
                say("reasons.title"),
                say("reasons.against"),
                say("reasons.towards"),
            )
        )


def _pushes(context: Context, reasons: Sequence[Contribution], label: str) -> list[Push]:
    largest = max((abs(reason.weight) for reason in reasons), default=0.0) or 1.0
    entries = []
    for reason in reasons:
        side = "for" if reason.weight >= 0 else "against"
        name = reason_name(context, reason)
        words = context.say(
            f"reasons.{side}.words", name=name, label=label, weight=context.say.number(abs(reason.weight), 2)
        )
        entries.append(Push(name, reason.weight / largest, words))
    return entries


def reason_name(context: Context, reason: Contribution) -> str:
    """Return what people call a word or a field that weighed."""
    feature = next((feature for feature in context.model.features if feature.name == reason.name), None)
    if feature is None:
        return context.say("reasons.word", word=reason.value or reason.name)
    value = shown_value(context.say, feature, _typed(feature, reason.value) if reason.value else None)
    return context.say("value.named", name=context.title(feature), value=value)


def _typed(feature: FeatureInfo, value: str) -> str | float | bool:
    """Return the value as it was asked with: the service tells every value as a text."""
    if feature.type == "boolean":
        return value == "True"
    if feature.type not in ("number", "integer"):
        return value
    try:
        return float(value)
    except ValueError:
        return value
