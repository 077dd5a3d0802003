"""One row whose label waits: what is known of it, and the buttons and keys that decide."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from vigie.client import Review
from vigie.core.errors import ServiceError, ServiceUnavailableError
from vigie.ui.context import Context
from vigie.ui.desk import Desk
from vigie.ui.markup import Tone, badge, facts, fill
from vigie.ui.rows import whole

_KEYS = 9
_LETTERS = frozenset("adsu")
"""Of accept, discard, skip and undo."""
_TONES: Mapping[str, Tone] = {"rejected": "bad", "corrected": "warn"}


def draw(context: Context, desk: Desk, review: Review) -> None:
    """Draw the row and the ways to decide on it."""
    with st.container(border=True, key="vg-review"):
        _draw_why(context, review)
        st.html(whole(context, review.features))
        st.html(facts(_known(context, review)))
        _draw_actions(context, desk, review)


def _draw_why(context: Context, review: Review) -> None:
    say = context.say
    known = say.known(f"review.reason.{review.reason}")
    why = say(f"review.reason.{review.reason}") if known else ""
    more = [say("review.came", ago=say.ago(review.at))]
    more += [say("review.from", giver=review.giver)] if review.giver else []
    short = say(f"review.short.{review.reason}") if known else review.reason
    st.html(
        '<p class="vg-why">'
        + badge(short, _TONES.get(review.reason, "plain"))
        + fill(' <strong>{why}</strong> <span class="vg-soft">{more}</span></p>', why=why, more=" ".join(more))
    )
    others = _others(context, review)
    if others:
        st.html(fill('<p class="vg-soft">{text}</p>', text=others))


def _others(context: Context, review: Review) -> str:
    say = context.say
    if review.state == "checking":
        return say("review.second")
    if review.state != "disputed":
        return ""
    said = [
        say("review.said", who=one.who, label=say("review.nothing") if one.label is None else context.label(one.label))
        for one in review.opinions
    ]
    return say("review.disputed", said=" ".join(said))


def _known(context: Context, review: Review) -> list[tuple[str, str]]:
    say = context.say
    share = say.percent(review.confidence)
    predicted, of_data = context.label(review.predicted), review.reason == "label"
    first = (say("review.given"), predicted)
    if not of_data:
        first = (say("review.predicted"), say("review.sure", label=predicted, share=share))
    suggested = say("review.no_suggestion")
    if review.suggested is not None:
        label = context.label(review.suggested)
        suggested = say("review.by_model", label=label, share=share) if of_data else label
    return [first, (say("review.suggested"), suggested)]


def _draw_actions(context: Context, desk: Desk, review: Review) -> None:
    say = context.say
    labels = [label.name for label in context.model.target.labels]
    suggested = review.suggested
    hold = held(context)
    with st.container(horizontal=True, key="vg-deciding"):
        st.button(
            say("review.accept", label=context.label(suggested)) if suggested else say("review.accept_none"),
            key=f"accept-{review.id}", type="primary", shortcut=f"{hold}A", disabled=suggested is None,
            icon=":material/check:", on_click=_decide, args=(context, desk, review, "accept", suggested),
        )  # fmt: skip
        st.button(
            say("review.discard"), key=f"discard-{review.id}", shortcut=f"{hold}D", icon=":material/delete:",
            on_click=_decide, args=(context, desk, review, "discard", None),
        )  # fmt: skip
        st.button(
            say("review.skip"), key=f"skip-{review.id}", shortcut=f"{hold}S", type="tertiary",
            on_click=_skip, args=(desk, review),
        )  # fmt: skip
    st.html(fill('<p class="vg-change">{text}</p>', text=say("review.change" if suggested else "review.change_choose")))
    if len(labels) <= _KEYS:
        _draw_numbers(context, desk, review, labels)
    else:
        _draw_choice(context, desk, review, [name for name in labels if name != suggested])
    st.text_input(say("review.comment"), max_chars=2_000, key=f"comment-{review.id}")
    st.caption(say("review.keys" if len(labels) <= _KEYS else "review.keys_few", hold=hold))


def held(context: Context) -> str:
    """Return what is held down with a letter: nothing, or Shift where a class is called by the letter itself."""
    called = {context.label(label.name).casefold() for label in context.model.target.labels}
    return "Shift+" if called & _LETTERS else ""


def _draw_numbers(context: Context, desk: Desk, review: Review, labels: list[str]) -> None:
    # A class keeps its number from row to row, or the fingers would learn the wrong one.
    with st.container(horizontal=True, key="vg-classes"):
        for place, name in enumerate(labels, 1):
            st.button(
                context.label(name), key=f"label-{place}-{review.id}", shortcut=str(place),
                on_click=_decide, args=(context, desk, review, "change", name),
            )  # fmt: skip


def _draw_choice(context: Context, desk: Desk, review: Review, names: list[str]) -> None:
    say = context.say
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            say("review.change_choose"), names, index=None, format_func=context.label, key=f"which-{review.id}",
            label_visibility="collapsed", placeholder=say("review.change_choose"),
        )  # fmt: skip
        st.button(
            say("review.change_send"), key=f"change-{review.id}", disabled=chosen is None,
            on_click=_decide, args=(context, desk, review, "change", chosen),
        )  # fmt: skip


def _skip(desk: Desk, review: Review) -> None:
    desk.skipped.add(review.id)
    desk.last = None


def _decide(context: Context, desk: Desk, review: Review, action: str, label: str | None) -> None:
    say = context.say
    comment = str(st.session_state.get(f"comment-{review.id}", "")).strip()
    given = label if action == "change" else None
    try:
        after = context.client.decide_review(review.id, desk.who, action, label=given, comment=comment)
    except ServiceUnavailableError:
        desk.last = (say("review.not_kept"), say("review.not_kept_away"), "bad")
    except ServiceError as error:
        if error.code != "review_conflict":
            desk.last = (say("review.not_kept"), error.message, "bad")
            return
        desk.done.add(review.id)
        desk.last = (say("review.too_late"), say("review.too_late_text"), "warn")
    else:
        desk.take(review.id)
        desk.last = (say("review.kept"), _became(context, after, label), "good")


def draw_undo(context: Context, desk: Desk) -> None:
    """Draw the button that takes back the last decision; without one it is grey, so that nothing jumps."""
    # It bears the row's id: a key that is pressed twice must not undo the decision before as well.
    last = desk.decided[-1] if desk.decided else ""
    st.button(
        context.say("review.undo"), key=f"undo-{last}", shortcut=f"{held(context)}U", type="tertiary",
        icon=":material/undo:", disabled=not last, on_click=_undo, args=(context, desk, last),
    )  # fmt: skip


def _undo(context: Context, desk: Desk, review_id: str) -> None:
    say = context.say
    try:
        context.client.undo_review(review_id, desk.who)
    except ServiceUnavailableError:
        desk.last = (say("review.not_undone"), say("review.not_undone_away"), "bad")
    except ServiceError as error:
        desk.decided.remove(review_id)
        taken = error.code == "review_taken"
        desk.last = (say("review.not_undone"), say("review.taken") if taken else error.message, "warn")
    else:
        desk.take_back()
        desk.last = (say("review.undone"), say("review.undone_text"), "good")


def _became(context: Context, after: Review, label: str | None) -> str:
    say = context.say
    if label is None:
        return say("review.kept_discarded")
    key = {"checking": "review.kept_second", "disputed": "review.kept_disputed"}.get(after.state, "review.kept_text")
    return say(key, label=context.label(label))
