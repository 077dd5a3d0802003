"""The frame around every page: title, language, notices. Run by `streamlit run` (see `vigie.ui.launch`)."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from vigie.core.errors import ServiceUnavailableError, VigieError
from vigie.ui import notices
from vigie.ui.context import LANGUAGE_KEY, Context, current_language, open_context
from vigie.ui.markup import escape, fill
from vigie.ui.voice import Voice

HERE = Path(__file__).parent
PAGES = ("predict", "batch", "watch", "models")


def main() -> None:
    """Draw one page, or say in plain words why it cannot be drawn."""
    st.html(HERE / "style.css")
    try:
        context = open_context()
    except VigieError as error:
        _without_service(error)
        return
    page = _navigation(context.say)
    st.set_page_config(page_title=f"{page.title} · {_title(context)}", page_icon=str(HERE / "icon.svg"), layout="wide")
    context = _header(context)
    if context.model.project.sample:
        notices.sample(context.say)
    try:
        page.run()
    except ServiceUnavailableError:
        notices.unavailable(context.say)
    except VigieError as error:
        notices.refused(context.say, error)
    st.html(fill('<footer class="vg-foot">{text}</footer>', text=context.say("frame.foot")))


def _navigation(say: Voice) -> st.Page:
    st.logo(HERE / "logo.svg", size="medium")
    pages = [
        st.Page(
            HERE / "pages" / f"{name}.py",
            title=say(f"nav.{name}"),
            url_path=name,
            default=name == "predict",
        )
        for name in PAGES
    ]
    return st.navigation(pages, position="top")


def _title(context: Context) -> str:
    return context.say.of(context.model.project.title, context.model.project.name)


def _header(context: Context) -> Context:
    """Draw the title and the language switch; the context comes back in the language just chosen."""
    with st.container(horizontal=True, vertical_alignment="center", key="vg-header"):
        heading = st.container(width="stretch")
        st.segmented_control(
            context.say("frame.language"),
            ["en", "fr"],
            default=context.model.project.language,
            required=True,
            format_func={"en": "English", "fr": "Français"}.__getitem__,
            key=LANGUAGE_KEY,
            bind="query-params",
            label_visibility="collapsed",
        )
    target = context.say.of(context.model.target.title)
    heading.html(
        fill('<div class="vg-head"><h1>{title}</h1>', title=_title(context))
        + (fill("<p>{text}</p>", text=context.say("frame.target", target=target)) if target else "")
        + "</div>"
    )
    st.html(  # a screen reader must know the language; the text is one of two words of our own
        f"<script>document.documentElement.lang = '{escape(context.say.language)}'</script>",
        unsafe_allow_javascript=True,
    )
    return context


def _without_service(error: VigieError) -> None:
    say = Voice(current_language("en"))
    st.set_page_config(page_title="Vigie", page_icon=str(HERE / "icon.svg"), layout="wide")
    _navigation(say)
    if isinstance(error, ServiceUnavailableError):
        notices.unavailable(say)
    else:
        notices.refused(say, error)


if __name__ == "__main__":
    main()
