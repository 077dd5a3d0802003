"""Search spaces as people write them: what is taken, and what each mistake is told."""

from __future__ import annotations

import tomllib

import pytest

from vigie.core.declarations.search import SearchSpace
from vigie.core.errors import ProjectFileError
from vigie.core.project import parse_project

PROJECT = """
name = "moods"
[data]
source = "moods.csv"
[target]
column = "mood"
classes = ["good", "bad"]
[features.text]
type = "text"
[candidates.words]
recipe = "tfidf-logreg"
[candidates.words.search]
"""


def space(lines: str) -> SearchSpace:
    return parse_project(tomllib.loads(PROJECT + lines)).candidates["words"].search


def test_search_every_kind_is_read() -> None:
    found = space(
        '"C" = { log_uniform = [0.01, 100] }\n"model.contrast" = { uniform = [0, 1] }\n'
        "min_df = { integer = [1, 5] }\nwords = { choice = [[1, 1], [1, 2]] }\nstop_words = { choice = [true, false] }"
    )
    assert {name: entry.kind for name, entry in found.items()} == {
        "C": "log_uniform", "contrast": "uniform", "min_df": "integer", "words": "choice", "stop_words": "choice",
    }  # fmt: skip
    assert found["C"].bounds == (0.01, 100.0)
    assert found["words"].choice == ((1, 1), (1, 2))


@pytest.mark.parametrize(
    ("value", "held"), [(1, True), (5, True), (6, False), (2.0, False), (True, False), ("2", False), (None, False)]
)
def test_search_integer_holds_whole_numbers_within_its_bounds(value: object, held: bool) -> None:
    assert space("min_df = { integer = [1, 5] }")["min_df"].holds(value) is held


def test_search_choice_tells_true_from_one() -> None:
    entry = space("a = { choice = [true, 1, [1, 2]] }")["a"]
    assert [entry.holds(value) for value in (True, 1, (1, 2), 1.0, False, (1, 3))] == [True, True, True, *[False] * 3]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("C = { log_unifrm = [1, 2] }", "candidates -> words -> search -> C -> log_unifrm: there is no such key; did"),
        ("C = { log_uniform = [0, 2] }", "search -> C: the bounds of log_uniform must be over 0"),
        ("C = { uniform = [3, 2] }", "search -> C: the bounds of uniform must be two numbers, the smaller first"),
        ("C = { uniform = [1, inf] }", "the bounds of uniform must be two numbers"),
        ("C = { integer = [1.5, 2] }", "search -> C -> integer"),
        ("C = { integer = [1, 2, 3] }", "search -> C: integer must have two bounds, as in integer = [1, 5]"),
        ("C = {}", "must have exactly one of choice, integer, uniform, log_uniform, and it has none"),
        ("C = { integer = [1, 2], choice = [1, 2] }", "and it has choice and integer"),
        ("C = 3", "search -> C: must be a table such as"),
        ("C = { choice = [1] }", "a choice must be of two values or more"),
        ("C = { choice = [1, 2, 1] }", "the choice has 1 twice"),
        ('C = { uniform = [1, 2] }\n"model.C" = { uniform = [1, 2] }', "'C' and 'model.C' are the same parameter"),
    ],
)
def test_search_mistake_is_named_with_its_path(lines: str, said: str) -> None:
    with pytest.raises(ProjectFileError) as refused:
        space(lines)
    assert said in str(refused.value)


def test_candidate_misspelt_search_table_names_the_nearest() -> None:
    with pytest.raises(ProjectFileError, match="did you mean 'search'"):
        parse_project(tomllib.loads(PROJECT.replace("words.search", "words.serch") + "C = { uniform = [1, 2] }"))
