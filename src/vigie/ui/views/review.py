"""Review: the rows whose label waits for a person, one at a time, decided on by single keys."""

from __future__ import annotations

import streamlit as st

from vigie.client import Review, ReviewQueue
from vigie.core.errors import VigieError
from vigie.ui import notices, reviewing
from vigie.ui.context import Context, open_context
from vigie.ui.desk import NAME, Desk, current_desk, known_name
from vigie.ui.markup import Bar, bars, fill, note

_PAGE = 20
_MOST = 500
_REFRESH_SECONDS = 5


def render(context: Context) -> None:
    """Draw the page."""
    say = context.say
    st.header(say("review.title"), anchor=False)
    if context.model.servable is None:
        notices.no_champion(say)
        return
    desk = current_desk()
    queue = context.client.reviews(limit=min(_PAGE + len(desk.aside), _MOST))
    st.write(" ".join([say("review.intro"), say("review.double") if queue.double_check else ""]).strip())
    if not desk.who:
        _ask_who(context, desk)
        return
    _draw_standing(context, desk, queue)
    mine = [one for one in queue.reviews if _is_for(desk, one)]
    found = next((one for one in mine if one.id == desk.again), mine[0] if mine else None)
    if found is not None:
        reviewing.draw(context, desk, found)
    elif desk.skipped:
        _draw_skipped(context, desk)
    else:
        _draw_empty(context, queue)


def _is_for(desk: Desk, review: Review) -> bool:
    # A second look is for a second person; in a dispute one may change one's mind, though not at once.
    own = {opinion.who.casefold() for opinion in review.opinions}
    return review.id not in desk.aside and not (review.state == "checking" and desk.who.casefold() in own)


def _ask_who(context: Context, desk: Desk) -> None:
    """Ask who is reviewing, once: as long as a field has the cursor, keys are letters and no decisions."""
    say = context.say
    with st.form("reviewer"):
        st.text_input(say("review.who"), value=known_name(), max_chars=80, key=NAME)
        st.caption(say("review.who_help"))
        st.form_submit_button(say("review.begin"), type="primary", key="begin", on_click=desk.sit_down)


def _draw_standing(context: Context, desk: Desk, queue: ReviewQueue) -> None:
    say = context.say
    if queue.note is not None:
        outside = say("review.held", rows=say.count("count.row", queue.held)) if queue.held else ""
        st.html(note(say("review.dominant"), f"{say.of(queue.note)} {outside}".strip(), "warn"))
    decided = len(desk.decided)
    words = say("review.progress", done=say.number(decided), waiting=say.number(queue.waiting))
    share = decided / max(decided + queue.waiting, 1)
    with st.container(horizontal=True, vertical_alignment="center", key="vg-progress"):
        st.html(bars([Bar(words, share, "", strong=True)], say("review.progress_bar")), width="stretch")
        st.html(fill('<span class="vg-soft">{text}</span>', text=say("review.as", who=desk.who)), width="content")
        reviewing.draw_undo(context, desk)
        st.button(say("review.other"), key="other-person", type="tertiary", on_click=desk.leave)
    # What is well takes one line that is always there, so that the next row does not jump.
    title, text, tone = desk.last or ("", "", "good")
    if tone == "good":
        st.html(fill('<p class="vg-last" role="status"><strong>{title}</strong> {text}</p>', title=title, text=text))
    else:
        st.html(note(title, text, tone))


def _draw_skipped(context: Context, desk: Desk) -> None:
    st.html(note(context.say("review.skipped"), "", "plain"))
    st.button(context.say("review.skipped_again"), key="again-skipped", on_click=desk.skipped.clear)


def _draw_empty(context: Context, queue: ReviewQueue) -> None:
    say = context.say
    if queue.waiting:
        st.html(note(say("review.yours_done"), say("review.yours_done_text"), "good"))
    else:
        st.html(note(say("review.empty"), say("review.empty_text"), "good"))
    if queue.untrained:
        labels = say.count("count.reviewed", queue.untrained)
        st.html(fill('<p class="vg-soft">{text}</p>', text=say("review.untrained", labels=labels)))
    _look_again(context, queue.waiting)


@st.fragment(run_every=_REFRESH_SECONDS)
def _look_again(context: Context, waiting: int) -> None:
    try:
        changed = context.client.reviews(limit=1).waiting != waiting
    except VigieError:
        changed = True  # the frame around the page says what is wrong
    if changed:
        st.rerun()


if __name__ == "__main__":
    render(open_context())
