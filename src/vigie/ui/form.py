"""The form that a project's schema draws: one input per feature, none of them a guess."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from vigie.client import FeatureInfo
from vigie.ui.context import Context
from vigie.ui.voice import Voice

COLUMNS = 3
_TEXT_HEIGHT = 130


def draw(context: Context) -> dict[str, Any]:
    """Draw an input per feature and return what is in them now: None where it was left empty."""
    if context.only_text is not None:
        return {context.only_text.name: _text(context, context.only_text)}
    texts = [feature for feature in context.model.features if feature.type == "text"]
    needed = [feature for feature in context.model.features if feature.type != "text" and feature.required]
    optional = [feature for feature in context.model.features if feature.type != "text" and not feature.required]
    row = {feature.name: _text(context, feature) for feature in texts}
    row |= _grid(context, needed)
    if optional:
        st.caption(context.say("form.optional"))
        row |= _grid(context, optional)
    return row


def _grid(context: Context, features: Sequence[FeatureInfo]) -> dict[str, Any]:
    row = {}
    for start in range(0, len(features), COLUMNS):
        for cell, feature in zip(st.columns(COLUMNS), features[start : start + COLUMNS], strict=False):
            with cell:
                row[feature.name] = _input(context, feature)
    return row


def key(feature: FeatureInfo) -> str:
    """Return the name under which the session keeps a feature's input."""
    return f"field-{feature.name}"


def fill_example(context: Context) -> None:
    """Put the project's example row into the inputs."""
    for feature in context.model.features:
        st.session_state[key(feature)] = _kept(feature, context.model.example.get(feature.name))


def clear(context: Context) -> None:
    """Empty the inputs."""
    for feature in context.model.features:
        st.session_state[key(feature)] = "" if _is_typed(feature) else None


def missing(context: Context, row: dict[str, Any]) -> list[str]:
    """Return what people call the required fields that were left empty."""
    return [
        context.field(feature)
        for feature in context.model.features
        if feature.required and row.get(feature.name) in (None, "")
    ]


def shown_value(say: Voice, feature: FeatureInfo, value: Any) -> str:
    """Return a value as people write it."""
    if value is None or value == "":
        return say("value.empty")
    if isinstance(value, bool):
        return say("value.yes" if value else "value.no")
    if isinstance(value, int | float) and feature.type in ("number", "integer"):
        plain = float(value)
        text = str(int(plain)) if plain.is_integer() and abs(plain) < 10_000 else say.number(plain, _digits(plain))
        return f"{text} {feature.unit}".strip()
    return str(value)


def _digits(value: float) -> int:
    return 0 if value.is_integer() or abs(value) >= 1_000 else 2


def _is_typed(feature: FeatureInfo) -> bool:
    return feature.type == "text" or (feature.type == "category" and not feature.values and not feature.known)


def _kept(feature: FeatureInfo, value: Any) -> Any:
    if value is None:
        return "" if _is_typed(feature) else None
    kinds: dict[str, Any] = {"integer": int, "number": float, "boolean": bool, "text": str, "category": str}
    return kinds[feature.type](value)


def _input(context: Context, feature: FeatureInfo) -> Any:
    if feature.type in ("number", "integer"):
        return _number(context, feature)
    if feature.type == "boolean" or feature.values or feature.known:
        return _choice(context, feature)
    return _empty_to_none(
        st.text_input(
            _label(context, feature), max_chars=feature.max_length, key=key(feature), help=_help(context, feature)
        )
    )


def _text(context: Context, feature: FeatureInfo) -> str | None:
    return _empty_to_none(
        st.text_area(
            _label(context, feature),
            max_chars=feature.max_length,
            key=key(feature),
            height=_TEXT_HEIGHT,
            help=_help(context, feature),
            placeholder=context.say("form.text_here"),
        )
    )


def _number(context: Context, feature: FeatureInfo) -> float | int | None:
    whole = feature.type == "integer"
    kind: type[int] | type[float] = int if whole else float
    return st.number_input(
        _label(context, feature),
        min_value=None if feature.min is None else kind(feature.min),
        max_value=None if feature.max is None else kind(feature.max),
        value=None,
        step=1 if whole else None,
        format="%d" if whole else "%g",
        key=key(feature),
        help=_help(context, feature),
        placeholder=context.say("form.number_here" if feature.required else "form.unknown"),
    )


def _choice(context: Context, feature: FeatureInfo) -> Any:
    say = context.say
    options: list[Any] = [True, False] if feature.type == "boolean" else list(feature.values or feature.known)
    return st.selectbox(
        _label(context, feature),
        options,
        index=None,
        format_func=lambda value: shown_value(say, feature, value),
        key=key(feature),
        help=_help(context, feature),
        placeholder=say("form.choose" if feature.required else "form.unknown"),
        accept_new_options=bool(feature.known),
    )


def _label(context: Context, feature: FeatureInfo) -> str:
    # Markdown would read a project's own words as formatting.
    return context.field(feature).replace("*", r"\*").replace("_", r"\_")


def _help(context: Context, feature: FeatureInfo) -> str | None:
    parts = [context.say.of(feature.help)]
    if feature.min is not None and feature.max is not None:
        low, high = (shown_value(context.say, feature, edge) for edge in (feature.min, feature.max))
        parts.append(context.say("form.between", low=low, high=high))
    return " ".join(part for part in parts if part) or None


def _empty_to_none(text: str | None) -> str | None:
    return text if text and text.strip() else None
