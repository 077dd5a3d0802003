"""Verdicts in a flood: all are answered, none is lost, and one that is wrong spoils no other."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest

from vigie.core.errors import LedgerUnavailableError, PredictionNotFoundError, VerdictConflictError
from vigie.core.project import RejectionRule
from vigie.ledger import Given, Judging, PredictionRow, VerdictReceipt, new_prediction_id, now
from vigie.serving import judging
from vigie.serving.judging import VerdictQueue
from vigie.serving.ledger_link import LedgerLink


def predictions(service: Any, count: int) -> list[str]:
    rows = [PredictionRow(new_prediction_id(), now(), "1", "{}", "other", 0.75, "{}") for _ in range(count)]
    service.app.service.link.require().record_predictions(rows)
    return [row.id for row in rows]


def verdict(key: str, kind: Any = "rejected", label: str | None = None) -> Judging:
    return Judging(Given(key, kind, label, None, now(), False, None), RejectionRule(count=3, within=300))


def flood(service: Any, queue: VerdictQueue, judgings: list[Judging]) -> list[VerdictReceipt | BaseException]:
    async def give() -> list[VerdictReceipt | BaseException]:
        return await asyncio.gather(*map(queue.give, judgings), return_exceptions=True)

    outcomes: list[VerdictReceipt | BaseException] = service.run(give())
    return outcomes


def test_flood_is_stored_whole_and_opens_one_alert(service: Any) -> None:
    queue = VerdictQueue(service.app.service.link)
    told = flood(service, queue, [verdict(key) for key in predictions(service, 3_000)])
    receipts = [one for one in told if isinstance(one, VerdictReceipt)]
    assert len(receipts) == 3_000
    assert all(one.stored for one in receipts)
    assert sum(one.alert_opened is not None for one in receipts) == 1
    (alert,) = service.get("/alerts").json()["alerts"]
    assert alert["evidence"]["count"] == 3_000


def test_one_that_is_wrong_is_told_so_and_spoils_no_other(service: Any) -> None:
    first, second = predictions(service, 2)
    queue = VerdictQueue(service.app.service.link)
    told = flood(
        service,
        queue,
        [verdict(first), verdict("nowhere"), verdict(first, "confirmed"), verdict(first), verdict(second)],
    )
    kinds = Counter(type(one).__name__ for one in told)
    assert kinds == {"VerdictReceipt": 3, "PredictionNotFoundError": 1, "VerdictConflictError": 1}
    assert isinstance(told[1], PredictionNotFoundError)
    assert isinstance(told[2], VerdictConflictError)
    assert isinstance(told[3], VerdictReceipt)
    assert not told[3].stored


def test_without_a_ledger_everybody_is_told(service: Any) -> None:
    queue = VerdictQueue(LedgerLink(service.app.service.options.ledger_url))
    told = flood(service, queue, [verdict("a"), verdict("b")])
    assert [type(one) for one in told] == [LedgerUnavailableError] * 2


def test_more_than_may_wait_are_refused_and_those_who_wait_are_stored(
    service: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "MOST_WAITING", 10)
    queue = VerdictQueue(service.app.service.link)
    told = flood(service, queue, [verdict(key) for key in predictions(service, 15)])
    kinds = Counter(type(one).__name__ for one in told)
    assert kinds == {"VerdictReceipt": 10, "LedgerUnavailableError": 5}
    assert service.get("/quality").json()["rejected"] == 10
