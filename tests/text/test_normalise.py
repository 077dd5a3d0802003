"""A text is spelled one way, whatever it holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.text.normalise import STYLES, Style, normalise


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("", ""),
        (" \n\t ", ""),
        ("Fish &amp; Chips", "fish & chips"),
        ("AT&T", "at&t"),
        ("NOOOOOOO!!!!!!", "nooo!!!"),
        ("good 1000000", "good 1000"),
        ("see HTTPS://T.CO/AbC now", "see https://t.co/abc now"),
        ("see https://t.co/AbC&amp;x=1 now www.x.fr", "see url now url"),
        ("@VirginAmerica #Fail 😀😀", "@virginamerica #fail 😀😀"),
        ("line\r\nbreak", "line break"),
        ("cafe\u0301", "café"),
        ("don’t", "don't"),
    ],
)
def test_normalise_tweet_gives_one_spelling(given_text: str, expected: str) -> None:
    assert normalise(given_text, "tweet") == expected


def test_normalise_plain_keeps_addresses() -> None:
    assert normalise("See http://x.fr", "plain") == "see http://x.fr"


def test_normalise_none_changes_nothing() -> None:
    assert normalise("  A &amp; B’s ", "none") == "  A &amp; B’s "


def test_normalise_unknown_style_names_the_styles() -> None:
    with pytest.raises(ValueError, match="none, plain, tweet"):
        normalise("x", "loud")  # type: ignore[arg-type]  # what a careless recipe would do


@given(st.text(max_size=200), st.sampled_from(STYLES[1:]))
def test_normalise_any_text_has_single_spaces_and_no_ends(text: str, style: Style) -> None:
    result = normalise(text, style)
    assert result == " ".join(result.split())


def test_normalise_one_megabyte_ends() -> None:
    assert len(normalise("a" * 500_000 + " &amp;" * 100_000 + "!" * 400_000, "tweet")) == 3 + 2 * 100_000 + 3
