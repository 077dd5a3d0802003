"""Requests that mean no good, over real sockets: 4xx and never 5xx, no more memory, and everybody else is answered."""

from __future__ import annotations

import json
import re
import select
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.service

LIMIT = 256 * 1024
HEAD = b"POST %s HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
MOST_MORE_MB = 50


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Start `vigie serve` once for all of these, with little patience and otherwise as it comes."""
    conftest = request.config.pluginmanager.getplugin(str(Path(__file__).parent / "conftest.py"))
    assert conftest is not None
    root = tmp_path_factory.mktemp("hostile")
    toml = conftest.TOML.partition("[service]")[0] + '[service]\nbody_within = "1 s"\n'
    (root / "vigie.toml").write_text(toml, encoding="utf-8")
    conftest.World(root).publish("1")
    running = conftest.Running(root)
    try:
        yield running
    finally:
        running.stop()


def connect(server: Any) -> socket.socket:
    host, port = server.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=20)


def status_of(answer: bytes) -> int:
    found = re.match(rb"HTTP/1.1 (\d+) ", answer)
    assert found, answer[:200]
    return int(found[1])


def send(server: Any, request: bytes) -> bytes:
    """Return the answer's beginning."""
    with connect(server) as connection:
        connection.sendall(request)
        return connection.recv(65_536)


def post(server: Any, path: str, body: bytes) -> bytes:
    return send(server, HEAD % path.encode() + b"content-length: %d\r\n\r\n" % len(body) + body)


