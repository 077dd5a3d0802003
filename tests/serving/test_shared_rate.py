"""How often one caller may ask several workers together."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from time import monotonic

import pytest

from vigie.core.errors import RateLimitError
from vigie.serving import shared_rate
from vigie.serving.shared_rate import SharedRate


def asked(limit: SharedRate, caller: str, at: float | None = None) -> bool:
    try:
        limit.take(caller, at)
    except RateLimitError:
        return False
    return True


def workers(folder: Path, count: int, within_s: float, of: int = 3) -> list[SharedRate]:
    return [SharedRate(count, within_s, folder / "rates", number, of) for number in range(1, of + 1)]


def test_shared_rate_lets_one_bucket_through_whichever_workers_are_asked(tmp_path: Path) -> None:
    one, two, three = workers(tmp_path, 10, 5.0)
    turns = [one, two, two, three, one, one] * 2
    assert [asked(limit, "a", 100.0) for limit in turns] == [True] * 10 + [False] * 2
    assert [asked(two, "a", 100.5), asked(three, "a", 100.5), asked(one, "b", 100.5)] == [True, False, True]
    assert [asked(limit, "a", 1_000.0) for limit in turns] == [True] * 10 + [False] * 2
    assert [asked(one, "a", 2_000.0) for _ in range(11)] == [True] * 10 + [False]


def test_shared_rate_says_how_long_to_wait_and_a_successor_goes_on(tmp_path: Path) -> None:
    one, two = workers(tmp_path, 2, 60.0, of=2)
    one.take("a", 10.0)
    two.take("a", 10.0)
    successor = SharedRate(2, 60.0, tmp_path / "rates", 1, 2)
    with pytest.raises(RateLimitError) as caught:
        successor.take("a", 20.0)
    assert caught.value.wait_s == pytest.approx(20.0)


def test_shared_rate_tells_callers_apart_that_meet_and_bounds_a_flood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_rate, "_ROWS", 8)
    monkeypatch.setattr(shared_rate, "_NEIGHBOURS", 8)
    monkeypatch.setattr(shared_rate, "_MOST_KNOWN", 100)
    one, two = workers(tmp_path, 1, 1.0, of=2)
    assert [asked(one, f"caller {number}", 50.0) for number in range(8)] == [True] * 8
    assert not any(asked(two, f"caller {number}", 50.0) for number in range(8))
    assert not asked(two, "one too many", 50.0)  # who shares a row until somebody is at rest
    assert asked(two, "one too many", 51.1)
    for number in range(250):
        asked(one, f"caller {number}", 60.0 + 2 * number)
    assert len(one._rows) <= 100
    assert (tmp_path / "rates").stat().st_size == 8 * 5 * 8


def _ask_for(file: Path, number: int, seconds: float) -> int:
    limit, end, passed = SharedRate(200, 1.0, file, number, 2), monotonic() + seconds, 0
    while monotonic() < end:
        passed += asked(limit, "a")
    return passed


def test_shared_rate_lets_two_processes_that_ask_at_once_no_further_than_a_few_percent(tmp_path: Path) -> None:
    began = monotonic()
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        passed = sum(pool.starmap(_ask_for, [(tmp_path / "rates", number, 0.5) for number in (1, 2)]))
        most = 200 * (1 + monotonic() - began)
    assert 200 <= passed <= 1.05 * most
