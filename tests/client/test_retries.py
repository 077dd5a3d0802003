"""Calls that are tried again: against a service that is killed and comes back, and one that says 'not now'."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import numpy as np
import pytest

from vigie.client import NO_RETRIES, AsyncClient, Client, Retries
from vigie.client.retries import retry_after_s
from vigie.core.errors import PayloadError, ProjectError, ServiceError, ServiceUnavailableError

QUICK = Retries(first_s=0.001)
ANSWER = {"id": "1", "label": "other", "probabilities": {"other": 1.0}, "model_version": "1"}


class Scripted:
    """A server that gives the answers of a script, one per request, and keeps what it was asked."""

    def __init__(self, script: list[tuple[int, dict[str, str]]]) -> None:
        self.asked: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                outer.asked.append({name.lower(): value for name, value in self.headers.items()} | {"": body.decode()})
                status, headers = script[min(len(outer.asked), len(script)) - 1]
                if status == 0:
                    self.close_connection = True
                    return  # gone without an answer
                refused = {"error": {"code": "rate_limited", "message": "Not now.", "details": []}}
                told = json.dumps(ANSWER if status == 200 else refused).encode()
                self.send_response(status)
                for name, value in {**headers, "content-length": str(len(told))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def scripted() -> Iterator[Callable[..., Scripted]]:
    started: list[Scripted] = []

    def start(*script: tuple[int, dict[str, str]]) -> Scripted:
        started.append(Scripted(list(script)))
        return started[-1]

    yield start
    for one in started:
        one.stop()


SCRIPT: tuple[tuple[int, dict[str, str]], ...] = ((503, {"retry-after": "0"}), (429, {}), (0, {}), (200, {}))


def test_a_call_is_tried_again_with_the_same_key_and_body(scripted: Callable[..., Scripted]) -> None:
    server = scripted(*SCRIPT)
    with Client(server.url, retries=QUICK, key="vigie_secret") as client:
        assert client.predict({"text": "a"}).id == "1"
        client.predict({"text": "b"})
    assert len(server.asked) == 5
    keys = [asked["idempotency-key"] for asked in server.asked]
    assert len(set(keys[:4])) == 1
    assert keys[4] != keys[0]
    assert {asked[""] for asked in server.asked[:4]} == {'{"text":"a"}'}
    assert {asked["authorization"] for asked in server.asked} == {"Bearer vigie_secret"}


def test_the_asynchronous_client_tries_again_too(scripted: Callable[..., Scripted]) -> None:
    server = scripted(*SCRIPT)

    async def ask() -> str:
        async with AsyncClient(server.url, retries=QUICK) as client:
            return (await client.predict({"text": "a"}, idempotency_key="mine")).id

    assert asyncio.run(ask()) == "1"
    assert [asked["idempotency-key"] for asked in server.asked] == ["mine"] * 4


def test_a_call_gives_up_after_its_attempts_with_the_last_answer(scripted: Callable[..., Scripted]) -> None:
    server = scripted((429, {}))
    patience = Retries(most=2, first_s=0.001)
    with Client(server.url, retries=patience) as client, pytest.raises(ServiceUnavailableError, match="Not") as caught:
        client.verdict("1", "rejected")
    assert (caught.value.status, caught.value.code) == (429, "rate_limited")
    assert len(server.asked) == 3


@pytest.mark.parametrize("script", [(400, {}), (401, {}), (409, {}), (500, {}), (503, {"retry-after": "3600"})])
def test_a_call_that_would_not_help_again_is_not_repeated(
    scripted: Callable[..., Scripted], script: tuple[int, dict[str, str]]
) -> None:
    server = scripted(script)
    with Client(server.url, retries=QUICK) as client, pytest.raises(ServiceError):
        client.predict({"text": "a"})
    assert len(server.asked) == 1


def test_a_row_of_a_data_frame_is_sent_as_json_knows_it(scripted: Callable[..., Scripted]) -> None:
    server = scripted((200, {}))
    with Client(server.url) as client:
        client.predict({"text": "a", "n": np.int64(3), "x": np.float64(0.5), "y": float("nan"), "ok": np.bool_(True)})
        with pytest.raises(PayloadError, match="cannot be sent: its values must be texts"):
            client.predict({"text": object()})
    assert json.loads(server.asked[0][""]) == {"text": "a", "n": 3, "x": 0.5, "y": None, "ok": True}


def test_the_key_comes_from_the_environment_or_its_file(
    scripted: Callable[..., Scripted], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server = scripted((200, {}))

    def sent(**options: str) -> str | None:
        with Client(server.url, **options) as client:  # type: ignore[arg-type]  # the keyword `key` only
            client.predict({})
        return server.asked[-1].get("authorization")

    assert sent() is None
    (tmp_path / "key").write_text("vigie_from_file\n")
    monkeypatch.setenv("VIGIE_KEY_FILE", str(tmp_path / "key"))
    assert sent() == "Bearer vigie_from_file"
    monkeypatch.setenv("VIGIE_KEY", "vigie_from_environment")
    assert sent() == "Bearer vigie_from_environment"
    assert sent(key="vigie_given") == "Bearer vigie_given"
    assert sent(key="") is None
    monkeypatch.delenv("VIGIE_KEY")
    monkeypatch.setenv("VIGIE_KEY_FILE", str(tmp_path / "nothing"))
    with pytest.raises(ProjectError, match="VIGIE_KEY_FILE"):
        sent()


@pytest.mark.parametrize(("text", "least"), [("2", 2), ("", 0), ("soon", 0), ("Fri, 31 Dec 9999 23:59:59 GMT", 1e9)])
def test_retry_after_is_read_as_seconds_or_a_date(text: str, least: float) -> None:
    assert retry_after_s(text) >= least


def serve(root: Path, port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "vigie.cli.main", "serve", "--project", str(root), "--port", str(port)]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL)


@pytest.mark.service
def test_a_service_that_is_killed_and_comes_back_is_not_noticed(root: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    patient = Retries(most=60, first_s=0.2, longest_s=0.5)
    running = serve(root, port)
    try:
        with Client(f"http://127.0.0.1:{port}", retries=patient) as client:
            first = client.predict({"text": "before"})  # also waits until the service has started
            running.kill()
            running.wait()
            with pytest.raises(ServiceUnavailableError), Client(client.base_url, retries=NO_RETRIES) as hasty:
                hasty.predict({"text": "while it is gone"})
            running = serve(root, port)
            second = client.predict({"text": "after"})
            assert first.id != second.id
            assert client.verdict(first.id, "confirmed").stored  # what was answered before is still known

            async def ask() -> str:
                async with AsyncClient(client.base_url) as asynchronous:
                    answers = await asyncio.gather(*(asynchronous.predict_many([{"text": "a"}] * 3) for _ in range(3)))
                    assert (await asynchronous.ready()).ready
                    assert (await asynchronous.model()).project.name == "tiny"
                    return answers[0][0].label

            assert asyncio.run(ask()) == "other"
    finally:
        running.kill()
        running.wait()


def test_every_method_of_one_client_is_in_the_other() -> None:
    def methods(kind: type) -> set[str]:
        return {name for name in vars(kind) if not name.startswith("_")}

    assert methods(Client) == methods(AsyncClient)


def test_importing_the_client_loads_nothing_heavy() -> None:
    code = (
        "import sys, vigie.client;"
        "print([one for one in ('numpy', 'pandas', 'sqlalchemy', 'fastapi', 'mlflow') if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_asynchronous_client_reads_everything_that_the_other_does(url: str) -> None:
    async def ask() -> None:
        async with AsyncClient(url, retries=NO_RETRIES) as client:
            answer = await client.predict({"text": "a"}, explain=True)
            await client.verdict(answer.id, "rejected")
            assert (await client.verdicts(1))[0].prediction_id == answer.id
            assert (await client.health()).ledger == "ok"
            assert (await client.quality()).verdicts >= 1
            assert (await client.traffic(1, 4)).buckets
            assert await client.deployments() == []
            assert (await client.leaderboard()).candidates == ()
            assert (await client.drift()).columns == ()
            for alert in await client.alerts(state="open"):
                assert (await client.acknowledge_alert(alert.id, "ada")).acknowledged_by == "ada"
                await client.close_alert(alert.id, "ada")

    asyncio.run(ask())


def test_ready_of_a_silent_address_raises_at_once() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(502))
    with Client("http://service", transport=transport) as client, pytest.raises(ServiceUnavailableError):
        client.ready()
