"""A row as people read it: its texts in full, then the fields that were filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vigie.ui.context import Context
from vigie.ui.form import shown_value
from vigie.ui.markup import facts, fill


def whole(context: Context, features: Mapping[str, Any]) -> str:
    """Return the row as HTML."""
    filled = [one for one in context.model.features if features.get(one.name) not in (None, "")]
    quotes = []
    for one in filled:
        if one.type == "text":
            title = "" if context.only_text is not None else context.title(one)
            quotes.append(_quote(title, str(features[one.name])))
    rest = [
        (context.title(one), shown_value(context.say, one, features[one.name])) for one in filled if one.type != "text"
    ]
    return "".join(quotes) + (facts(rest) if rest else "")


def _quote(title: str, text: str) -> str:
    head = fill('<span class="vg-soft">{title}</span>', title=title) if title else ""
    return head + fill('<blockquote class="vg-quote">{text}</blockquote>', text=text)
