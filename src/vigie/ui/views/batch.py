"""Batch: a CSV file in, the same file with an answer on every line out."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable

import streamlit as st

from vigie.core.errors import ServiceUnavailableError
from vigie.ui import notices
from vigie.ui.context import Context, open_context
from vigie.ui.markup import Bar, badge, bars, escape, figures, fill, note, table
from vigie.ui.scoring import Result, answers_csv, aside_csv, score
from vigie.ui.upload import Problem, UnreadableFileError, Upload, read_upload

_RESULT = "result"
_SHOWN_ROWS = 50
_SHOWN_ASIDE = 20
_SHOWN_CELLS = 4
_SHOWN_LENGTH = 90


def render(context: Context) -> None:
    """Draw the page."""
    say = context.say
    if context.model.servable is None:
        notices.no_champion(say)
        return
    st.header(say("batch.title"), anchor=False)
    st.write(say("batch.intro"))
    _draw_expected(context)
    file = st.file_uploader(say("batch.choose"), type=["csv", "tsv", "txt"], key="file")
    if file is None:
        return
    content = file.getvalue()
    try:
        upload = read_upload(content, context.model.features)
    except UnreadableFileError as error:
        st.html(note(say("upload.refused"), say(error.key), "bad"))
        return
    _draw_columns(context, upload)
    if not upload.missing:
        _draw_scoring(context, upload, hashlib.sha256(content).hexdigest())


def _draw_expected(context: Context) -> None:
    say = context.say
    with st.expander(say("batch.columns")):
        rows = [
            [
                fill("<code>{name}</code>", name=feature.name),
                escape(context.field(feature)),
                escape(say(f"type.{feature.type}")),
                badge(say("batch.required"), "plain") if feature.required else escape(say("batch.optional")),
            ]
            for feature in context.model.features
        ]
        head = [say("batch.column"), say("batch.meaning"), say("batch.kind"), ""]
        st.html(table(head, rows, say("batch.columns")))
        st.download_button(
            say("batch.template"),
            _template(context),
            "template.csv",
            "text/csv",
            icon=":material/download:",
            key="template",
        )


def _template(context: Context) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, [feature.name for feature in context.model.features], extrasaction="ignore")
    writer.writeheader()
    writer.writerow(context.model.example)
    return buffer.getvalue().encode("utf-8-sig")


def _draw_columns(context: Context, upload: Upload) -> None:
    say = context.say
    if upload.missing:
        st.html(note(say("columns.missing"), ", ".join(upload.missing), "bad"))
        return
    said = [say("columns.found", rows=say.count("count.row", len(upload.lines)))]
    if upload.absent:
        said.append(say("columns.absent", names=", ".join(upload.absent)))
    if upload.extra:
        said.append(say("columns.extra", names=", ".join(upload.extra)))
    st.html(note(say("columns.good"), " ".join(said), "good"))


def _draw_scoring(context: Context, upload: Upload, digest: str) -> None:
    say = context.say
    if st.button(say("batch.start"), type="primary", key="start"):
        st.session_state.pop(_RESULT, None)
        bar = st.progress(0.0, say("batch.busy", done=say.number(0), all=say.number(len(upload.good))))

        def on_progress(done: int, total: int) -> None:
            bar.progress(done / max(total, 1), say("batch.busy", done=say.number(done), all=say.number(total)))

        try:
            result = score(context.client, upload, context.model.max_rows, on_progress)
        except ServiceUnavailableError:
            bar.empty()
            st.html(note(say("batch.stopped"), say("batch.stopped_text"), "bad"))
            return
        bar.empty()
        st.session_state[_RESULT] = (digest, result)
    kept = st.session_state.get(_RESULT)
    if kept is not None and kept[0] == digest:
        _draw_result(context, kept[1])


def _draw_result(context: Context, result: Result) -> None:
    say = context.say
    total = len(result.upload.lines)
    st.html(
        figures(
            [
                (
                    say("result.answered"),
                    say.number(len(result.answered)),
                    say("result.of", rows=say.count("count.row", total)),
                ),
                (say("result.aside"), say.number(len(result.aside)), say("result.aside_text")),
            ]
        )
    )
    if result.answered:
        _draw_answers(context, result)
    if result.aside:
        _draw_aside(context, result)


def _draw_answers(context: Context, result: Result) -> None:
    say = context.say
    total = len(result.answered)
    entries = [
        Bar(context.label(name), count / total, f"{say.number(count)} · {say.percent(count / total)}", strong=True)
        for name, count in result.shares
    ]
    st.subheader(say("result.shares"), anchor=False)
    st.html(bars(entries, say("result.shares")))
    labels = [label.name for label in context.model.target.labels]
    content = _written("answers", context, result, lambda: answers_csv(result, labels))
    st.download_button(
        say("result.download"), content, "answers.csv", "text/csv",
        type="primary", icon=":material/download:", key="answers", on_click="ignore",
    )  # fmt: skip
    shown = result.answered[:_SHOWN_ROWS]
    rows = [
        [
            escape(entry.line.number),
            *(escape(_short(cell)) for cell in entry.line.cells[:_SHOWN_CELLS]),
            badge(context.label(entry.prediction.label)),
            escape(say.percent(entry.prediction.confidence)),
        ]
        for entry in shown
    ]
    head = [say("result.line"), *result.upload.columns[:_SHOWN_CELLS], say("result.label"), say("result.sure")]
    st.subheader(say.count("result.preview", len(shown)), anchor=False)
    st.html(table(head, rows, say.count("result.preview", len(shown))))


def _draw_aside(context: Context, result: Result) -> None:
    say = context.say

    def tell(problem: Problem) -> str:
        return _reason(context, problem)

    st.subheader(say("aside.title"), anchor=False)
    rows = [
        [
            escape(entry.line.number),
            escape(tell(entry.problem)),
            escape(_short(" · ".join(cell for cell in entry.line.cells if cell.strip()))),
        ]
        for entry in result.aside[:_SHOWN_ASIDE]
    ]
    st.html(table([say("result.line"), say("aside.reason"), say("aside.content")], rows, say("aside.title")))
    if len(result.aside) > _SHOWN_ASIDE:
        st.caption(say("aside.more", n=say.number(len(result.aside) - _SHOWN_ASIDE)))
    st.download_button(
        say("aside.download"),
        _written("aside", context, result, lambda: aside_csv(result, tell)),
        "set_aside.csv",
        "text/csv",
        icon=":material/download:",
        key="aside",
        on_click="ignore",
    )


def _written(name: str, context: Context, result: Result, write: Callable[[], bytes]) -> bytes:
    """Return the file, written once for each language.

    It is there before somebody clicks: a file that is only written at the click is lost when the page is being drawn.
    """
    kept = st.session_state.get(f"{_RESULT}.{name}")
    if kept is None or kept[0] is not result or kept[1] != context.say.language:
        kept = st.session_state[f"{_RESULT}.{name}"] = (result, context.say.language, write())
    content: bytes = kept[2]
    return content


def _reason(context: Context, problem: Problem) -> str:
    if problem.key:
        return context.say(problem.key, field=problem.field)
    return f"{problem.field}: {problem.words}" if problem.field else problem.words


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 1] + "…"


if __name__ == "__main__":
    render(open_context())
