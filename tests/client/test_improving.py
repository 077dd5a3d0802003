"""Reviews and retrainings through both clients, against a real service."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path

import pytest

from vigie.client import AsyncClient, Client
from vigie.core.errors import ServiceError
from vigie.core.project import load_project
from vigie.ledger import now, open_ledger


def test_reviews_are_read_and_decided(url: str) -> None:
    with Client(url) as client:
        for text in ("late again", "lost my bag"):
            client.verdict(client.predict({"text": text}).id, "corrected", label="negative")
        queue = client.reviews()
        assert queue.waiting >= 2
        first, second = queue.reviews[-2:]
        assert (first.reason, first.suggested, first.features["text"]) == ("corrected", "negative", "late again")
        done = client.decide_review(first.id, "Ada", "accept", comment="plain")
        assert (done.state, done.label, done.opinions[0].comment) == ("accepted", "negative", "plain")
        with pytest.raises(ServiceError) as caught:
            client.decide_review(first.id, "Bob", "discard")
        assert (caught.value.status, caught.value.code) == (409, "review_conflict")
        assert client.reviews(state="accepted").untrained >= 1
        assert client.undo_review(first.id, "Ada") == first

    async def decide() -> tuple[str, str]:
        async with AsyncClient(url) as opened:
            assert (await opened.reviews(limit=1)).double_check is False
            done = await opened.decide_review(second.id, "Bob", "change", label="other")
            return done.state, (await opened.undo_review(second.id, "Bob")).state

    assert asyncio.run(decide()) == ("accepted", "open")


def test_retrainings_are_read(url: str, root: Path) -> None:
    with closing(open_ledger(load_project(root).ledger_url)) as ledger:
        begun = ledger.retrainings.begin("by hand", "Ada", now())
        words = {"en": "Nothing new.", "fr": "Rien de nouveau."}
        ledger.retrainings.keep(begun.ended("unneeded", words["en"], now(), detail={"words": words}))
    with Client(url) as client:
        (found,) = client.retrainings()
    assert (found.state, found.who, found.words.say("fr")) == ("unneeded", "Ada", "Rien de nouveau.")

    async def read() -> str:
        async with AsyncClient(url) as opened:
            return (await opened.retrainings(limit=1))[0].id

    assert asyncio.run(read()) == found.id
