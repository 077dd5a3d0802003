"""How often one caller may ask."""

from __future__ import annotations

from typing import Any

import pytest

from vigie.core.errors import ProjectFileError, RateLimitError
from vigie.core.project import Rate, load_project
from vigie.serving import rate
from vigie.serving.rate import RateLimit


def asked(limit: RateLimit, caller: str, at: float) -> bool:
    try:
        limit.take(caller, at)
    except RateLimitError:
        return False
    return True


def test_rate_limit_lets_a_full_bucket_through_and_refills_evenly() -> None:
    limit = RateLimit(10, 5.0)
    assert [asked(limit, "a", 100.0) for _ in range(12)] == [True] * 10 + [False] * 2
    assert [asked(limit, "a", 100.5), asked(limit, "a", 100.5)] == [True, False]
    assert [asked(limit, "a", 1_000.0) for _ in range(11)] == [True] * 10 + [False]


def test_rate_limit_counts_each_caller_alone() -> None:
    limit = RateLimit(1, 60.0)
    assert [asked(limit, caller, 0.0) for caller in "abab"] == [True, True, False, False]


def test_rate_limit_says_how_long_to_wait() -> None:
    limit = RateLimit(2, 60.0)
    limit.take("a", 0.0)
    limit.take("a", 0.0)
    with pytest.raises(RateLimitError) as caught:
        limit.take("a", 10.0)
    assert caught.value.wait_s == pytest.approx(20.0)


@pytest.mark.parametrize("later", [0.0, 1_000.0])
def test_rate_limit_of_many_callers_is_bounded(later: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate, "_MOST_CALLERS", 100)
    limit = RateLimit(1, 1.0)
    for number in range(250):
        limit.take(f"caller {number}", number * later)
    assert len(limit._full_at) <= 100


def declare(world: Any, line: str) -> None:
    path = world.root / "vigie.toml"
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    world.project = load_project(world.root)


def test_service_refuses_what_is_too_often_and_says_when_to_come_back(world: Any, start: Any) -> None:
    declare(world, 'rate = "3/h"')
    with start(world.options()) as service:
        statuses = [service.post("/predict", json={"text": "a"}).status_code for _ in range(3)]
        refused = service.get("/quality")
        assert (statuses, refused.status_code) == ([200] * 3, 429)
        assert 1_190 <= int(refused.headers["retry-after"]) <= 1_200
        assert refused.json()["error"]["code"] == "rate_limited"
        assert service.get("/health").status_code == 200
        assert 'vigie_requests_refused_total{code="rate_limited"} 1.0' in world_metrics(service)
        operation = service.get("/openapi.json").json()["paths"]["/predict"]["post"]
        assert "429" in operation["responses"]
    assert world.ledger().count_predictions() == 3


def world_metrics(service: Any) -> str:
    from vigie.serving.metrics import Measured, exposition

    measured = Measured(ready=True, model_version=None, pending_rows=0, ledger=None)
    return exposition(service.app.service.counts, measured).decode()


def test_service_counts_each_key_alone_and_guesses_by_address(world: Any, start: Any) -> None:
    declare(world, 'rate = "2/h"')
    ledger = world.ledger()
    keys = [ledger.create_key(name, ["predict"]) for name in ("a", "b")]
    ledger.close()
    with start(world.options(keys=True)) as service:

        def ask(key: str) -> int:
            headers = {"authorization": f"Bearer {key}"}
            status: int = service.post("/predict", json={"text": "a"}, headers=headers).status_code
            return status

        assert [ask(key) for key in (*keys, *keys, *keys)] == [200] * 4 + [429] * 2
        assert [ask("guess") for _ in range(3)] == [401, 401, 429]


@pytest.mark.parametrize(("text", "expected"), [("100/s", Rate(100, 1)), (" 600 / min ", Rate(600, 60))])
def test_rate_in_the_project_file_is_so_many_within_a_time(world: Any, text: str, expected: Rate) -> None:
    declare(world, f'rate = "{text}"')
    assert world.project.file.service.rate == expected


@pytest.mark.parametrize("line", ['rate = "many"', 'rate = "0/s"', "rate = 5", 'cors = ["my.site"]', "keys = 1"])
def test_access_in_the_project_file_that_is_wrong_is_named(world: Any, line: str) -> None:
    with pytest.raises(ProjectFileError, match=f"service -> {line.split()[0]}"):
        declare(world, line)
