"""The frame around every page: title, language, notices. Run by `streamlit run` (see `vigie.ui.launch`)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from vigie.core.errors import ServiceUnavailableError, VigieError
from vigie.ui import notices
from vigie.ui.context import LANGUAGE_KEY, Context, current_language, open_context
from vigie.ui.markup import fill
from vigie.ui.voice import Voice

HERE = Path(__file__).parent
PAGES = ("predict", "batch", "watch", "review", "models")


def main() -> None:
    """Draw one page, or say in plain words why it cannot be drawn."""
    st.html(HERE / "style.css")
    st.logo(HERE / "logo.svg", size="medium")
    try:
        context = open_context()
    except VigieError as error:
        _without_service(error)
        return
    pages = _pages(context.say)
    page = st.navigation(pages, position="top")
    st.set_page_config(page_title=f"{page.title} · {_title(context)}", page_icon=str(HERE / "icon.svg"), layout="wide")
    _header(context, pages)
    if context.model.project.sample:
        notices.sample(context.say)
    try:
        page.run()
    except ServiceUnavailableError as error:
        notices.unavailable(context.say, error)
    except VigieError as error:
        notices.refused(context.say, error)
    _footer(context.say)


def _pages(say: Voice) -> list[StreamlitPage]:
    return [
        st.Page(HERE / "views" / f"{name}.py", title=say(f"nav.{name}"), url_path=name, default=name == "predict")
        for name in PAGES
    ]


def _title(context: Context) -> str:
    return context.say.of(context.model.project.title, context.model.project.name)


def _header(context: Context, pages: Sequence[StreamlitPage]) -> None:
    """Draw the title, the language switch and, where the bar above has no room for them, the pages' links."""
    with st.container(horizontal=True, vertical_alignment="center", key="vg-header"):
        heading = st.container(width="stretch")
        chosen = _language_switch(context.say)
    target = context.say.of(context.model.target.title)
    heading.html(
        fill('<div class="vg-head"><h1>{title}</h1>', title=_title(context))
        + (fill("<p>{text}</p>", text=context.say("frame.target", target=target)) if target else "")
        + "</div>"
    )
    with st.container(horizontal=True, key="vg-phone-pages"):
        for page in pages:
            st.page_link(page, label=page.title)
    st.query_params[LANGUAGE_KEY] = chosen


def _language_switch(say: Voice) -> str:
    st.session_state.setdefault(LANGUAGE_KEY, say.language)
    names = {"en": "English", "fr": "Français"}
    return str(
        st.segmented_control(
            say("frame.language"),
            list(names),
            required=True,
            format_func=names.__getitem__,
            key=LANGUAGE_KEY,
            label_visibility="collapsed",
        )
    )


def _footer(say: Voice) -> None:
    st.html(fill('<footer class="vg-foot">{text}</footer>', text=say("frame.foot")))
    st.container(key="vg-unseen").html(  # a screen reader must know the language; it is one of two words of our own
        f"<script>document.documentElement.lang = '{say.language}'</script>", unsafe_allow_javascript=True
    )


def _without_service(error: VigieError) -> None:
    say = Voice(current_language("en"))
    st.set_page_config(page_title="Vigie", page_icon=str(HERE / "icon.svg"), layout="wide")
    st.navigation(_pages(say), position="hidden")
    if isinstance(error, ServiceUnavailableError):
        notices.unavailable(say, error)
    else:
        notices.refused(say, error)


if __name__ == "__main__":
    main()
