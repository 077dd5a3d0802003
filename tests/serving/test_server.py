"""`vigie serve` in a process of its own, over real sockets."""

from __future__ import annotations

import asyncio
import signal
import socket
import time
from typing import Any

import httpx
import pytest

from vigie.client import Client
from vigie.core.errors import ServiceError
from vigie.core.project import load_project
from vigie.serving.server import is_loopback, with_keys

pytestmark = pytest.mark.service

ENOUGH = 5_000
CONNECTIONS = 32


async def predict_until_gone(url: str, enough: asyncio.Event) -> list[str]:
    """Predict over many connections until the service is gone; return the ids of all answers that arrived."""
    answered: list[str] = []

    async def keep_predicting(number: int) -> None:
        reader, writer = await asyncio.open_connection(*url.removeprefix("http://").split(":"))
        body = b'{"text": "tweet of connection %d"}' % number
        head = b"POST /predict HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
        request = head % len(body) + body
        try:
            while True:
                writer.write(request)
                answer = await reader.readuntil(b'"model_version":"1"}')
                answered.append(answer.partition(b'{"id":"')[2].partition(b'"')[0].decode())
                if len(answered) >= ENOUGH:
                    enough.set()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    await asyncio.gather(*(keep_predicting(number) for number in range(CONNECTIONS)))
    return answered


def test_killed_service_has_every_answered_prediction_in_its_ledger(world: Any, run_server: Any) -> None:
    with run_server(world.root) as running:

        async def load_then_kill() -> list[str]:
            enough = asyncio.Event()
            load = asyncio.create_task(predict_until_gone(running.url, enough))
            await asyncio.wait_for(enough.wait(), timeout=50)
            running.process.send_signal(signal.SIGKILL)
            return await load

        answered = asyncio.run(load_then_kill())
        assert running.stop(signal.SIGKILL) == -signal.SIGKILL
    assert len(answered) >= ENOUGH
    assert len(set(answered)) == len(answered)
    with world.ledger().database.read() as connection:
        kept = {row[0] for row in connection.exec_driver_sql("SELECT id FROM predictions")}
    assert set(answered) <= kept


def test_terminated_service_answers_what_is_under_way_and_ends_with_0(world: Any, run_server: Any) -> None:
    with run_server(world.root) as running:
        host, port = running.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as under_way:
            head = "POST /predict HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 13\r\n\r\n"
            under_way.sendall(head.encode() + b'{"text"')
            httpx.get(f"{running.url}/health")  # answered after the half request, which has arrived then
            running.process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            under_way.sendall(b': "a"}')
            answer = under_way.recv(65_536)
            assert answer.startswith(b"HTTP/1.1 200")
        assert running.stop() == 0
    assert world.ledger().count_predictions() == 1


def test_terminated_twice_service_still_ends_with_0(world: Any, run_server: Any) -> None:
    with run_server(world.root) as running:
        running.process.send_signal(signal.SIGINT)
        assert running.stop(signal.SIGTERM) == 0


def test_log_of_a_service_holds_no_texts_and_no_line_per_request(world: Any, run_server: Any) -> None:
    with run_server(world.root) as running:
        for text in ("a secret text", ""):
            httpx.post(f"{running.url}/predict", json={"text": text})
        running.stop()
    log = "".join(running.log)
    assert "secret" not in log
    assert "Model version 1 (prior-1) answers" in log
    assert len(running.log) == 2


@pytest.mark.parametrize(("host", "expected"), [("127.0.0.5", True), ("::1", True), ("0.0.0.0", False), ("x", False)])
def test_is_loopback_of_an_address(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def declare(world: Any, line: str) -> None:
    """Add a line to the table [service], the last of the tiny project's file."""
    path = world.root / "vigie.toml"
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    world.project = load_project(world.root)


@pytest.mark.parametrize(
    ("line", "host", "expected"),
    [("", "127.0.0.1", False), ("", "0.0.0.0", True), ("keys = true", "::1", True), ("keys = false", "0.0.0.0", False)],
)
def test_keys_are_on_where_others_reach_the_service_unless_the_file_decides(
    world: Any, line: str, host: str, expected: bool
) -> None:
    declare(world, line)
    assert with_keys(world.options(), host).keys is expected


def test_service_with_keys_refuses_all_until_one_is_made_and_logs_none(world: Any, run_server: Any, until: Any) -> None:
    declare(world, "keys = true")
    with run_server(world.root) as running:
        tweet, address = {"text": "a secret text"}, f"{running.url}/predict"
        assert httpx.post(address, json=tweet).status_code == 401
        ledger = world.ledger()
        key = ledger.create_key("late", ["predict"])
        ledger.close()
        headers = {"authorization": f"Bearer {key}"}
        until(lambda: httpx.post(address, json=tweet, headers=headers).status_code == 200)
        with Client(running.url, key=key) as client:
            answer = client.predict(tweet)
            with pytest.raises(ServiceError, match="needs the scope 'verdict'") as refused:
                client.verdict(answer.id, "confirmed")
        assert (refused.value.status, refused.value.code) == (403, "key_not_allowed")
        running.stop()
    log = "".join(running.log)
    assert "There is no key yet, so every request is refused: 'vigie keys create NAME' makes one" in log
    assert "secret" not in log
    assert key not in log