def memory_mb(server: Any) -> float:
    text = Path(f"/proc/{server.process.pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    assert found
    return int(found[1]) / 1024


def check_alive(server: Any) -> None:
    assert httpx.post(f"{server.url}/predict", json={"text": "still there?"}).status_code == 200


BODIES = {
    "deep lists": b"[" * 200_000,
    "deep objects": b'{"text":' * 30_000,
    "deep and closed": b"[" * 100_000 + b"]" * 100_000,
    "deep within": b'{"text":' + b"[" * 60_000 + b"]" * 60_000 + b"}",
    "nan": b'{"text": NaN}',
    "infinity": b'{"text": -Infinity}',
    "a very large number": b'{"text": ' + b"9" * 200_000 + b"}",
    "a huge exponent": b'{"text": 1e999999999}',
    "broken utf-8": b'{"text": "\xff\xfe\xc3"}',
    "half a character": b'{"text": "\\ud800"}',
    "utf-16": '{"text": "a"}'.encode("utf-16"),
    "nul": b'{"text": "\x00"}',
    "nothing": b"",
    "half": b'{"text": "a',
    "many names": b"{" + b",".join(b'"n%d":1' % number for number in range(20_000)) + b"}",
    "one name often": b"{" + b",".join([b'"text":"a"'] * 20_000) + b"}",
    "many empty rows": b'{"rows": [' + b",".join([b"{}"] * 60_000) + b"]}",
    "a long text": b'{"text": "' + b"a" * 250_000 + b'"}',
}


@pytest.mark.parametrize("path", ["/predict", "/verdicts", "/alerts/x/close", "/v2/models/tiny/infer", "/invocations"])
def test_bodies_that_mean_no_good_are_refused_and_cost_no_memory(server: Any, path: str) -> None:
    check_alive(server)
    before = memory_mb(server)
    for name, body in BODIES.items():
        assert 400 <= status_of(post(server, path, body)) < 500, (path, name)
    check_alive(server)
    assert memory_mb(server) - before < MOST_MORE_MB


def test_a_body_of_the_limit_is_read_and_one_byte_more_is_not(server: Any) -> None:
    assert status_of(post(server, "/predict", b" " * LIMIT)) == 422
    assert status_of(post(server, "/predict", b" " * (LIMIT + 1))) == 413
    chunk = b"%x\r\n" % 65_536 + b" " * 65_536 + b"\r\n"
    chunked = HEAD % b"/predict" + b"transfer-encoding: chunked\r\n\r\n" + chunk * 5 + b"0\r\n\r\n"
    assert status_of(send(server, chunked)) == 413


def test_a_thousand_rows_at_once_fit(server: Any) -> None:
    rows = [{"text": f"tweet {number} " + "late again and nobody tells us anything " * 4} for number in range(1_000)]
    body = json.dumps({"rows": rows}).encode()
    assert len(body) < LIMIT
    response = httpx.post(f"{server.url}/predict", content=body, headers={"content-type": "application/json"})
    assert (response.status_code, len(response.json()["predictions"])) == (200, 1_000)


@pytest.mark.parametrize(
    "request_",
    [
        HEAD % b"/predict" + b"content-length: 100\r\n\r\n{",
        HEAD % b"/verdicts" + b"content-length: 100\r\n\r\n",
        HEAD % b"/predict" + b"transfer-encoding: chunked\r\n\r\n5\r\n{",
        b"POST /predict HTTP/1.1\r\nhost: x\r\ncontent-ty",
        b"P",
    ],
    ids=["half a body", "no body", "half a chunk", "half a head", "a letter"],
)
def test_a_request_that_does_not_arrive_is_told_so_in_the_one_shape(server: Any, request_: bytes) -> None:
    answer = send(server, request_)
    assert status_of(answer) == 408
    head, _, body = answer.partition(b"\r\n\r\n")
    assert json.loads(body)["error"]["code"] == "request_timeout"
    assert b"x-content-type-options: nosniff" in head
    check_alive(server)


def test_a_body_that_trickles_is_given_up_although_it_moves(server: Any) -> None:
    with connect(server) as connection:
        connection.sendall(HEAD % b"/predict" + b"content-length: 1000\r\n\r\n")
        end = time.monotonic() + 15
        while not select.select([connection], [], [], 0.1)[0]:
            connection.sendall(b" ")
            assert time.monotonic() < end
        assert status_of(connection.recv(65_536)) == 408


def test_a_connection_that_asks_nothing_is_closed(server: Any) -> None:
    with connect(server) as connection:
        assert connection.recv(100) == b""


def test_a_connection_kept_alive_is_not_hurried_between_requests(server: Any) -> None:
    body = b'{"text": "a"}'
    request = HEAD % b"/predict" + b"content-length: %d\r\n\r\n" % len(body) + body
    with connect(server) as connection:
        for _ in range(2):
            connection.sendall(request)
            answer = b""
            while not answer.endswith(b'"1"}'):
                answer += connection.recv(65_536)
            assert status_of(answer) == 200
            time.sleep(2)


def test_headers_that_never_end_are_refused_before_they_fill_the_memory(server: Any) -> None:
    before = memory_mb(server)
    with connect(server) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nhost: x\r\n")
        answer = b""
        for number in range(100_000):
            if select.select([connection], [], [], 0)[0]:
                answer = connection.recv(65_536)
                break
            try:
                connection.sendall(b"x-more-%d: %s\r\n" % (number, b"a" * 1_000))
            except OSError:  # closed between the two
                break
        assert number < 10_000
        assert not answer or status_of(answer) == 431
    assert memory_mb(server) - before < 5
    check_alive(server)


def test_many_slow_large_bodies_at_once_fill_no_memory_and_others_are_answered(server: Any) -> None:
    check_alive(server)
    before, most = memory_mb(server), 0.0
    part = b" " * (LIMIT - 1_000)
    connections = []
    try:
        for _ in range(300):  # 75 MB in all, if it were taken
            connection = connect(server)
            connections.append(connection)
            connection.sendall(HEAD % b"/predict" + b"content-length: %d\r\n\r\n" % LIMIT + part)
            most = max(most, memory_mb(server))
        check_alive(server)
        statuses = {status_of(connection.recv(65_536)) for connection in connections}
        assert statuses <= {408, 429}
    finally:
        for connection in connections:
            connection.close()
    assert most - before < MOST_MORE_MB
    check_alive(server)


def test_a_caller_who_reads_no_answer_is_let_go(server: Any) -> None:
    number = 200
    whole = len(httpx.get(f"{server.url}/openapi.json").content) * number
    assert whole > 10_000_000  # more than the system itself would hold

    def ask(rest_s: float) -> int:
        with connect(server) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
            connection.sendall(b"GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n" * number)
            read = 0
            try:
                time.sleep(rest_s)
                while read < whole:
                    part = connection.recv(1_000_000)
                    if not part:
                        break
                    read += len(part)
            except ConnectionError:
                pass
            return read

    assert ask(4.0) < whole
    assert ask(0.0) >= whole
    check_alive(server)


def test_answers_to_nonsense_are_no_server_errors(server: Any) -> None:
    for nonsense in (
        b"\x16\x03\x01\x02\x00",
        b"GET\r\n\r\n",
        b"POST /predict HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
        b"\0" * 99,
    ):
        answer = send(server, nonsense)
        assert 400 <= status_of(answer) < 500
    check_alive(server)
