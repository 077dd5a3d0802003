"""ADEME's open-data service (data-fair): pages of records, each naming the next.

Pages are kept on disk as they come, with the address of the next one, so that a fetch that stopped goes on where it
was. See https://data.ademe.fr, "API"; a data set is named as in its address there, e.g. 'dpe-v2-tertiaire-2'.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from vigie.core.errors import SourceError
from vigie.core.types import Reporter, Stage
from vigie.data.sources.http import Fetcher, IncompleteAnswerError, Patience, same_host
from vigie.data.sources.json_text import loads_exactly
from vigie.data.sources.raw import RawTable, from_records

ADEME_URL = "https://data.ademe.fr/data-fair/api/v1"
PREFIX = "ademe:"
_STALE_AFTER_S = 24 * 3600
_DATASET = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")


@dataclass(frozen=True, slots=True)
class AdemeQuery:
    """What is asked of the service, and how gently."""

    dataset: str
    base_url: str = ADEME_URL
    limit: int | None = None
    page_rows: int = 1_000
    pause_s: float = 0.2
    """Between pages: a guest does not hurry."""

    @property
    def source(self) -> str:
        return f"{PREFIX}{self.dataset}"

    @property
    def first_page(self) -> str:
        rows = self.page_rows if self.limit is None else min(self.page_rows, self.limit)
        return (
            f"{self.base_url.rstrip('/')}/datasets/{self.dataset}/lines?{urlencode({'size': rows, 'format': 'json'})}"
        )


@dataclass(frozen=True, slots=True)
class _Page:
    rows: list[Mapping[str, Any]]
    next: str | None
    total: int | None


@dataclass(frozen=True, slots=True)
class _Progress:
    """How far a fetch has come; written after each page."""

    pages: int
    rows: int
    next: str | None


def read_ademe(query: AdemeQuery, folder: Path, reporter: Reporter, patience: Patience | None = None) -> RawTable:
    """Return a data set's rows, at most `query.limit`, going on with a fetch that stopped less than a day ago.

    Parameters
    ----------
    folder
        Where pages are kept on the way; empty again at the end.

    Raises
    ------
    SourceError
        If the service cannot be reached, refuses, leads elsewhere, or its answers make no sense. The pages
        fetched so far stay, and the next call goes on after them.
    """
    if not _DATASET.fullmatch(query.dataset):
        raise SourceError(query.source, "a data set's name has small letters, digits, '-' and '_' only")
    pages = folder / f"ademe-{hashlib.sha256(query.first_page.encode()).hexdigest()[:16]}"
    pages.mkdir(parents=True, exist_ok=True)
    with (
        reporter.stage(f"Fetching {query.source}", total=query.limit) as stage,
        Fetcher(patience, follow_redirects=False) as fetcher,
    ):
        count = _fetch_pages(query, pages, fetcher, patience or Patience(), stage)
    records = [record for number in range(count) for record in json.loads(_page_file(pages, number).read_bytes())]
    if not records:
        raise SourceError(query.source, "the service has no rows of it")
    table = RawTable(from_records(records[: query.limit]), open_columns=True)
    shutil.rmtree(pages)
    return table


def _fetch_pages(query: AdemeQuery, pages: Path, fetcher: Fetcher, patience: Patience, stage: Stage) -> int:
    """Fetch what is still missing, page by page, and return how many pages there are."""
    progress = _load_progress(pages, query)
    stage.advance(progress.rows, note="going on where the last fetch stopped" if progress.pages else "")
    while progress.next is not None and (query.limit is None or progress.rows < query.limit):
        if progress.pages:
            patience.wait(query.pause_s)
        page = fetcher.get(progress.next, parse_page)
        _check_next(page, progress.next, query)
        _write(_page_file(pages, progress.pages), page.rows)
        progress = _Progress(progress.pages + 1, progress.rows + len(page.rows), page.next if page.rows else None)
        _write(pages / "progress.json", {"pages": progress.pages, "rows": progress.rows, "next": progress.next})
        of = f" of {page.total:,}" if page.total is not None else ""
        stage.advance(len(page.rows), note=f"{progress.rows:,}{of} rows")
    return progress.pages


def parse_page(content: bytes) -> _Page:
    """Return one answer of the service, numbers kept as they were written.

    Raises
    ------
    IncompleteAnswerError
        If it is no whole JSON, or has no `results`.

    Examples
    --------
    >>> parse_page(b'{"total": 1, "results": [{"Surface": 100.0}]}').rows
    [{'Surface': '100.0'}]
    """
    try:
        answer = loads_exactly(content)
    except ValueError as error:
        raise IncompleteAnswerError from error
    rows = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise IncompleteAnswerError
    total = answer.get("total")
    return _Page(rows, answer.get("next") or None, int(total) if str(total).isdigit() else None)


def _check_next(page: _Page, current: str, query: AdemeQuery) -> None:
    if page.next is None:
        return
    if not same_host(page.next, query.base_url):
        raise SourceError(query.source, "its next page is on another host, which is not followed")
    if page.next == current:
        raise SourceError(query.source, "a page names itself as the next one")


def _load_progress(pages: Path, query: AdemeQuery) -> _Progress:
    file = pages / "progress.json"
    anew = _Progress(0, 0, query.first_page)
    if not file.exists() or time.time() - file.stat().st_mtime > _STALE_AFTER_S:
        return anew
    try:
        found = _Progress(**json.loads(file.read_bytes()))
    except (ValueError, TypeError):
        return anew
    whole = all(_page_file(pages, number).exists() for number in range(found.pages))
    return found if whole and (found.next is None or same_host(found.next, query.base_url)) else anew


def _page_file(pages: Path, number: int) -> Path:
    return pages / f"page-{number:06}.json"


def _write(path: Path, value: Any) -> None:
    part = path.with_suffix(".part")
    part.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    part.replace(path)
