"""The database, the disk or the store goes away under a real service, and comes back."""

from __future__ import annotations

import resource
from pathlib import Path
from typing import Any

import httpx
import pytest

from vigie.ledger import open_ledger

CONNECTIONS = 16
MOST_GROWTH_KB = 50_000


def resident_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def is_ready(url: str) -> bool:
    return httpx.get(f"{url}/ready", timeout=30).status_code == 200


def check_refusals(asking: Any) -> None:
    """Only 200 and 503, and each 503 says when to come again."""
    assert set(asking.statuses) == {200, 503}
    assert {headers["retry-after"] for headers, _ in asking.refusals} == {"1"}
    assert all('"ledger_unavailable"' in body for _, body in asking.refusals)
    assert asking.broken == 0


def check_nothing_lost(url: str, ids: list[str]) -> None:
    ledger = open_ledger(url)
    assert {ledger.prediction(one).id for one in ids[:: max(1, len(ids) // 500)]} <= set(ids)
    assert ledger.count_predictions() >= len(set(ids)) == len(ids)
    ledger.close()


@pytest.mark.service
def test_postgresql_killed_and_started_again_under_load(
    world: Any, run_server: Any, load: Any, until: Any, restartable_postgres: Any
) -> None:
    url, stopped = restartable_postgres
    with run_server(world.root, quick=True, environment={"VIGIE_LEDGER": url}) as running:
        with load(running.url, CONNECTIONS) as asking:
            until(lambda: asking.statuses[200] > 200)
            before = resident_kb(running.process.pid)
            with stopped():
                until(lambda: asking.statuses[503] > 200)
                assert not is_ready(running.url)
                assert httpx.get(f"{running.url}/health").json()["ledger"] == "unavailable"
                assert resident_kb(running.process.pid) - before < MOST_GROWTH_KB
            until(lambda: is_ready(running.url))
            answered = asking.statuses[200]
            until(lambda: asking.statuses[200] > answered + 200)
        check_refusals(asking)
        assert running.stop() == 0
    check_nothing_lost(url, asking.ids)


@pytest.mark.service
def test_sqlite_on_a_disk_that_is_full_for_a_while_under_load(
    world: Any, run_server: Any, load: Any, until: Any
) -> None:
    with run_server(world.root, quick=True) as running:
        pid = running.process.pid
        with load(running.url, CONNECTIONS) as asking:
            until(lambda: asking.statuses[200] > 200)
            before = resident_kb(pid)
            # No file of its may grow any more: to the service, that is a disk without room.
            unlimited = resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
            until(lambda: asking.statuses[503] > 200)
            assert not is_ready(running.url)
            assert resident_kb(pid) - before < MOST_GROWTH_KB
            resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)
            until(lambda: is_ready(running.url))
            answered = asking.statuses[200]
            until(lambda: asking.statuses[200] > answered + 200)
        check_refusals(asking)
        assert running.stop() == 0
    check_nothing_lost(world.project.ledger_url, asking.ids)


def test_store_that_goes_away_leaves_the_service_with_its_model_and_is_followed_again(
    service: Any, world: Any, until: Any
) -> None:
    text = {"text": "late again"}
    world.publish("2", (0.9, 0.1))
    until(lambda: service.predict(text)["model_version"] == "2")
    away = world.project.store_folder.rename(world.root / "away")
    assert service.predict(text)["model_version"] == "2"
    assert service.get("/ready").status_code == 200
    away.rename(world.project.store_folder)
    world.store.set_champion("1")
    until(lambda: service.predict(text)["model_version"] == "1")
