"""The frame of a page: one file with the reports' style inside, no script, nothing fetched."""

from __future__ import annotations

from pathlib import Path

from vigie.core.types import Language
from vigie.data.exploration.charts import escape
from vigie.data.report import STYLE

_OWN_STYLE = Path(__file__).with_name("pages.css")


def page(title: str, body: str, language: Language) -> str:
    """Return the page; `body` is HTML, `title` a text."""
    style = STYLE.read_text(encoding="utf-8") + _OWN_STYLE.read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head>\n<body><main>\n{body}\n</main></body></html>\n"
    )


def write_page(path: Path, content: str) -> Path:
    """Write a page to `path` (its folder is made) and return it. The file is whole or not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(content, encoding="utf-8")
    part.replace(path)
    return path
