"""vigie.toml: what a right one gives, and what a wrong one is told."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from vigie.core.errors import ProjectFileError, ProjectNotFoundError
from vigie.core.project import ProjectFile, load_project, parse_project

RIGHT = """
name = "tweets"
title = { en = "Tweets", fr = "Gazouillis" }

[data]
source = "tweets.csv"
key = "tweet_id"

[target]
column = "sentiment"
classes = { negative = ["negative"], other = ["neutral", "positive"] }

[features.text]
type = "text"

[features.length]
type = "integer"
min = 0

[derived.log_length]
log = "length"

[candidates.baseline]
recipe = "tfidf-logreg"
params = { words = [1, 2], C = 4.0 }

[alerts.rejections]
within = "10 min"
"""


def parse(text: str) -> ProjectFile:
    return parse_project(tomllib.loads(text))


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(ProjectFileError) as caught:
        parse(text)
    return caught.value.problems


def test_project_right_file_is_read() -> None:
    project = parse(RIGHT)
    assert project.schema_.names == ("text", "length")
    assert project.schema_.labels == ("negative", "other")
    assert project.target.positive_label == "negative"
    assert project.target.class_of("positive") == "other"
    assert project.target.class_of("I") is None
    assert project.candidates["baseline"].params == {"words": (1, 2), "C": 4.0}
    assert project.alerts.rejections.within == 600
    assert project.alerts.rejections.count == 3


def test_project_classes_may_be_a_list() -> None:
    text = RIGHT.replace('{ negative = ["negative"], other = ["neutral", "positive"] }', '["A", "B"]')
    assert parse(text).target.classes == {"A": ("A",), "B": ("B",)}


@pytest.mark.parametrize(
    ("wrong", "right", "expected"),
    [
        ("titel = {", "title = {", "titel: there is no such key; did you mean 'title'?"),
        ("sourse =", "source =", "data -> sourse: there is no such key; did you mean 'source'?"),
        ('type = "txt"', 'type = "text"', "features -> text -> type: 'txt' is not allowed (did you mean 'text'?)"),
        ("resipe =", "recipe =", "candidates -> baseline -> resipe: there is no such key; did you mean 'recipe'?"),
        ('within = "10 mn"', 'within = "10 min"', "alerts -> rejections -> within: '10 mn' is no duration"),
        ('log = "lenght"', 'log = "length"', "derived 'log_length' uses 'lenght', which is no feature"),
    ],
)
def test_project_wrong_line_is_named_with_path_and_nearest(wrong: str, right: str, expected: str) -> None:
    assert any(expected in problem for problem in problems(RIGHT.replace(right, wrong)))


def test_project_every_wrong_line_is_named_at_once() -> None:
    text = RIGHT.replace("title = {", "titel = {").replace('type = "text"', 'type = "txt"')
    assert len(problems(text)) >= 2


def test_project_value_in_two_classes_is_refused() -> None:
    text = RIGHT.replace('["negative"]', '["negative", "neutral"]')
    assert any("value 'neutral' is in both 'negative' and 'other'" in problem for problem in problems(text))


def test_project_reserved_feature_name_is_refused() -> None:
    assert any("a word of the service's own" in p for p in problems(RIGHT.replace("features.text]", "features.rows]")))


def test_project_shares_must_make_one() -> None:
    text = RIGHT.replace('key = "tweet_id"', "split = { train = 0.6, validation = 0.2, test = 0.3 }")
    assert any("the shares make 1.1" in problem for problem in problems(text))


def test_load_project_from_a_folder_below_finds_the_root(tmp_path: Path) -> None:
    (tmp_path / "vigie.toml").write_text(RIGHT)
    below = tmp_path / "notebooks"
    below.mkdir()
    project = load_project(below)
    assert project.root == tmp_path
    assert project.source_path("tweets.csv") == str(tmp_path / "tweets.csv")
    assert project.source_path("ademe:x") == "ademe:x"


def test_load_project_without_a_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ProjectNotFoundError, match="vigie init"):
        load_project(tmp_path)


def test_load_project_that_is_no_toml_says_where(tmp_path: Path) -> None:
    (tmp_path / "vigie.toml").write_text("name = \n")
    with pytest.raises(ProjectFileError, match="it is no TOML"):
        load_project(tmp_path)


def test_fingerprint_changes_with_what_the_model_sees_only() -> None:
    first = parse(RIGHT).schema_.fingerprint()
    assert parse(RIGHT.replace('title = { en = "Tweets"', 'title = { en = "Other"')).schema_.fingerprint() == first
    assert parse(RIGHT.replace('type = "integer"', 'type = "number"')).schema_.fingerprint() != first
