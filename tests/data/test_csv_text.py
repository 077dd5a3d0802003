from __future__ import annotations

import pytest

from vigie.core.errors import SourceError
from vigie.data.sources.csv_text import parse_csv


def test_parse_csv_long_ids_stay_exact() -> None:
    frame = parse_csv("id,text\n570306133677760513,a\n", "x").frame

    assert frame["id"].to_list() == ["570306133677760513"]


def test_parse_csv_newlines_commas_and_quotes_inside_quotes_are_kept() -> None:
    frame = parse_csv('id,text\r\n1,"one\ntwo, ""three"""\r\n2,plain\r\n', "x").frame

    assert frame.rows() == [("1", 'one\ntwo, "three"'), ("2", "plain")]


def test_parse_csv_html_entities_come_as_they_are() -> None:
    assert parse_csv("text\nfish &amp; chips\n", "x").frame["text"][0] == "fish &amp; chips"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_parse_csv_separator_is_found(separator: str) -> None:
    text = f"id{separator}text{separator}label\n1{separator}a{separator}b\n"

    assert parse_csv(text, "x").frame.columns == ["id", "text", "label"]


def test_parse_csv_empty_fields_are_missing() -> None:
    assert parse_csv('a,b\n1,\n"",2\n', "x").frame.rows() == [("1", None), (None, "2")]


def test_parse_csv_many_rows_are_in_order() -> None:
    text = "n\n" + "\n".join(str(number) for number in range(120_000))

    numbers = parse_csv(text, "x").frame["n"]

    assert len(numbers) == 120_000
    assert numbers[-1] == "119999"
    assert numbers[50_000] == "50000"


def test_parse_csv_ragged_rows_are_set_aside_with_their_line() -> None:
    table = parse_csv('a,b\n1,2\n3\n"4\n4",5,6\n7,8\n', "x")

    assert table.frame.rows() == [("1", "2"), ("7", "8")]
    assert [(row.line, row.reason) for row in table.broken] == [
        (3, "row has too few fields"),
        (4, "row has too many fields"),
    ]
    assert table.broken[1].raw == '["4\\n4", "5", "6"]'


def test_parse_csv_short_last_row_that_ends_with_a_newline_is_only_set_aside() -> None:
    assert len(parse_csv("a,b\n1,2\n3\n", "x").broken) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is empty"),
        (" \n \n", "it is empty"),
        ("a,b\n", "a header and no rows"),
        ('a,b\n1,2\n3,"never', "a quote in the record that starts at line 3 is never closed"),
        ('a,b\n1,"x"y\n', "the record that starts at line 2 goes on after a closing quote"),
        ("a,b\n1,2\n3", "its last row, at line 3, breaks off"),
        ("a,b,a\n1,2,3\n", "columns 1 and 3 of its header have the same name"),
    ],
)
def test_parse_csv_what_is_no_whole_table_is_an_error(text: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        parse_csv(text, "rows.csv")


def test_parse_csv_header_without_names_gets_numbered_ones() -> None:
    assert parse_csv(",text\n0,a\n", "x").frame.columns == ["column_1", "text"]


def test_parse_csv_given_columns_stand_for_the_header() -> None:
    frame = parse_csv("0,hello\n4,bye\n", "x", columns=("target", "text")).frame

    assert frame.rows(named=True)[0] == {"target": "0", "text": "hello"}
    assert frame.height == 2
