"""What people read."""

from __future__ import annotations

import pytest

from vigie.core.types import Language
from vigie.monitoring.messages import rejection_message
from vigie.monitoring.rejections import Evidence

NOON = 1_767_268_800_000_000  # 2026-01-01 12:00 UTC


def _evidence(count: int) -> Evidence:
    ids = tuple(f"p{number}" for number in range(min(count, 100)))
    return Evidence(300, count, NOON, NOON + 90_000_000, ids, (NOON,) * len(ids))


@pytest.mark.parametrize(
    ("language", "count", "title", "sentence"),
    [
        ("en", 3, "Tweets: 3 answers rejected", "between 2026-01-01 12:00:00 and 2026-01-01 12:01:30 (UTC)"),
        ("en", 1, "Tweets: an answer rejected", "by a person at 2026-01-01 12:01:30 (UTC)"),
        ("fr", 3, "Tweets : 3 réponses rejetées", "entre 2026-01-01 12:00:00 et 2026-01-01 12:01:30 (UTC)"),
        ("fr", 1, "Tweets : une réponse rejetée", "le 2026-01-01 12:01:30 (UTC)"),
    ],
)
def test_rejection_message_says_it_in_words(language: Language, count: int, title: str, sentence: str) -> None:
    message = rejection_message(_evidence(count), project="Tweets", language=language, page="http://127.0.0.1:8501")
    assert message.title == title
    assert sentence in message.body
    assert message.body.endswith("\nhttp://127.0.0.1:8501")


def test_rejection_message_of_many_names_the_first_few() -> None:
    assert "p0, p1, p2, p3, p4, …\n" in rejection_message(_evidence(500), project="Tweets").body


def test_rejection_message_keeps_braces_of_a_title() -> None:
    assert rejection_message(_evidence(2), project="{n} {x}").title == "{n} {x}: 2 answers rejected"
