"""Rows answered together: each with its own answer, its own fault, and nobody waiting for others."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vigie.core.errors import LedgerUnavailableError
from vigie.core.schema import Feature, Schema, Target
from vigie.ledger import GroupCommit, Ledger, open_ledger
from vigie.servable.manifest import Manifest
from vigie.servable.prior import PriorRuntime
from vigie.servable.runtime import Probabilities
from vigie.servable.servable import Servable
from vigie.serving import together as together_module
from vigie.serving.champion import Champion, Question
from vigie.serving.together import Together

Scenario = Callable[[Together, GroupCommit], Coroutine[Any, Any, None]]


class Counting(PriorRuntime):
    """Answers by the row's number, fails on the row 13, and remembers how many rows each call had."""

    def __init__(self) -> None:
        super().__init__(np.array([0.5, 0.5]))
        self.calls: list[int] = []
        self.takes_s = 0.0

    def predict_proba(self, rows: Any) -> Probabilities:
        self.calls.append(len(rows))
        time.sleep(self.takes_s)
        numbers = np.array([float(row["number"]) for row in rows])
        if 13.0 in numbers:
            raise ZeroDivisionError
        return np.stack([numbers / 100, 1 - numbers / 100], axis=1)


@pytest.fixture
def champion() -> Champion:
    target = Target(column="y", classes={"a": ("a",), "b": ("b",)})
    schema = Schema(features=(Feature(name="number", type="integer"),), target=target)
    manifest = Manifest(
        name="c", recipe="dummy", project="p", kind="prior", schema_=schema, spec={}, files={}, golden_rows=0,
        schema_fingerprint=schema.fingerprint(),
    )  # fmt: skip
    return Champion(Servable(manifest, Counting()), "1")


@pytest.fixture
def ledger(tmp_path: Path) -> Any:
    opened = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    yield opened
    opened.close()


def run(ledger: Ledger, scenario: Scenario) -> None:
    async def with_group() -> None:
        group = GroupCommit(ledger)
        try:
            await scenario(Together(), group)
        finally:
            await group.close()

    asyncio.run(with_group())


def question(number: int) -> Question:
    return Question({"number": number}, f'{{"number": {number}}}', f"caller-{number}")


def calls_of(champion: Champion) -> list[int]:
    runtime = champion.servable.runtime
    assert isinstance(runtime, Counting)
    return runtime.calls


def test_rows_that_arrive_together_share_one_call_and_keep_their_own_answers(
    champion: Champion, ledger: Ledger
) -> None:
    async def scenario(together: Together, group: GroupCommit) -> None:
        numbers = range(20, 30)
        answers = await asyncio.gather(*(together.answer(question(number), champion, group) for number in numbers))
        assert [json.loads(answer.body)["probabilities"]["a"] for answer in answers] == [n / 100 for n in numbers]
        for number, answer in zip(numbers, answers, strict=True):
            row = ledger.prediction(answer.row.id)
            assert (row.features, row.source) == (f'{{"number": {number}}}', f"caller-{number}")

    run(ledger, scenario)
    assert calls_of(champion) == [10]


def test_row_that_is_alone_is_answered_alone(champion: Champion, ledger: Ledger) -> None:
    async def scenario(together: Together, group: GroupCommit) -> None:
        for number in (1, 2):
            await together.answer(question(number), champion, group)

    run(ledger, scenario)
    assert calls_of(champion) == [1, 1]


def test_row_that_the_model_cannot_answer_fails_alone(champion: Champion, ledger: Ledger) -> None:
    async def scenario(together: Together, group: GroupCommit) -> None:
        asked = [together.answer(question(number), champion, group) for number in (12, 13, 14)]
        outcomes = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(outcome).__name__ for outcome in outcomes] == ["Answer", "ZeroDivisionError", "Answer"]

    run(ledger, scenario)
    assert ledger.count_predictions() == 2


def test_row_whose_caller_has_gone_does_not_hinder_the_others(champion: Champion, ledger: Ledger) -> None:
    async def scenario(together: Together, group: GroupCommit) -> None:
        asked = [together.answer(question(number), champion, group) for number in (1, 2)]
        asked[0].cancel()
        assert (await asked[1]).row.label == "b"

    run(ledger, scenario)


def test_rows_without_a_ledger_all_hear_of_it(champion: Champion, ledger: Ledger) -> None:
    async def scenario(together: Together, group: GroupCommit) -> None:
        await group.close()
        asked = [together.answer(question(number), champion, group) for number in (1, 2)]
        outcomes = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [LedgerUnavailableError] * 2

    run(ledger, scenario)


def test_rows_that_come_while_a_slow_champion_is_at_work_are_answered_together_by_the_next(
    champion: Champion, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vigie.serving.together._THREADS", 1)
    slow = Champion(champion.servable, "1", slow=True)
    champion.servable.runtime.takes_s = 0.05  # type: ignore[attr-defined]  # the runtime of these tests

    async def scenario(together: Together, group: GroupCommit) -> None:
        ticks = 0
        first = together.answer(question(1), slow, group)
        while calls_of(slow) == []:
            await asyncio.sleep(0)
            ticks += 1
        others = [together.answer(question(number), slow, group) for number in (2, 13, 3)]
        outcomes = await asyncio.gather(first, *others, return_exceptions=True)
        assert [type(outcome).__name__ for outcome in outcomes] == ["Answer", "Answer", "ZeroDivisionError", "Answer"]
        assert ticks > 1  # the loop went on meanwhile

    run(ledger, scenario)
    assert calls_of(slow)[:2] == [1, 3]
    assert ledger.count_predictions() == 3


def test_rows_of_two_champions_are_each_answered_by_their_own(champion: Champion, ledger: Ledger) -> None:
    other = Champion(champion.servable, "2")

    async def scenario(together: Together, group: GroupCommit) -> None:
        asked = [together.answer(question(number), (champion, other)[number % 2], group) for number in range(6)]
        answers = await asyncio.gather(*asked)
        assert [answer.row.model_version for answer in answers] == ["1", "2"] * 3

    run(ledger, scenario)


class AsksAgain(GroupCommit):
    """Asks once more in the very turn in which the only worker ends."""

    again: Callable[[], asyncio.Future[Any]]
    second: asyncio.Future[Any] | None = None

    def submit(self, rows: Any) -> asyncio.Future[None]:
        if self.second is None:
            self.second = self.again()
        return super().submit(rows)


def test_row_that_comes_while_the_last_worker_ends_is_answered(
    champion: Champion, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together_module, "_THREADS", 1)
    slow = Champion(champion.servable, "1", slow=True)

    async def scenario() -> None:
        together, group = Together(), AsksAgain(ledger)
        group.again = lambda: together.answer(question(21), slow, group)
        await together.answer(question(20), slow, group)
        assert group.second is not None
        async with asyncio.timeout(5):
            await group.second
        await group.close()

    asyncio.run(scenario())
