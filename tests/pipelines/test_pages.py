"""The comparison as a page: whole, in the project's language, with nothing from outside."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from vigie.core.project import Project
from vigie.evaluation.outcome import Outcome
from vigie.pipelines.compare import compare
from vigie.pipelines.pages.comparison import Courses, render, write_comparison
from vigie.pipelines.pages.pictures import Mark, confusion_table, cost_picture, interval_picture, line_picture
from vigie.pipelines.pages.texts import TEXTS
from vigie.servable.manifest import Precision, Rendition
from vigie.settings import Settings

_VOID = {"meta", "br", "line", "circle", "rect", "path", "polyline"}


class _Balance(HTMLParser):
    """Follows opened and closed tags."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and (not self.open or self.open.pop() != tag):
            self.faults.append(tag)


def balance(content: str) -> _Balance:
    found = _Balance()
    found.feed(content)
    return found


@pytest.mark.parametrize(
    ("language", "title", "word"), [("en", "Negative tweets", "Recommended"), ("fr", "Tweets négatifs", "Recommandé")]
)
def test_write_comparison_is_one_small_file_in_the_projects_language(
    tmp_path: Path,
    in_language: Callable[[str], Project],
    settings: Settings,
    language: str,
    title: str,
    word: str,
) -> None:
    project = in_language(language)
    path = write_comparison(compare(project, settings), project, settings, tmp_path / "new" / "page.html")
    content = path.read_text(encoding="utf-8")
    assert len(content) < 1_000_000
    assert f'<html lang="{language}">' in content
    assert f"<h1>{title}</h1>" in content
    assert content.index(word) < content.index("<h2>words</h2>") < content.index('class="chart"')
    assert not re.search(r"<[^>]*\b(src|href)=|@import|url\(|<script", content)
    assert "<négatif>" not in content
    assert "<negative>" not in content
    assert "could not be fitted" in content
    read = balance(content)
    assert (read.faults, read.open) == ([], [])


def test_write_comparison_network_is_shown_in_both_precisions_with_its_history(
    tweets: Project, settings: Settings
) -> None:
    board = compare(tweets, settings)
    precision = Precision(
        kept="int8",
        allowed_fall=0.005,
        max_difference=0.01,
        fp32=Rendition(size_bytes=608_000, answer_ms=0.083, score=0.9069),
        int8=Rendition(size_bytes=163_000, answer_ms=0.153, score=0.9071),
    )
    assert board.best.precision is None
    first = replace(board.best, precision=precision)
    losses = {"train_loss": [(1, 0.6), (2, 0.4)], "valid_loss": [(1, 0.6), (2, 0.5)]}
    courses = Courses({}, {first.name: losses})
    content = render(replace(board, standings=[first, *board.standings[1:]]), tweets, courses)
    assert "fp32</td>" in content
    assert 'int8 <span class="chip good">served</span>' in content
    assert "0.9069" in content
    assert "How the nets learned" in content
    assert "Would more rows help" not in content


def test_texts_are_all_there_in_both_languages() -> None:
    assert all(words.en and words.fr for words in TEXTS.values())


MARKS = [
    Mark("net & co", 0.91, 0.90, 0.92, "#111111", 4.0, is_best=True),
    Mark("words", 0.905, 0.895, 0.915, "#222222", 0.02),
    Mark("unserved", 0.90, 0.89, 0.91, "#333333"),
    Mark("majority", 0.2, 0.2, 0.2, "#444444", 0.002, is_real=True),
]


def test_pictures_show_every_candidate_and_hold_the_far_one_at_the_edge() -> None:
    for picture in (interval_picture(MARKS, "en", "t"), cost_picture(MARKS, "fr", "temps", "t")):
        assert "net &amp; co" in picture
        assert "majority" in picture
        assert "nan" not in picture
        assert balance(picture).faults == []
    assert "unserved" not in cost_picture(MARKS, "en", "time", "t")
    assert "0,200" in cost_picture(MARKS, "fr", "temps", "t")


def test_cost_picture_names_of_near_candidates_do_not_touch() -> None:
    near = [Mark(f"c{n}", 0.9 + n / 1e4, 0.89, 0.91, "#111111", 0.04 + n / 1e4) for n in range(7)]
    picture = cost_picture(near, "en", "time", "t")
    heights = sorted(float(found) for found in re.findall(r'y="([\d.]+)"[^>]*>c\d<', picture))
    assert len(heights) == len(near)
    assert min(after - before for before, after in pairwise(heights)) >= 15


def test_pictures_of_one_candidate_without_width_are_drawn() -> None:
    one = [Mark("only", 1.0, 1.0, 1.0, "#111111", 1.0)]
    assert "nan" not in interval_picture(one, "en", "t") + cost_picture(one, "en", "time", "t")
    assert "nan" not in line_picture({"only": [(1, 0.5), (2, 0.5)]}, {"only": "#111111"}, "en", "rows", "t")


def test_confusion_table_says_share_and_count_of_each_true_class() -> None:
    outcome = Outcome.of(["a", "b"], ["a", "a", "a", "b"], np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8]]))
    table = confusion_table(outcome, ["A", "<B>"], "en")
    assert "67 %<small>2</small>" in table
    assert "100 %<small>1</small>" in table
    assert "&lt;B&gt;" in table
