from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from vigie.core.errors import DatasetNotFoundError
from vigie.core.project import Project
from vigie.core.types import Silent
from vigie.data.ingestion import ingest
from vigie.data.profile import profile_dataset
from vigie.data.report import render, write_report

MakeProject = Callable[..., Project]
TOML = """
name = "hotels"
title = { en = "Stays & <reviews>", fr = "Séjours" }
[data]
source = "rows.csv"
time = "day"
sample = SAMPLE
[target]
column = "mood"
classes = ["bad", "good"]
positive = "bad"
[features.text]
type = "text"
[features.nights]
type = "integer"
required = false
[features.board]
type = "category"
required = false
[features.pets]
type = "boolean"
required = false
"""
NASTY = '<script>alert("x")</script>'
VOID = {"meta", "br"}
FETCHING = {"script", "link", "img", "iframe"}


def rows(count: int = 300) -> str:
    lines = ["text,mood,nights,board,pets,day,reason,<b>odd</b>"]
    for number in range(count):
        is_bad = number % 3 == 0
        text = f"{'dirty room' if is_bad else 'lovely stay'} {number} {NASTY} @ada"
        quoted = '"' + text.replace('"', '""') + '"'
        board = f"<i>board {number % 4}</i>"
        lines.append(
            f"{quoted},{'bad' if is_bad else 'good'},{number % 9},{board},{number % 2},2024-0{1 + number % 9}-01,"
            f"{'noise' if is_bad else ''},{number}"
        )
    return "\n".join(lines) + "\n"


class Checker(HTMLParser):
    """Notes tags that are not closed, and everything that would be fetched or run."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        names = {name for name, _ in attrs}
        if (
            tag in ("script", "link", "img", "iframe")
            or names & {"src", "href"}
            or any(n.startswith("on") for n in names)
        ):
            self.wrong.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.wrong.append(f"/{tag}")


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    made = make_project(TOML.replace("SAMPLE", "true"), rows__csv=rows())
    ingest(made, Silent())
    return made


def test_write_report_is_one_whole_page_that_fetches_and_runs_nothing(project: Project, tmp_path: Path) -> None:
    path = write_report(profile_dataset(project), tmp_path / "new folder" / "report.html")

    page = path.read_text(encoding="utf-8")
    checker = Checker()
    checker.feed(page)
    assert checker.wrong == []
    assert checker.open == []
    assert len(page) < 200_000
    assert list(path.parent.iterdir()) == [path]


def test_render_everything_from_data_and_project_is_escaped(project: Project) -> None:
    page = render(profile_dataset(project))

    assert "<script" not in page
    assert "Stays &amp; &lt;reviews&gt;" in page
    assert "&lt;i&gt;board 1&lt;/i&gt;" in page
    assert "&lt;b&gt;odd&lt;/b&gt;" in page


def test_render_says_what_matters(project: Project) -> None:
    text = re.sub(r"<[^>]+>", " ", render(profile_dataset(project)))

    for words in ("Invented sample", "What to know first", "suspected leak", "dirty", "Labels over time", "nights"):
        assert words in text
    assert "@ada" not in text


def test_render_real_data_are_not_called_a_sample(make_project: MakeProject) -> None:
    project = make_project(TOML.replace("SAMPLE", "false"), rows__csv=rows())
    ingest(project, Silent())

    assert "Invented sample" not in render(profile_dataset(project))


def test_render_few_rows_are_no_error(make_project: MakeProject) -> None:
    project = make_project(TOML.replace("SAMPLE", "false"), rows__csv=rows(12))
    ingest(project, Silent())

    assert "under 30 rows" in render(profile_dataset(project))


def test_profile_dataset_looks_at_training_rows_only(project: Project) -> None:
    profile = profile_dataset(project)

    assert profile.rows == sum(profile.counts["train"].values())
    assert profile.texts[0].lengths.counts.sum() == profile.rows


def test_profile_dataset_time_column_is_found_under_its_stored_name(make_project: MakeProject) -> None:
    toml = TOML.replace("SAMPLE", "false").replace('time = "day"', 'time = "Day (UTC)"')
    project = make_project(toml, rows__csv=rows().replace(",day,", ",Day (UTC),", 1))
    ingest(project, Silent())

    timeline = profile_dataset(project).timeline
    assert timeline is not None
    assert timeline.column == "Day__UTC_"


def test_profile_dataset_nothing_ingested_is_told(make_project: MakeProject) -> None:
    with pytest.raises(DatasetNotFoundError, match="vigie ingest"):
        profile_dataset(make_project())
