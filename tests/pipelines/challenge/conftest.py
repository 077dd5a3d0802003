"""A ledger with a challenge under way, and what people say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vigie.ledger import Challenge, ChallengerAnswer, Ledger, PredictionRow, new_prediction_id, now, open_ledger

Say = Callable[..., str]

RULES = {"min_gain": 0.01, "error": 0.05, "longest_s": 3_600.0, "verdicts": "asked", "classes": 2}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    yield opened
    opened.close()


@pytest.fixture
def shadow(ledger: Ledger) -> Challenge:
    return ledger.challenges.start("shadow", "2", champion="1", share=1.0, who="ada", settings=RULES)


@pytest.fixture
def judge_answers() -> Callable[..., list[str]]:
    """Answer rows in a shadow, let people judge the answers, and return the predictions' ids.

    Each pair says whether the champion was right and whether the challenger was; classes are 'negative' and 'other'.
    """

    def judge(ledger: Ledger, challenge: Challenge, pairs: list[tuple[bool, bool]], *, asked: bool = True) -> list[str]:
        rows = [
            PredictionRow(new_prediction_id(), now(), challenge.champion, '{"text": "x"}', "negative", 0.9, "{}")
            for _ in pairs
        ]
        ledger.record_predictions(rows)
        ledger.challenges.record_answers([
            ChallengerAnswer(
                row.id, challenge.id, row.at, "negative" if first == second else "other", 0.8, "{}", 50,
                int(first == second),
            )
            for row, (first, second) in zip(rows, pairs, strict=True)
        ])  # fmt: skip
        for row, (first, _) in zip(rows, pairs, strict=True):
            ledger.record_verdict(row.id, "confirmed" if first else "rejected", asked=asked)
        return [row.id for row in rows]

    return judge
